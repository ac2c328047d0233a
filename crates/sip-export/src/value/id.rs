//! Ids, each in one form whatever wrote it: a spreadsheet, a data frame, a locale.

use std::borrow::Cow;

use super::decimal::Decimal;
use super::grouping::{self, Grouped};
use super::raw::{Raw, Read, Reason};

/// The most bytes an id may have: they are keys in an index.
pub const LONGEST_ID: usize = 1024;

/// Whole numbers below this are exact in every program that writes numbers.
const ALWAYS_EXACT: i64 = 1_000_000_000_000_000;

pub(super) const DIGITS_LOST: Reason =
    "is in scientific notation, which has lost digits: export ids as text";
const POINT: Reason = "has a point among its digits: an id is digits alone, as in 9001 or 9,001";
const PARTED: Reason = "has spaces or apostrophes between thousands: an id is digits alone, as in 9001 \
    or 9,001";

/// An id of digits and commas only, without its commas; any other as it is.
///
/// ```
/// assert_eq!(sip_export::plain_id("104,431"), "104431");
/// assert_eq!(sip_export::plain_id("ag_1,2"), "ag_1,2");
/// ```
#[must_use]
pub fn plain_id(id: &str) -> Cow<'_, str> {
    let (mut commas, mut digits) = (0, 0);
    for byte in id.bytes() {
        match byte {
            b',' => commas += 1,
            b'0'..=b'9' => digits += 1,
            _ => return Cow::Borrowed(id),
        }
    }
    if commas == 0 || digits == 0 {
        return Cow::Borrowed(id);
    }
    let mut plain = String::with_capacity(digits);
    plain.extend(id.split(','));
    Cow::Owned(plain)
}

pub(crate) fn id(raw: &Raw<'_>) -> Read<String> {
    if matches!(raw, Raw::Truth(_)) {
        return Err("is not an id");
    }
    let Some(text) = raw.text()? else { return Ok(None) };
    if text.len() > LONGEST_ID {
        return Err("is longer than 1,024 bytes");
    }
    match raw {
        Raw::Number(_) => of_number(text).map(Some),
        _ => of_text(text).map(|id| Some(id.into_owned())),
    }
}

/// A whole JSON number is that number.
fn of_number(number: &str) -> Result<String, Reason> {
    if number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(number.to_owned());
    }
    let has_exponent = number.contains(['e', 'E']);
    match Decimal::parse(number).filter(Decimal::is_whole) {
        Some(whole) if has_exponent && !whole.is_below(ALWAYS_EXACT) => Err(DIGITS_LOST),
        Some(whole) => Ok(whole.to_string()),
        None => Err(POINT),
    }
}

/// What could be a number in another form is that number's digits, or no id where they are not known.
fn of_text(id: &str) -> Result<Cow<'_, str>, Reason> {
    let unsigned = id.strip_prefix(['-', '+']).unwrap_or(id);
    let is_whole = |byte: u8| byte.is_ascii_digit() || byte == b',';
    let length = unsigned.bytes().take_while(|byte| is_whole(*byte)).count();
    let (whole, rest) = unsigned.split_at(length);
    match rest.chars().next() {
        None => Ok(plain_id(id)),
        Some(_) if !whole.contains(|letter: char| letter.is_ascii_digit()) => Ok(id.into()),
        Some('.' | 'e' | 'E') if is_exponent(rest) => Err(DIGITS_LOST),
        Some('.') if rest == ".0" && id.len() == unsigned.len() => Ok(plain_id(whole)),
        Some('.') if rest.bytes().all(|byte| is_whole(byte) || byte == b'.') => Err(POINT),
        Some(mark) if grouping::is_separator(mark) => match Grouped::of(unsigned) {
            Some(grouped) if grouped.is_regular() => Err(PARTED),
            _ => Ok(id.into()),
        },
        Some(_) => Ok(id.into()),
    }
}

/// What follows the whole digits in E-notation: `.5E+03`, `e3`. Numbers have no longer exponents.
fn is_exponent(rest: &str) -> bool {
    let Some((fraction, exponent)) = rest.split_once(['e', 'E']) else { return false };
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits(fraction.strip_prefix('.').unwrap_or(fraction))
        && are_digits(exponent)
        && (1..=3).contains(&exponent.len())
}
