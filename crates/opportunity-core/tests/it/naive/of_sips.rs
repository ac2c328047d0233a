//! The other kinds that are about one SIP.

use chrono::NaiveDate;
use opportunity_core::{Detail, Status};

use super::debits::{is_paused, missed, was_something_paid};
use super::of_debits::after_payments;
use super::row::{Asked, Row, row_of};
use super::{
    Held, agreed, counted, days_between, has_ended, in_rupees, in_words, invested, is_deleted,
    is_live, is_running, monthly, months_between_by_walking, rounded, running_since, status_word,
};

pub(crate) fn failed_sips<'a>(held: &'a Held, as_of: NaiveDate, asked: &Asked) -> Option<Row<'a>> {
    let record = &held.record;
    let failed = record.failed_amount?.paise();
    if is_deleted(record) || failed == 0 || failed < i128::from(asked.min_failed) {
        return None;
    }
    let due = failed + invested(record);
    let tenths = rounded(failed * 1_000, due);
    let (action, advice) = match record.status {
        _ if record.has_current_mandate == Some(false) => {
            ("renew_mandate", "There is no current mandate: renew it.")
        }
        Status::Success | Status::InProgress => {
            ("recover_missed", "Debits go through again: recover the missed instalments.")
        }
        Status::Paused => ("resume", "The SIP is paused: ask when it resumes."),
        Status::Failed => ("resolve_payment", "The last debit failed: resolve the payment issue."),
        _ => ("ask_status", "What became of the last debit is not known: ask."),
    };
    Some(Row {
        risk: rounded(failed * 1_000, due),
        worth: failed,
        failed: Some(failed),
        words: format!(
            "Failed amount: {} ({}.{}% failure rate). Status: {}. {advice}",
            in_rupees(failed),
            tenths / 10,
            tenths % 10,
            status_word(&record.status)
        ),
        details: vec![
            ("failure_rate", Detail::PercentTenths(tenths as u16)),
            ("suggested_action", Detail::Word(action)),
        ],
        ..row_of("failed_sips", held, as_of)
    })
}

pub(crate) fn paused_sips<'a>(held: &'a Held, as_of: NaiveDate, asked: &Asked) -> Option<Row<'a>> {
    let record = &held.record;
    if is_deleted(record) || has_ended(record, as_of) || !is_paused(held) {
        return None;
    }
    let from = record.paused_from?;
    let days = days_between(from, as_of);
    if days < asked.min_paused_days {
        return None;
    }
    let months = months_between_by_walking(from, as_of);
    let advice = match record.paused_till {
        None => "Ask when it resumes.".to_owned(),
        Some(till) if till >= as_of => {
            format!("It is to resume on {}: confirm.", in_words(till))
        }
        Some(till) => format!("It was to resume on {}: ask.", in_words(till)),
    };
    Some(Row {
        risk: (12 - i128::from(months)).clamp(1, 10) * 100,
        worth: monthly(record),
        words: format!("Paused for {}, since {}. {advice}", counted(days, "day"), in_words(from)),
        details: vec![
            ("paused_on", Detail::Date(from)),
            ("paused_days", Detail::Count(days)),
            ("resumes_on", record.paused_till.map_or(Detail::Nothing, Detail::Date)),
            (
                "paused_reason",
                record.paused_reason.as_deref().map_or(Detail::Nothing, Detail::Text),
            ),
        ],
        ..row_of("paused_sips", held, as_of)
    })
}

pub(crate) fn no_step_up<'a>(held: &'a Held, as_of: NaiveDate, asked: &Asked) -> Option<Row<'a>> {
    let record = &held.record;
    let is_agreed = agreed(record).is_some();
    if !is_live(record, as_of) || is_paused(held) || !is_running(record) || is_agreed {
        return None;
    }
    if !was_something_paid(record) || missed(held, as_of)?.count > 0 {
        return None;
    }
    let since = running_since(record)?;
    let months = months_between_by_walking(since, as_of);
    if months < asked.min_months_without_step_up {
        return None;
    }
    let worth = rounded(monthly(record), 10);
    Some(Row {
        risk: rounded(i128::from(months) * 100, 24).min(500),
        worth,
        words: format!(
            "{} a month since {}, without an agreed step-up. 10% a year would add {} a month.",
            in_rupees(monthly(record)),
            in_words(since),
            in_rupees(worth)
        ),
        details: vec![
            ("running_since", Detail::Date(since)),
            ("months_running", Detail::Count(months)),
        ],
        ..row_of("no_step_up", held, as_of)
    })
}

pub(crate) fn ending_sips<'a>(held: &'a Held, as_of: NaiveDate, asked: &Asked) -> Option<Row<'a>> {
    let record = &held.record;
    if !is_live(record, as_of) || is_paused(held) || !is_running(record) {
        return None;
    }
    let end = record.end_date.filter(|end| *end >= as_of)?;
    let left = days_between(as_of, end);
    if left > asked.max_days_left {
        return None;
    }
    let when = match left {
        0 => "today".to_owned(),
        days => format!("in {}", counted(days, "day")),
    };
    Some(Row {
        risk: rounded(((300 - i128::from(left)) * 100).max(0), 30),
        worth: monthly(record),
        words: format!(
            "Ends on {}, {when}, {}. Ask for a renewal.",
            in_words(end),
            after_payments(record)
        ),
        details: vec![
            ("ends_on", Detail::Date(end)),
            ("days_left", Detail::Count(left)),
            ("success_count", record.success_count.map_or(Detail::Nothing, Detail::Count)),
        ],
        ..row_of("ending_sips", held, as_of)
    })
}
