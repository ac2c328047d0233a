//! The kinds that go by missing debits.

use chrono::NaiveDate;
use opportunity_core::{Detail, SipRecord};

use super::debits::{
    cancels_on, cause, missed, next_debit, was_nothing_ever_paid, was_something_paid,
};
use super::row::{Asked, Row, row_of};
use super::{
    Held, counted, days_between, in_rupees, in_words, invested, is_live, monthly,
    months_between_by_walking, rounded, status_word,
};

pub(crate) fn missed_debits<'a>(
    held: &'a Held,
    as_of: NaiveDate,
    asked: &Asked,
) -> Option<Row<'a>> {
    let record = &held.record;
    let missed = missed(held, as_of)?;
    if !was_something_paid(record) || missed.count < asked.min_missed || missed.count > 2 {
        return None;
    }
    let (since, cancels_on) = (missed.since?, cancels_on(record)?);
    let (cause, advice) = cause(record);
    Some(Row {
        risk: i128::from(missed.count) * 500,
        worth: monthly(record),
        words: format!(
            "{} missed since {}. Three in a row end a SIP: the third falls due on {}. {advice}",
            counted(missed.count, "debit"),
            in_words(since),
            in_words(cancels_on)
        ),
        details: vec![
            ("missed_debits", Detail::Count(missed.count)),
            ("missed_since", Detail::Date(since)),
            ("cancels_on", Detail::Date(cancels_on)),
            ("cause", cause),
        ],
        ..row_of("missed_debits", held, as_of)
    })
}

pub(crate) fn stopped_sips<'a>(held: &'a Held, as_of: NaiveDate, asked: &Asked) -> Option<Row<'a>> {
    let record = &held.record;
    let missed = missed(held, as_of)?;
    if missed.count < asked.min_missed_of_stopped {
        return None;
    }
    let months = months_between_by_walking(record.latest_success_order_date?, as_of);
    Some(Row {
        risk: (12 - i128::from(months)).clamp(1, 10) * 100,
        worth: monthly(record),
        words: format!(
            "Nothing has gone through for {}, {}. Status: {}. Register it again.",
            counted(months, "month"),
            after_payments(record),
            status_word(&record.status)
        ),
        details: vec![
            ("missed_debits", Detail::Count(missed.count)),
            ("missed_since", Detail::Date(missed.since?)),
            ("months_since_success", Detail::Count(months)),
            ("success_count", record.success_count.map_or(Detail::Nothing, Detail::Count)),
            ("cause", cause(record).0),
        ],
        ..row_of("stopped_sips", held, as_of)
    })
}

/// `after 32 payments of ₹1,76,000`.
pub(crate) fn after_payments(record: &SipRecord) -> String {
    let sum = in_rupees(invested(record));
    match record.success_count {
        Some(count) => format!("after {} of {sum}", counted(count, "payment")),
        None => format!("after payments of {sum}"),
    }
}

pub(crate) fn never_started<'a>(
    held: &'a Held,
    as_of: NaiveDate,
    asked: &Asked,
) -> Option<Row<'a>> {
    let record = &held.record;
    let missed = missed(held, as_of)?;
    if !was_nothing_ever_paid(record) || missed.count < asked.min_missed_of_never_started {
        return None;
    }
    let since = missed.since?;
    let (cause, advice) = cause(record);
    Some(Row {
        risk: (10 - i128::from(missed.count)).max(1) * 100,
        worth: monthly(record),
        words: format!(
            "Nothing was ever debited: {} missed since {}. {advice}",
            counted(missed.count, "debit"),
            in_words(since)
        ),
        details: vec![
            ("missed_debits", Detail::Count(missed.count)),
            ("missed_since", Detail::Date(since)),
            ("cause", cause),
        ],
        ..row_of("never_started", held, as_of)
    })
}

/// `missed` is silent where the SIP is not live or paused.
pub(crate) fn lost_mandates(held: &Held, as_of: NaiveDate) -> Option<Row<'_>> {
    let record = &held.record;
    let is_held = record.has_current_mandate != Some(false);
    if is_held || !is_live(record, as_of) || missed(held, as_of)?.count > 0 {
        return None;
    }
    let next = next_debit(held)?;
    let days = i128::from(days_between(as_of, next));
    Some(Row {
        risk: rounded(((50 - days) * 100).max(0), 5).min(1_000),
        worth: monthly(record),
        words: format!(
            "There is no mandate for {} a month: the debit of {} will fail. Renew it.",
            in_rupees(monthly(record)),
            in_words(next)
        ),
        details: vec![("next_debit_on", Detail::Date(next))],
        ..row_of("lost_mandates", held, as_of)
    })
}
