//! Debits that fell due, and those among them that are missing: days are walked one at a time.

use chrono::{Datelike, NaiveDate};
use opportunity_core::{Detail, SipRecord, Status};

use super::{Held, is_live, listed_days};

/// Debits that are missing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Missed {
    pub(crate) count: u32,
    /// The first of them; where the newest is under way, it may be that one.
    pub(crate) since: Option<NaiveDate>,
}

/// The days of the month that the SIP is debited on.
fn debit_days(record: &SipRecord) -> Vec<u32> {
    let listed = listed_days(record);
    if !listed.is_empty() {
        return listed;
    }
    let date = record.latest_success_order_date.or(record.start_date);
    date.map(|date| date.day()).into_iter().collect()
}

fn tomorrow(date: NaiveDate) -> NaiveDate {
    date.succ_opt().unwrap()
}

fn is_last_of_month(date: NaiveDate) -> bool {
    tomorrow(date).day() == 1
}

fn is_due_on(record: &SipRecord, days: &[u32], date: NaiveDate) -> bool {
    if let (Some(from), Some(till)) = (record.paused_from, record.paused_till)
        && from <= date
        && date <= till
    {
        return false;
    }
    days.iter().any(|day| *day == date.day() || *day > date.day() && is_last_of_month(date))
}

/// The due debits from a day to another, both included.
fn due_within(record: &SipRecord, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
    let days = debit_days(record);
    let mut due = Vec::new();
    let mut date = from;
    while date <= to {
        if is_due_on(record, &days, date) {
            due.push(date);
        }
        date = tomorrow(date);
    }
    due
}

/// The due debit that is so many after a day, one for the next.
fn due_after(record: &SipRecord, day: NaiveDate, number: u32) -> Option<NaiveDate> {
    let days = debit_days(record);
    if days.is_empty() {
        return None;
    }
    let (mut date, mut passed) = (day, 0);
    while passed < number {
        date = tomorrow(date);
        passed += u32::from(is_due_on(record, &days, date));
    }
    Some(date)
}

pub(crate) fn was_something_paid(record: &SipRecord) -> bool {
    record.latest_success_order_date.is_some()
}

pub(crate) fn was_nothing_ever_paid(record: &SipRecord) -> bool {
    !was_something_paid(record) && record.success_count.unwrap_or(0) == 0
}

pub(crate) fn is_paused(held: &Held) -> bool {
    let record = &held.record;
    let is_within = match (record.paused_from, record.paused_till) {
        (Some(from), Some(till)) => from <= held.record_as_of && held.record_as_of <= till,
        _ => false,
    };
    record.status == Status::Paused || is_within
}

/// None where nothing can be said.
pub(crate) fn missed(held: &Held, as_of: NaiveDate) -> Option<Missed> {
    let record = &held.record;
    if !is_live(record, as_of) || is_paused(held) || debit_days(record).is_empty() {
        return None;
    }
    let from = if let Some(latest) = record.latest_success_order_date {
        tomorrow(latest)
    } else if was_nothing_ever_paid(record) {
        record.start_date?
    } else {
        return None;
    };
    let mut to = held.record_as_of;
    for _ in 0..7 {
        to = to.pred_opt().unwrap();
    }
    let due = due_within(record, from, to);
    let mut count = due.len() as u32;
    if record.status == Status::InProgress && count > 0 {
        count -= 1;
    }
    Some(Missed { count, since: due.first().copied() })
}

/// The third due debit behind the newest payment; the fourth where one is under way.
pub(crate) fn cancels_on(record: &SipRecord) -> Option<NaiveDate> {
    let number = if record.status == Status::InProgress { 4 } else { 3 };
    due_after(record, record.latest_success_order_date?, number)
}

/// The debit that is to come, as the record's own date saw it.
pub(crate) fn next_debit(held: &Held) -> Option<NaiveDate> {
    let record = &held.record;
    let mut next = due_after(record, held.record_as_of, 1)?;
    if was_nothing_ever_paid(record) {
        while record.start_date.is_some_and(|start| next < start) {
            next = due_after(record, next, 1)?;
        }
    }
    record.end_date.is_none_or(|end| next <= end).then_some(next)
}

/// The word for why debits are missing, and what a partner is to do.
pub(crate) fn cause(record: &SipRecord) -> (Detail<'static>, &'static str) {
    let (word, advice) = if record.has_current_mandate == Some(false) {
        ("no_mandate", "There is no current mandate: renew it.")
    } else if record.status == Status::Failed {
        ("failed", "The last debit failed: resolve the payment issue.")
    } else {
        ("unreported", "No failure is reported: ask what became of them.")
    };
    (Detail::Word(word), advice)
}
