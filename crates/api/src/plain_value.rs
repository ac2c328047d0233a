//! Plain values as parameters hold them: dates, rupees, yes and no.

use chrono::{Datelike as _, NaiveDate};

/// No date lies later.
pub(crate) const LAST_YEAR: i32 = 2200;

/// The most that an amount may be, in rupees: more than anybody has.
pub(crate) const MOST_RUPEES: i64 = 1_000_000_000_000;

/// A date such as 2026-01-30, and no other way of writing one.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (text.len() == 10 && (0..=LAST_YEAR).contains(&date.year())).then_some(date)
}

/// Rupees with at most two decimals, in paise.
pub(crate) fn paise(text: &str) -> Option<i64> {
    let (rupees, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(rupees) || !all_digits(fraction) {
        return None;
    }
    let cents = fraction.trim_end_matches('0');
    let cents: i64 = format!("{cents:0<2}").parse().ok().filter(|_| cents.len() <= 2)?;
    let paise = rupees.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)?;
    (paise <= MOST_RUPEES * 100).then_some(paise)
}

/// `true` or `false`, in any case.
pub(crate) fn truth(text: &str) -> Option<bool> {
    text.to_ascii_lowercase().parse().ok()
}
