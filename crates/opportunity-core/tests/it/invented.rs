//! Invented lives: what a client agreed to, did, missed and changed, what a record says of it, and what
//! imports saw. Some records do not fit their lives.

mod dice;
mod imports;
mod life;
mod steps;
mod untidy;

use chrono::{Days, NaiveDate};
use opportunity_core::{Paise, SipRecord, Status};
use proptest::prelude::*;

use self::dice::Dice;
use self::life::Life;
use crate::naive::Held;
use crate::naive::row::{Asked, DEFAULTS};
use crate::support::day;

/// The date of every invented book.
pub(crate) const AS_OF: &str = "2026-01-30";

/// So many cases, or as many as the environment asks for.
pub(crate) fn cases(number: u32) -> ProptestConfig {
    match std::env::var("PROPTEST_CASES") {
        Ok(_) => ProptestConfig::default(),
        Err(_) => ProptestConfig::with_cases(number),
    }
}

/// A SIP at the end of an invented life; a failure shrinks towards a plain one.
pub(crate) fn held() -> impl Strategy<Value = Held> {
    prop::collection::vec(any::<u16>(), 128).prop_map(|numbers| invent(&mut Dice::new(numbers)))
}

fn invent(dice: &mut Dice) -> Held {
    let book = day(AS_OF);
    let record_as_of = if dice.is_one_in(4) { days_before(dice, book, 70) } else { book };
    let life = Life::invented(dice, record_as_of);
    let mut record = record(dice, &life, record_as_of);
    let mut history = imports::seen_of(dice, &life, record_as_of);
    untidy::untidy(dice, &life, &mut record, &mut history);
    Held { record, history, record_as_of }
}

fn days_before(dice: &mut Dice, date: NaiveDate, most: usize) -> NaiveDate {
    date - Days::new(dice.up_to(most) as u64)
}

/// What the export says of the life on that day.
fn record(dice: &mut Dice, life: &Life, as_of: NaiveDate) -> SipRecord {
    let totals = life.totals_on(as_of);
    let mut paid = life.debits.iter().filter(|debit| debit.paid > 0 && debit.on <= as_of);
    let (first, latest) = (paid.clone().next(), paid.next_back());
    let mut record = SipRecord {
        sip_meta_id: "1".into(),
        user_id: "asha".into(),
        agent_id: dice.of(&["4220", "0"]).into(),
        agent_external_id: dice.of(&[None, Some("ag_1".to_owned())]),
        amount: paise(life.level_on(as_of)),
        scheme_name: vec!["Fund (G)".into(); life.schemes],
        sip_days: (!dice.is_one_in(6)).then(|| days_in_words(dice, &life.days)),
        num_days: (!dice.is_one_in(3)).then_some(life.days.len() as u32),
        increment_percentage: life.agreed.percentage,
        increment_amount: life.agreed.amount,
        increment_period: life.agreed.period,
        start_date: life.start,
        first_success_order_date: first.map(|debit| debit.on).filter(|_| !dice.is_one_in(10)),
        latest_success_order_date: latest.map(|debit| debit.on),
        success_count: Some(totals.count).filter(|count| *count > 0 || dice.is_one_in(2)),
        success_amount: Some(paise(totals.sum))
            .filter(|sum| sum.is_positive() || dice.is_one_in(2)),
        failed_amount: Some(paise(totals.failed))
            .filter(|sum| sum.is_positive() || dice.is_one_in(2)),
        paused_from: life.pause.map(|pause| pause.0),
        paused_till: life.pause.and_then(|pause| pause.1),
        paused_reason: life.pause.and_then(|_| dice.of(&[None, Some("Travel".to_owned())])),
        status: status(dice),
        ..SipRecord::default()
    };
    if life.pause.is_some_and(|(from, till)| from <= as_of && till.is_none_or(|till| till >= as_of))
    {
        record.status = dice.of(&[Status::Paused, Status::Success, Status::Paused]);
    }
    let end = day(AS_OF) + Days::new(dice.up_to(100) as u64) - Days::new(4);
    record.end_date = dice.is_one_in(5).then_some(end);
    record.has_current_mandate = dice.of(&[None, Some(true), Some(false), Some(true)]);
    record.is_active = dice.of(&[None, Some(true), Some(true), None, None, Some(false)]);
    record.deleted = dice.of(&[None, Some(false), None, None, None, None, None, Some(true)]);
    record
}

fn status(dice: &mut Dice) -> Status {
    match dice.up_to(11) {
        0..=5 => Status::Success,
        6 | 7 => Status::InProgress,
        8 | 9 => Status::Failed,
        10 => Status::Unknown,
        _ => dice.of(&[Status::Other("Held".into()), Status::Paused]),
    }
}

/// The days as a hand may have listed them.
fn days_in_words(dice: &mut Dice, days: &[u32]) -> String {
    let between = dice.of(&[",", ", ", ",,", " & "]);
    let words: Vec<String> = days.iter().map(u32::to_string).collect();
    let listed = words.join(between);
    match dice.up_to(9) {
        8 => format!("0,{listed}"),
        9 => format!("{listed},{}", words[0]),
        _ => listed,
    }
}

fn paise(amount: i128) -> Paise {
    Paise::new(i64::try_from(amount).unwrap())
}

/// When is asked, and with which thresholds.
pub(crate) fn asked() -> impl Strategy<Value = (NaiveDate, Asked)> {
    let later = prop::sample::select(vec![0u64, 0, 0, 1, 6, 30, 61, 393, 1_500]);
    let moved = prop::collection::vec(any::<u16>(), 16)
        .prop_map(|numbers| moved_thresholds(&mut Dice::new(numbers)));
    let asked = prop_oneof![Just(DEFAULTS), moved];
    (later, asked).prop_map(|(later, asked)| (day(AS_OF) + Days::new(later), asked))
}

fn moved_thresholds(dice: &mut Dice) -> Asked {
    let money = |dice: &mut Dice, most: usize| (dice.up_to(most) * 100_000) as i64;
    Asked {
        min_months: dice.number(1, 40),
        proven_alone: dice.is_one_in(3),
        min_failed: money(dice, 20),
        min_invested: money(dice, 400),
        min_inactive_days: dice.number(1, 120),
        min_missed: dice.number(1, 3),
        min_missed_of_stopped: dice.number(3, 8),
        min_missed_of_never_started: dice.number(1, 4),
        min_paused_days: dice.number(1, 60),
        min_months_without_step_up: dice.number(1, 40),
        max_days_left: dice.number(1, 120),
    }
}
