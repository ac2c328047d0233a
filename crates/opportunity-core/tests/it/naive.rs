//! The rules once more, in the plainest code: everything is tried, nothing is laid out.

use chrono::{Datelike, NaiveDate};
use opportunity_core::{
    Evidence, Observation, Paise, Progress, Silence, SipRecord, Status, StepUp,
};

/// The same day `months` later, or the last one there is in that month.
pub(crate) fn plus_months(date: NaiveDate, months: u32) -> NaiveDate {
    let (mut year, mut month) = (date.year(), date.month());
    for _ in 0..months {
        month += 1;
        if month == 13 {
            (year, month) = (year + 1, 1);
        }
    }
    (1..=date.day()).rev().find_map(|day| NaiveDate::from_ymd_opt(year, month, day)).unwrap()
}

fn minus_months(date: NaiveDate, months: u32) -> NaiveDate {
    let (mut year, mut month) = (date.year(), date.month());
    for _ in 0..months {
        month -= 1;
        if month == 0 {
            (year, month) = (year - 1, 12);
        }
    }
    (1..=date.day()).rev().find_map(|day| NaiveDate::from_ymd_opt(year, month, day)).unwrap()
}

pub(crate) fn months_between_by_walking(from: NaiveDate, to: NaiveDate) -> u32 {
    let mut months = 0;
    while plus_months(from, months + 1) <= to {
        months += 1;
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

/// To the nearest whole number, a half going up.
pub(crate) fn rounded(numerator: i128, denominator: i128) -> i128 {
    let whole = numerator / denominator;
    if (numerator % denominator) * 2 >= denominator { whole + 1 } else { whole }
}

pub(crate) fn debit_days(record: &SipRecord) -> i128 {
    let listed = record
        .sip_days
        .as_deref()
        .map(|days| days.split(',').filter(|day| !day.trim().is_empty()).count() as u32);
    i128::from(record.num_days.or(listed).unwrap_or(1).max(1))
}

pub(crate) fn monthly(record: &SipRecord) -> i128 {
    record.amount.paise() * debit_days(record)
}

pub(crate) fn is_active(record: &SipRecord) -> bool {
    record.is_active.unwrap_or(true) && !record.deleted.unwrap_or(false)
}

pub(crate) fn has_ended(record: &SipRecord, as_of: NaiveDate) -> bool {
    record.end_date.is_some_and(|end| end < as_of)
}

pub(crate) fn is_running(record: &SipRecord) -> bool {
    matches!(record.status, Status::Success | Status::InProgress)
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

pub(crate) fn evidence_word(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Payments => "payments",
        Evidence::Observed => "observed",
        Evidence::Assumed => "assumed",
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

/// Where a SIP with a step-up and a period stands.
pub(crate) fn progress(
    record: &SipRecord,
    period_months: u32,
    history: &[Observation],
) -> Result<Progress, Silence> {
    let step_up = agreed(record).unwrap();
    let running_since = match (record.start_date, record.first_success_order_date) {
        (Some(start), Some(first)) => start.min(first),
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => return Err(Silence::NoStart),
    };
    let by = record.latest_success_order_date.ok_or(Silence::NothingPaid)?;
    let periods = |since| months_between_by_walking(since, by) / period_months;

    let mut rises = Vec::new();
    for (place, seen) in history.iter().enumerate() {
        let is_rise = place > 0 && history[..place].iter().all(|old| old.amount < seen.amount);
        if is_rise {
            rises.push(seen.as_of);
        }
    }
    let rises_made = rises.len() as u32;
    let said = |evidence, expected, made, last_increase| {
        Ok(Progress { evidence, expected, made, last_increase, running_since })
    };
    let totals = record.success_count.filter(|n| *n > 0).zip(record.success_amount);
    match (totals, rises.last()) {
        (None, None) => said(Evidence::Assumed, periods(running_since), 0, None),
        (None, Some(seen)) => said(Evidence::Observed, periods(*seen), 0, Some(*seen)),
        (Some((n, total)), seen) => {
            match (steps(record, step_up, period_months, n, total, by), seen) {
                (Some((made, last)), None) => {
                    said(Evidence::Payments, periods(running_since), made, last)
                }
                (Some((made, last)), Some(seen)) => said(
                    Evidence::Observed,
                    periods(running_since),
                    made.max(rises_made),
                    last.max(Some(*seen)),
                ),
                (None, Some(seen)) => said(Evidence::Observed, periods(*seen), 0, Some(*seen)),
                (None, None) if may_be_partial(record) => Err(Silence::PartialDebits),
                (None, None) => Err(Silence::ChangedOnUnknownDate),
            }
        }
    }
}

/// Several schemes, of which some may have failed where others went through.
fn may_be_partial(record: &SipRecord) -> bool {
    let unsettled = [record.failed_amount, record.pending_amount, record.in_progress_amount];
    record.scheme_name.len() > 1 && unsettled.into_iter().flatten().any(|money| money.paise() > 0)
}

/// How many steps the totals tell of, and when the last one was; `None` where they fit nothing.
fn steps(
    record: &SipRecord,
    step_up: StepUp,
    period_months: u32,
    n: u32,
    total: Paise,
    by: NaiveDate,
) -> Option<(u32, Option<NaiveDate>)> {
    let today = record.amount.paise();
    if today * i128::from(n) == total.paise() {
        return Some((0, None));
    }
    if may_be_partial(record) {
        return None;
    }
    let n = i128::from(n);
    let each = i128::from(period_months) * debit_days(record);
    for unit in [1_000, 100] {
        let mut levels = vec![today];
        while levels.len() < 25 {
            let Some(before) = level_before(*levels.last().unwrap(), step_up, unit) else { break };
            levels.push(before);
        }
        for made in 1..levels.len() {
            let between = each * (made as i128 - 1);
            for newest in 0..=n {
                let rest = n - newest - between;
                let sum = newest * today
                    + levels[1..made].iter().map(|level| level * each).sum::<i128>()
                    + rest * levels[made];
                if rest >= 1 && sum == total.paise() {
                    let months = (newest - 1).max(0) / debit_days(record);
                    return Some((made as u32, Some(minus_months(by, months as u32))));
                }
            }
        }
    }
    None
}

fn level_before(level: i128, step_up: StepUp, unit: i128) -> Option<i128> {
    match step_up {
        StepUp::Amount(amount) => Some(level - amount.paise()).filter(|before| *before > 0),
        StepUp::Percentage(percent) => {
            let grown = 10_000 + i128::from(percent.hundredths());
            let mut before = unit;
            while before * grown < level * 10_000 {
                before += unit;
            }
            let stepped = before * grown / 10_000;
            (stepped - stepped % unit == level && before < level).then_some(before)
        }
    }
}
