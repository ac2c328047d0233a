//! Records and histories that do not fit their lives.

use chrono::{Datelike, Days};
use opportunity_core::{AmountRun, Paise, SipRecord};

use super::dice::Dice;
use super::life::Life;
use super::paise;

/// Leaves half of all alone, and changes the others in one way or in several.
pub(crate) fn untidy(
    dice: &mut Dice,
    life: &Life,
    record: &mut SipRecord,
    history: &mut Vec<AmountRun>,
) {
    for _ in 0..dice.of(&[0, 0, 0, 1, 1, 2]) {
        match dice.up_to(4) {
            0 => untidy_totals(dice, record),
            1 => other_totals(dice, record),
            2 => other_counts(dice, life, record),
            3 => untidy_details(dice, record),
            _ => untidy_history(dice, history),
        }
    }
}

fn nudged(dice: &mut Dice, money: Paise) -> Paise {
    let by = dice.of(&[100_000, -100_000, 1, -1, 50_000, -1_000_000]);
    let nudged = money.paise() + by;
    paise(if nudged > 0 { nudged } else { 0 })
}

fn untidy_totals(dice: &mut Dice, record: &mut SipRecord) {
    match dice.up_to(6) {
        0 => record.success_amount = record.success_amount.map(|sum| nudged(dice, sum)),
        1 => record.success_count = record.success_count.map(|count| count + dice.number(1, 3)),
        2 => {
            let fewer = dice.of(&[1, 1, 1, 1_000]);
            record.success_count = record.success_count.map(|count| count.saturating_sub(fewer));
        }
        3 => record.success_count = None,
        4 => record.success_amount = None,
        5 => fill_up_with_failures(record),
        _ => record.failed_amount = Some(paise(dice.up_to(40) as i128 * 50_000)),
    }
}

/// As much failed as lacks to one debit of today's instalment in each month.
fn fill_up_with_failures(record: &mut SipRecord) {
    let dates = (record.first_success_order_date, record.latest_success_order_date);
    let (Some(first), Some(latest)) = dates else { return };
    let month = |date: chrono::NaiveDate| date.year() * 12 + date.month0() as i32;
    let months = i128::from(month(latest) - month(first) + 1);
    let lacking = record.amount.paise() * months - record.success_amount.map_or(0, Paise::paise);
    record.failed_amount = (lacking > 0).then(|| paise(lacking));
}

/// Any number of payments at each of the life's levels.
fn other_counts(dice: &mut Dice, life: &Life, record: &mut SipRecord) {
    let most = dice.of(&[3, 12, 30]);
    let (mut count, mut sum) = (0, 0);
    for level in life.levels() {
        let payments = dice.number(0, most);
        count += payments;
        sum += level * i128::from(payments);
    }
    record.success_count = Some(count);
    record.success_amount = Some(paise(sum));
}

/// A sum made of any number of payments on a few levels below today's, as no plan would make it.
fn other_totals(dice: &mut Dice, record: &mut SipRecord) {
    let count = dice.number(0, 70);
    let amount = record.amount.paise();
    let mut sum = amount * i128::from(count);
    for _ in 0..dice.up_to(3) {
        let gap = dice.of(&[50_000, 10_000, 100_000, amount / 2, amount / 11, amount / 6, 12_345]);
        sum -= gap * dice.up_to(count as usize) as i128;
    }
    record.success_count = Some(count);
    record.success_amount = Some(paise(if sum > 0 { sum } else { 0 }));
}

fn untidy_details(dice: &mut Dice, record: &mut SipRecord) {
    let some_money = paise(dice.up_to(12) as i128 * record.amount.paise() / 4);
    match dice.up_to(8) {
        0 => record.pending_amount = Some(some_money),
        1 => record.in_progress_amount = Some(some_money),
        2 => record.scheme_name = vec!["Fund".into(); 2],
        3 => record.num_days = dice.of(&[None, Some(0), Some(1), Some(2), Some(3)]),
        4 => record.sip_days = dice.of(&[None, Some("0".to_owned()), Some("31".to_owned())]),
        5 => record.latest_success_order_date = None,
        6 => record.first_success_order_date = None,
        7 => record.start_date = None,
        _ => record.increment_amount = Some(record.amount),
    }
}

fn untidy_history(dice: &mut Dice, history: &mut Vec<AmountRun>) {
    let Some(&last) = history.last() else { return };
    let place = if dice.is_one_in(2) { history.len() - 1 } else { dice.up_to(history.len() - 1) };
    let run = &mut history[place];
    match dice.up_to(8) {
        0 => run.success_amount = run.success_amount.map(|sum| nudged(dice, sum)),
        1 => run.success_count = run.success_count.map(|count| count + 1),
        2 => run.success_count = None,
        3 => run.amount = paise(run.amount.paise() + 50_000),
        4 => run.amount = paise(run.amount.paise() / 2 + 1),
        5 => run.success_count = Some(0),
        6 => run.failed_amount = None,
        // A later import of an older record.
        _ => {
            let stale = last.to + Days::new(dice.number(1, 25).into());
            let amount = dice.of(&[last.amount, history[0].amount, paise(250_000)]);
            history.push(AmountRun { as_of: stale, to: stale, amount, ..last });
        }
    }
}
