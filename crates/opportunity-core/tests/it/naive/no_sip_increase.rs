//! A step-up was agreed, and a whole period and a year have passed in which none was made.

use chrono::NaiveDate;
use opportunity_core::{Confidence, Detail, Period, PeriodUnit, StepUp, VerdictKind};

use super::increases::{Known, agreement, known, verdict};
use super::row::{Asked, Row, row_of};
use super::{
    Held, counted, debits_a_month, in_words, is_live, is_running, months_between_by_walking,
    rounded,
};

pub(crate) fn no_sip_increase<'a>(
    held: &'a Held,
    as_of: NaiveDate,
    asked: &Asked,
) -> Option<Row<'a>> {
    let record = &held.record;
    if !is_live(record, as_of) || !is_running(record) {
        return None;
    }
    let (step_up, period) = agreement(record)?;
    let known = known(record, &held.history)?;
    let (day, confidence) = named(&known, as_of, asked)?;
    let verdict = verdict(record, &held.history, as_of, asked.min_months)?;
    let months = months_between_by_walking(day, as_of);
    let expected = known.periods(day, known.by);

    let step = match step_up {
        StepUp::Amount(amount) => amount.paise(),
        StepUp::Percentage(percent) => {
            rounded(record.amount.paise() * i128::from(percent.hundredths()), 10_000)
        }
    };
    let about = |date: Option<NaiveDate>| date.map_or(Detail::Nothing, Detail::Date);
    Some(Row {
        risk: rounded(i128::from(months) * 100, 6).min(1_000),
        worth: step * debits_a_month(record),
        words: words(day, confidence, verdict.verdict, months, expected, period),
        details: vec![
            ("confidence", Detail::Word(confidence_word(confidence))),
            ("verdict", Detail::Word(verdict_word(verdict.verdict))),
            ("increments_expected", Detail::Count(expected)),
            ("increments_made", Detail::Count(0)),
            ("steps_made", verdict.steps_made.map_or(Detail::Nothing, Detail::Count)),
            ("months_since_increase", Detail::Count(months)),
            ("last_increase_from", about(verdict.last_increase_from)),
            ("last_increase_to", about(verdict.last_increase_to)),
        ],
        ..row_of("no_sip_increase", held, as_of)
    })
}

/// The day after which no increase was made, and how that is known.
fn named(known: &Known, as_of: NaiveDate, asked: &Asked) -> Option<(NaiveDate, Confidence)> {
    let is_overdue = |day: &NaiveDate| known.is_overdue(*day, as_of, asked.min_months);
    if let Some(day) = known.proven.filter(is_overdue) {
        return Some((day, Confidence::Proven));
    }
    let likely = known.likely.filter(|_| !asked.proven_alone).filter(is_overdue)?;
    Some((likely, Confidence::Likely))
}

fn words(
    day: NaiveDate,
    confidence: Confidence,
    verdict: VerdictKind,
    months: u32,
    expected: u32,
    period: Period,
) -> String {
    let months = counted(months, "month");
    let expected = counted(expected, "increment");
    let (period, day) = (period_in_words(period), in_words(day));
    let expectation = format!("Expected {expected} based on {period} period since {day}, 0 made.");
    match (confidence, verdict) {
        (Confidence::Likely, _) => {
            format!("Client seems not to have increased SIP for {months}. {expectation} Ask first.")
        }
        (Confidence::Proven, VerdictKind::Unchanged) => {
            format!("Client hasn't increased SIP for at least {months}. {expectation}")
        }
        (Confidence::Proven, _) => {
            format!("Client hasn't increased SIP for {months}. {expectation}")
        }
    }
}

/// `12M`, `1Y`: a year said in months stays in months.
fn period_in_words(period: Period) -> String {
    let months = period.months();
    let is_in_months = Period::new(months as u32, PeriodUnit::Months) == Some(period);
    if is_in_months { format!("{months}M") } else { format!("{}Y", months / 12) }
}

const fn confidence_word(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Proven => "proven",
        Confidence::Likely => "likely",
    }
}

pub(crate) const fn verdict_word(verdict: VerdictKind) -> &'static str {
    match verdict {
        VerdictKind::None => "none",
        VerdictKind::Unchanged => "unchanged",
        VerdictKind::Dated => "dated",
        VerdictKind::Between => "between",
        VerdictKind::NothingDue => "nothing_due",
        VerdictKind::Unknown => "unknown",
    }
}
