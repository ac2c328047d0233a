//! How often a step-up falls due, in people's words.

use opportunity_core::{Period, PeriodUnit};

use super::raw::{Raw, Read};

pub(crate) fn period(raw: &Raw<'_>) -> Read<Period> {
    let Some(text) = raw.text()? else { return Ok(None) };
    let period = Period::parse(text).or_else(|| counted(text)).or_else(|| named(text));
    period.map(Some).ok_or("is not a period such as 6M, 1Y, 6 months, Half-Yearly or Yearly")
}

/// `12 M`, `1 Year`, `6-months`.
fn counted(text: &str) -> Option<Period> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = text.split_at(digits);
    let unit = match &*letters(unit)? {
        "m" | "mo" | "mos" | "mth" | "mths" | "month" | "months" => PeriodUnit::Months,
        "y" | "yr" | "yrs" | "year" | "years" => PeriodUnit::Years,
        _ => return None,
    };
    Period::new(count.parse().ok()?, unit)
}

fn named(text: &str) -> Option<Period> {
    let (count, unit) = match &*letters(text)? {
        "monthly" => (1, PeriodUnit::Months),
        "quarterly" => (3, PeriodUnit::Months),
        "halfyearly" | "semiannual" | "semiannually" => (6, PeriodUnit::Months),
        "yearly" | "annual" | "annually" => (1, PeriodUnit::Years),
        _ => return None,
    };
    Period::new(count, unit)
}

/// The letters alone, small; `None` where there is more than letters and what joins them.
fn letters(text: &str) -> Option<String> {
    let joins = |letter: &char| !matches!(letter, ' ' | '-' | '_' | '\u{a0}');
    text.chars()
        .filter(joins)
        .map(|letter| letter.is_ascii_alphabetic().then(|| letter.to_ascii_lowercase()))
        .collect()
}
