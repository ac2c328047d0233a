//! The rules once more, in the plainest code: everything is tried, nothing is laid out. No rule of the
//! crate is called, its types carry values alone.

pub(crate) mod chains;
pub(crate) mod debits;
pub(crate) mod imports;
pub(crate) mod increases;
pub(crate) mod lists;
pub(crate) mod no_sip_increase;
pub(crate) mod of_accounts;
pub(crate) mod of_debits;
pub(crate) mod of_sips;
pub(crate) mod row;

use chrono::{Datelike, NaiveDate};
use opportunity_core::{AmountRun, SipRecord, Status, StepUp};

/// A record, what imports saw of it, and when one last held it.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) record: SipRecord,
    pub(crate) history: Vec<AmountRun>,
    pub(crate) record_as_of: NaiveDate,
}

/// The day in that month, or the last one there is in it.
fn day_in(year: i32, month: u32, day: u32) -> NaiveDate {
    (1..=day).rev().find_map(|day| NaiveDate::from_ymd_opt(year, month, day)).unwrap()
}

/// The same day `months` later, or the last one there is in that month.
pub(crate) fn plus_months(date: NaiveDate, months: u32) -> NaiveDate {
    let (mut year, mut month) = (date.year(), date.month());
    for _ in 0..months {
        (year, month) = month_after(year, month);
    }
    day_in(year, month, date.day())
}

pub(crate) fn minus_months(date: NaiveDate, months: u32) -> NaiveDate {
    let (mut year, mut month) = (date.year(), date.month());
    for _ in 0..months {
        month -= 1;
        if month == 0 {
            (year, month) = (year - 1, 12);
        }
    }
    day_in(year, month, date.day())
}

fn month_after(year: i32, month: u32) -> (i32, u32) {
    if month == 12 { (year + 1, 1) } else { (year, month + 1) }
}

pub(crate) fn months_between_by_walking(from: NaiveDate, to: NaiveDate) -> u32 {
    let mut months = 0;
    let (mut year, mut month) = month_after(from.year(), from.month());
    while day_in(year, month, from.day()) <= to {
        months += 1;
        (year, month) = month_after(year, month);
    }
    months
}

pub(crate) fn days_between(from: NaiveDate, to: NaiveDate) -> u32 {
    let mut days = 0;
    let mut date = from;
    while date < to {
        date = date.succ_opt().unwrap();
        days += 1;
    }
    days
}

/// `January 5, 2026`.
pub(crate) fn in_words(date: NaiveDate) -> String {
    let months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    format!("{} {}, {}", months[date.month0() as usize], date.day(), date.year())
}

/// `1 month`, `2 months`.
pub(crate) fn counted(number: u32, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// To the nearest whole number, a half going up.
pub(crate) fn rounded(numerator: i128, denominator: i128) -> i128 {
    let whole = numerator / denominator;
    if (numerator % denominator) * 2 >= denominator { whole + 1 } else { whole }
}

/// The different days of the month that the record lists; a zero is no day.
pub(crate) fn listed_days(record: &SipRecord) -> Vec<u32> {
    let mut days = Vec::new();
    for number in record.sip_days.as_deref().unwrap_or("").split(|c: char| !c.is_ascii_digit()) {
        let day = number.parse().unwrap_or(0);
        if day > 0 && !days.contains(&day) {
            days.push(day);
        }
    }
    days
}

/// Debits a month, one at least.
pub(crate) fn debits_a_month(record: &SipRecord) -> i128 {
    let number = record.num_days.unwrap_or(listed_days(record).len() as u32);
    i128::from(number.max(1))
}

pub(crate) fn monthly(record: &SipRecord) -> i128 {
    record.amount.paise() * debits_a_month(record)
}

pub(crate) fn invested(record: &SipRecord) -> i128 {
    record.success_amount.map_or(0, |money| money.paise())
}

pub(crate) fn is_deleted(record: &SipRecord) -> bool {
    record.deleted == Some(true)
}

pub(crate) fn is_active(record: &SipRecord) -> bool {
    record.is_active.unwrap_or(true) && !is_deleted(record)
}

pub(crate) fn has_ended(record: &SipRecord, as_of: NaiveDate) -> bool {
    record.end_date.is_some_and(|end| end < as_of)
}

pub(crate) fn is_live(record: &SipRecord, as_of: NaiveDate) -> bool {
    is_active(record) && !has_ended(record, as_of)
}

/// Whether the status is one of a SIP that goes through.
pub(crate) fn is_running(record: &SipRecord) -> bool {
    matches!(record.status, Status::Success | Status::InProgress)
}

/// The earlier of the start and the first payment, whichever there are.
pub(crate) fn running_since(record: &SipRecord) -> Option<NaiveDate> {
    match (record.start_date, record.first_success_order_date) {
        (Some(start), Some(first)) => Some(if start < first { start } else { first }),
        (start, first) => start.or(first),
    }
}

pub(crate) fn agreed(record: &SipRecord) -> Option<StepUp> {
    let percentage = record.increment_percentage.filter(|percent| percent.hundredths() > 0);
    let amount = record.increment_amount.filter(|amount| amount.paise() > 0);
    match (percentage, amount) {
        (Some(percent), _) => Some(StepUp::Percentage(percent)),
        (None, Some(amount)) => Some(StepUp::Amount(amount)),
        (None, None) => None,
    }
}

pub(crate) fn status_word(status: &Status) -> &str {
    match status {
        Status::Success => "Success",
        Status::Failed => "Failed",
        Status::InProgress => "In Progress",
        Status::Paused => "Paused",
        Status::Unknown => "Unknown",
        Status::Other(word) => word,
    }
}

/// Whole rupees, a comma before the last three digits and before each two ahead of them.
pub(crate) fn in_rupees(paise: i128) -> String {
    let mut words = String::new();
    for (place, digit) in rounded(paise, 100).to_string().chars().rev().enumerate() {
        if place == 3 || place > 3 && place % 2 == 1 {
            words.insert(0, ',');
        }
        words.insert(0, digit);
    }
    format!("₹{words}")
}
