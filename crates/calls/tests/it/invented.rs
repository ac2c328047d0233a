//! Invented histories: a few SIPs of a few clients and agents, book after book.

use chrono::{Datelike, Days, NaiveDate};
use opportunity_core::{Percent, Period, SipRecord, Status};
use proptest::prelude::*;

use crate::naive::Held;
use crate::support::{day, quiet, rupees};

/// Choices by numbers that are drawn beforehand, so that a failing case shrinks with them.
pub(crate) struct Dice(std::vec::IntoIter<u16>);

impl Dice {
    pub(crate) fn new(numbers: Vec<u16>) -> Self {
        Self(numbers.into_iter())
    }

    pub(crate) fn up_to(&mut self, most: usize) -> usize {
        usize::from(self.0.next().unwrap_or(0)) % (most + 1)
    }

    pub(crate) fn of<T: Clone>(&mut self, values: &[T]) -> T {
        values[self.up_to(values.len() - 1)].clone()
    }

    /// Seldom true; a small number is a no.
    pub(crate) fn is_one_in(&mut self, number: usize) -> bool {
        self.up_to(number - 1) == number - 1
    }
}

/// Up to seven books of up to six SIPs.
pub(crate) fn history() -> impl Strategy<Value = Vec<Held>> {
    prop::collection::vec(any::<u16>(), 400).prop_map(|numbers| invent(&mut Dice::new(numbers)))
}

fn invent(dice: &mut Dice) -> Vec<Held> {
    let mut as_of = day("2026-01-30");
    let (sips, books) = (dice.up_to(5) + 1, dice.up_to(6) + 1);
    let mut lives: Vec<SipRecord> = (0..sips).map(|sip| begin(dice, sip, as_of)).collect();
    let mut history = Vec::new();
    for _ in 0..books {
        let mut records = Vec::new();
        for life in &mut lives {
            live_on(dice, life, as_of);
            // Now and then a book lacks one, or has an older record of it.
            if !dice.is_one_in(8) {
                let age = if dice.is_one_in(5) { dice.up_to(40) } else { 0 };
                records.push((life.clone(), as_of - Days::new(age as u64)));
            }
        }
        history.push(Held { as_of, records });
        let days: u64 = dice.of(&[7, 1, 7, 0, 14, 30, 44, 45, 46, 10, 60, 3]);
        as_of = as_of + Days::new(days);
    }
    history
}

fn begin(dice: &mut Dice, sip: usize, as_of: NaiveDate) -> SipRecord {
    let start = fifth_before(as_of, dice.of(&[300, 400, 900, 1_200, 40]));
    SipRecord {
        sip_meta_id: (sip + 1).to_string(),
        user_id: dice.of(&["asha", "bina"]).into(),
        agent_id: dice.of(&["4220", "77"]).into(),
        start_date: Some(start),
        first_success_order_date: Some(start),
        latest_success_order_date: Some(fifth_before(as_of, 0)),
        success_amount: Some(rupees(dice.of(&[40_000, 200_000]))),
        success_count: Some(8),
        ..quiet()
    }
}

/// The last 5th of a month that lies so many days or more before a day.
fn fifth_before(day: NaiveDate, days: u64) -> NaiveDate {
    let mut on = day - Days::new(days);
    while on.day() != 5 {
        on = on - Days::new(1);
    }
    on
}

/// What became of a SIP until a book: mostly little.
fn live_on(dice: &mut Dice, life: &mut SipRecord, as_of: NaiveDate) {
    if !dice.is_one_in(3) {
        life.latest_success_order_date =
            life.latest_success_order_date.max(Some(fifth_before(as_of, 0)));
    }
    for _ in 0..dice.up_to(2) {
        change(dice, life, as_of);
    }
}

fn change(dice: &mut Dice, life: &mut SipRecord, as_of: NaiveDate) {
    let later = |days: usize| Some(as_of + Days::new(days as u64));
    match dice.up_to(15) {
        0 | 1 => {
            life.status =
                dice.of(&[Status::Success, Status::Failed, Status::InProgress, Status::Unknown])
        }
        2 => life.has_current_mandate = dice.of(&[Some(false), None, Some(true)]),
        3 => life.end_date = later(dice.up_to(120)),
        4 => life.end_date = dice.of(&[None, Some(as_of - Days::new(1))]),
        5 => {
            life.status = Status::Paused;
            life.paused_from = Some(as_of - Days::new(dice.up_to(80) as u64));
        }
        6 => (life.status, life.paused_from) = (Status::Success, None),
        7 => {
            life.increment_percentage = Some(Percent::from_hundredths(1_000));
            life.increment_period = Period::parse("1Y");
        }
        8 => life.amount = dice.of(&[rupees(5_000), rupees(5_500), rupees(4_000)]),
        9 => life.is_active = dice.of(&[Some(false), None]),
        10 => life.deleted = dice.of(&[Some(true), None]),
        11 => life.agent_id = dice.of(&["4220", "77", "8"]).into(),
        12 => life.user_id = dice.of(&["asha", "bina", "chitra"]).into(),
        13 => life.failed_amount = dice.of(&[Some(rupees(20_000)), None]),
        14 => {
            life.latest_success_order_date = dice.of(&[
                Some(fifth_before(as_of, 20)),
                Some(fifth_before(as_of, 60)),
                Some(fifth_before(as_of, 130)),
            ]);
        }
        _ => life.num_days = dice.of(&[None, Some(2)]),
    }
}

/// Two books of the same SIPs, a week apart, of up to forty SIPs of eight clients and four agents.
pub(crate) fn two_books(dice: &mut Dice) -> [Held; 2] {
    let first = day("2026-01-30");
    let mut lives: Vec<SipRecord> = (0..dice.up_to(39) + 1)
        .map(|sip| {
            let life = begin(dice, sip, first);
            SipRecord {
                user_id: format!("u{}", dice.up_to(7)),
                agent_id: dice.of(&["4220", "77", "8", "0"]).into(),
                ..life
            }
        })
        .collect();
    [first, first + Days::new(14)].map(|as_of| {
        for life in &mut lives {
            // No SIP moves here: what moves is for the histories.
            let ids = (life.user_id.clone(), life.agent_id.clone());
            live_on(dice, life, as_of);
            change(dice, life, as_of);
            (life.user_id, life.agent_id) = ids;
        }
        Held { as_of, records: lives.iter().map(|life| (life.clone(), as_of)).collect() }
    })
}
