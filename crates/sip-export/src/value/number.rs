//! Money, percentages and counts, as people and warehouses write them: `"5,500"`, `"₹5,00,000.00"`,
//! `3.0`, `5E3`.

use opportunity_core::{Paise, Percent, TOO_LARGE};

use super::decimal::{Decimal, plain_hundredths};
use super::grouping::Grouped;
use super::raw::{Raw, Read, Reason};
use super::surroundings::is_blank;

/// No month has more days to debit on.
const MOST_DAYS: u32 = 31;

const NO_NUMBER: Reason = "is not a number such as 5500, 5,500.50 or 5,00,000";
const IRREGULAR: Reason = "has separators that are not between thousands: write 5,500 or 5,00,000, and \
    decimals behind a point, as in 5000.50";
const LONE_POINT: Reason = "may have thousands or decimals behind its point: write 5,000 or 5000, or \
    two decimals, as in 5.00";
const POINTS: Reason = "has points between thousands: write 5,500.50";

/// What may stand around a number's digits.
#[derive(Clone, Copy)]
struct Signs {
    before: &'static [&'static str],
    behind: &'static [&'static str],
}

const RUPEES: Signs = Signs { before: &["₹", "Rs.", "Rs", "INR"], behind: &["/-"] };
const PERCENT: Signs = Signs { before: &[], behind: &["%"] };
const NO_SIGNS: Signs = Signs { before: &[], behind: &[] };

pub(crate) fn money(raw: &Raw<'_>) -> Read<Paise> {
    Ok(hundredths(raw, RUPEES)?.map(Paise::new))
}

pub(crate) fn percent(raw: &Raw<'_>) -> Read<Percent> {
    let hundredths = hundredths(raw, PERCENT)?;
    Ok(hundredths.map(|hundredths| Percent::from_hundredths(hundredths.unsigned_abs())))
}

pub(crate) fn num_days(raw: &Raw<'_>) -> Read<u32> {
    match count(raw)? {
        Some(days) if days > MOST_DAYS => Err("is more than the 31 days that a month has"),
        days => Ok(days),
    }
}

pub(crate) fn count(raw: &Raw<'_>) -> Read<u32> {
    let Some(text) = number(raw)? else { return Ok(None) };
    let hundredths = match plain_hundredths(text) {
        Some(plain) if plain % 100 == 0 => Some(plain),
        _ => {
            let decimal = decimal(raw, text, NO_SIGNS)?;
            if decimal.is_negative() {
                return Err("is negative");
            }
            if !decimal.is_whole() {
                return Err("is not a whole number");
            }
            decimal.near_hundredths()
        }
    };
    let fits = hundredths.and_then(|hundredths| i32::try_from(hundredths / 100).ok());
    fits.map(|count| Some(count.unsigned_abs())).ok_or("is too large for a count")
}

/// What something is worth may be less than nothing.
pub(crate) fn worth(raw: &Raw<'_>) -> Read<Paise> {
    Ok(signed_hundredths(raw, RUPEES, true)?.map(Paise::new))
}

/// Hundredths of a number that is not negative.
fn hundredths(raw: &Raw<'_>, signs: Signs) -> Read<i64> {
    signed_hundredths(raw, signs, false)
}

/// Hundredths of a number that has at most two decimals and whose size is under 10^13. What a sum of
/// binary fractions leaves behind them is none.
fn signed_hundredths(raw: &Raw<'_>, signs: Signs, may_be_negative: bool) -> Read<i64> {
    let Some(text) = number(raw)? else { return Ok(None) };
    if let Some(plain) = plain_hundredths(text) {
        return Ok(Some(plain));
    }
    let decimal = decimal(raw, text, signs)?;
    let near = decimal.near_hundredths();
    if decimal.is_negative() && near != Some(0) && !may_be_negative {
        return Err("is negative");
    }
    if !decimal.is_below(TOO_LARGE) || near.is_some_and(|near| near / 100 >= TOO_LARGE) {
        return Err("is 10^13 or more");
    }
    let sign = if decimal.is_negative() { -1 } else { 1 };
    near.map(|near| Some(sign * near)).ok_or("has more than two decimals")
}

fn number<'a>(raw: &'a Raw<'_>) -> Read<&'a str> {
    if matches!(raw, Raw::Truth(_)) { Err(NO_NUMBER) } else { raw.text() }
}

/// A JSON number means what it says; in text, separators and points may mean two things.
fn decimal(raw: &Raw<'_>, text: &str, signs: Signs) -> Result<Decimal, Reason> {
    match raw {
        Raw::Number(_) => Decimal::parse(text).ok_or(NO_NUMBER),
        _ => decimal_of_text(text, signs),
    }
}

fn decimal_of_text(text: &str, signs: Signs) -> Result<Decimal, Reason> {
    let (is_negative, unsigned) = without_signs(text, signs);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let whole = if whole.is_empty() && fraction.is_some() { "0" } else { whole };
    let grouped = Grouped::of(whole).ok_or(NO_NUMBER)?;
    if let Some(fraction) = fraction.filter(|part| !part.bytes().all(|b| b.is_ascii_digit())) {
        let is_parted = fraction.split(['.', ',']).all(|part| Grouped::of(part).is_some());
        return Err(if is_parted { POINTS } else { NO_NUMBER });
    }
    if !grouped.is_regular() {
        return Err(IRREGULAR);
    }
    let is_lone = exponent.is_none() && !grouped.has_separators();
    if is_lone && fraction.is_some_and(|fraction| fraction.len() == 3) {
        return Err(LONE_POINT);
    }
    let minus = if is_negative { "-" } else { "" };
    let (digits, fraction, exponent) =
        (grouped.digits(), fraction.unwrap_or("0"), exponent.unwrap_or("0"));
    Decimal::parse(&format!("{minus}{digits}.{fraction}e{exponent}")).ok_or(NO_NUMBER)
}

/// Whether there is a minus, before or behind what says the unit, and what is left without both.
fn without_signs(text: &str, signs: Signs) -> (bool, &str) {
    let minus = |text: &mut &str| match text.strip_prefix(['-', '−']) {
        Some(rest) => {
            *text = rest.trim_start_matches(is_blank);
            true
        }
        None => false,
    };
    let mut rest = text;
    let mut is_negative = minus(&mut rest);
    let unit = signs.before.iter().find_map(|sign| {
        let start = rest.get(..sign.len()).filter(|start| start.eq_ignore_ascii_case(sign))?;
        Some(start.len())
    });
    if let Some(length) = unit {
        rest = rest[length..].trim_start_matches(is_blank);
        is_negative |= minus(&mut rest);
    }
    let behind = signs.behind.iter().find_map(|sign| rest.strip_suffix(sign));
    (is_negative, behind.map_or(rest, |rest| rest.trim_end_matches(is_blank)))
}
