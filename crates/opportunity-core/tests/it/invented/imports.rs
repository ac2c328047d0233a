//! What imports saw of a life.

use chrono::{Days, Months, NaiveDate};
use opportunity_core::AmountRun;

use super::dice::Dice;
use super::life::Life;
use super::paise;

/// The runs of the imports of an invented plan, that of the record among them more often than not.
pub(crate) fn seen_of(dice: &mut Dice, life: &Life, record_as_of: NaiveDate) -> Vec<AmountRun> {
    let lacks_totals = dice.is_one_in(12);
    let mut runs: Vec<AmountRun> = Vec::new();
    for date in dates(dice, life, record_as_of) {
        let totals = life.totals_on(date);
        let amount = paise(life.level_on(date));
        match runs.last_mut() {
            Some(run) if run.amount == amount => run.to = date,
            _ => runs.push(AmountRun {
                as_of: date,
                to: date,
                amount,
                success_count: (!lacks_totals).then_some(totals.count),
                success_amount: Some(paise(totals.sum)),
                failed_amount: Some(paise(totals.failed)),
            }),
        }
    }
    runs
}

/// Some plans go by the day of the newest payment, so that evidence of both kinds meets on one day.
fn dates(dice: &mut Dice, life: &Life, record_as_of: NaiveDate) -> Vec<NaiveDate> {
    let paid = life.debits.iter().rev().find(|debit| debit.paid > 0).map(|debit| debit.on);
    let by_payments = dice.of(&[None, None, paid]);
    let some_days = Days::new(dice.up_to(25) as u64);
    let anchor = by_payments.unwrap_or(record_as_of - some_days);
    let months_ago = |months: u32| anchor - Months::new(months);
    let every =
        |months: u32, times: u32| (1..=times).rev().map(move |nth| months_ago(nth * months));
    let mut dates: Vec<NaiveDate> = match dice.up_to(8) {
        0 => Vec::new(),
        2 => vec![months_ago(dice.number(12, 30))],
        3 => vec![months_ago(15)],
        1 | 4 => every(1, 14).collect(),
        5 => every(dice.of(&[2, 3, 6, 7]), 8).collect(),
        6 => every(1, 36).collect(),
        _ => vec![months_ago(dice.number(14, 24)), months_ago(dice.number(1, 13))],
    };
    if !dice.is_one_in(4) {
        dates.push(record_as_of);
    }
    dates
}
