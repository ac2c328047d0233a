//! Phone numbers: text, whose leading zeros and plus signs mean something.

use super::grouping::Grouped;
use super::id::DIGITS_LOST;
use super::raw::{Raw, Read};

/// The most bytes a phone number may have, several of them with words between.
const LONGEST: usize = 200;

const NO_NUMBER: &str = "is not a phone number such as +91 10000 00001";
const POINT: &str = "has a point among its digits: export phone numbers as text";

/// A phone number as it is written. Of one that a program took for a number, what the program put
/// between its thousands or behind its digits is dropped; its digits are lost where it is in
/// E-notation.
pub(crate) fn phone(raw: &Raw<'_>) -> Read<String> {
    if matches!(raw, Raw::Truth(_)) {
        return Err(NO_NUMBER);
    }
    let Some(text) = raw.text()? else { return Ok(None) };
    if text.len() > LONGEST {
        return Err("is longer than 200 bytes");
    }
    let text = text.strip_suffix(".0").filter(|whole| is_digits(whole)).unwrap_or(text);
    if is_in_e_notation(text) {
        return Err(DIGITS_LOST);
    }
    if let Some((whole, fraction)) = text.split_once('.')
        && is_digits(whole)
        && is_digits(fraction)
        && (matches!(raw, Raw::Number(_)) || fraction.len() < 4)
    {
        return Err(POINT);
    }
    if matches!(raw, Raw::Number(_)) && !is_digits(text) {
        return Err(NO_NUMBER);
    }
    if !text.chars().any(char::is_numeric) {
        return Err(NO_NUMBER);
    }
    let is_counted = text.contains(',') && text.bytes().all(|b| b.is_ascii_digit() || b == b',');
    let counted = Grouped::of(text).filter(|grouped| is_counted && grouped.is_regular());
    Ok(Some(counted.map_or_else(|| text.to_owned(), |grouped| grouped.digits())))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number such as `9.1987E+11`.
fn is_in_e_notation(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    is_digits(whole) && is_digits(fraction) && is_digits(exponent)
}
