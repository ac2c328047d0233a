//! One value of the export: text, number, truth or nothing, read as what its field is.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use opportunity_core::{Paise, Percent, Period, Status, TOO_LARGE};

use crate::decimal::{Decimal, plain_hundredths};
use crate::moment;

/// The most bytes a text may have.
pub const LONGEST_TEXT: usize = 64 * 1024;

/// The most bytes an id may have: they are keys in an index.
pub const LONGEST_ID: usize = 1024;

/// A value as the file gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Raw<'a> {
    Null,
    Text(Cow<'a, str>),
    Number(&'a str),
    Truth(bool),
    /// A list or an object, which no field takes.
    Nested,
    /// What should be text, and why it is none.
    NoText(Reason),
}

/// Why a value is not what its field takes.
pub(crate) type Reason = &'static str;

type Read<T> = Result<Option<T>, Reason>;

impl Raw<'_> {
    /// The value as text, without surrounding space; `None` for nothing.
    pub(crate) fn text(&self) -> Result<Option<&str>, Reason> {
        let text = match self {
            Self::Null => return Ok(None),
            Self::Text(text) => trimmed(text),
            Self::Number(digits) => digits,
            Self::Truth(true) => "true",
            Self::Truth(false) => "false",
            Self::Nested => return Err("is a list or an object, not a single value"),
            Self::NoText(reason) => return Err(reason),
        };
        if text.len() > LONGEST_TEXT {
            return Err("is longer than 64 KiB");
        }
        if memchr::memchr(0, text.as_bytes()).is_some() {
            return Err("holds a NUL character");
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }
}

/// Without surrounding space, which few texts have.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [] => text,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

pub(crate) fn text(raw: &Raw<'_>) -> Read<String> {
    Ok(raw.text()?.map(str::to_owned))
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
        Raw::Number(digits) => match Decimal::parse(digits) {
            Some(decimal) if decimal.is_whole() && decimal.is_below(TOO_LARGE) => {
                Ok(Some(decimal.to_string()))
            }
            _ => Ok(Some(text.to_owned())),
        },
        _ => Ok(Some(plain_id(text).into_owned())),
    }
}

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

/// Hundredths of a number that is not negative, has at most two decimals and is under 10^13.
fn hundredths(raw: &Raw<'_>) -> Read<i64> {
    let Some(number) = number(raw)? else { return Ok(None) };
    if let Some(plain) = plain_hundredths(number) {
        return Ok(Some(plain));
    }
    let decimal = decimal(number)?;
    if decimal.is_negative() {
        return Err("is negative");
    }
    if !decimal.is_below(TOO_LARGE) {
        return Err("is 10^13 or more");
    }
    decimal.hundredths().map(Some).ok_or("has more than two decimals")
}

fn number<'a>(raw: &'a Raw<'_>) -> Result<Option<&'a str>, Reason> {
    if matches!(raw, Raw::Truth(_)) { Err("is not a number") } else { raw.text() }
}

fn decimal(number: &str) -> Result<Decimal, Reason> {
    Decimal::parse(number).ok_or("is not a number")
}

pub(crate) fn money(raw: &Raw<'_>) -> Read<Paise> {
    Ok(hundredths(raw)?.map(Paise::new))
}

pub(crate) fn percent(raw: &Raw<'_>) -> Read<Percent> {
    Ok(hundredths(raw)?.map(|hundredths| Percent::from_hundredths(hundredths.unsigned_abs())))
}

pub(crate) fn count(raw: &Raw<'_>) -> Read<u32> {
    let Some(number) = number(raw)? else { return Ok(None) };
    let hundredths = match plain_hundredths(number) {
        Some(plain) if plain % 100 == 0 => Some(plain),
        _ => {
            let decimal = decimal(number)?;
            if decimal.is_negative() {
                return Err("is negative");
            }
            if !decimal.is_whole() {
                return Err("is not a whole number");
            }
            decimal.hundredths()
        }
    };
    let fits = hundredths.and_then(|hundredths| i32::try_from(hundredths / 100).ok());
    fits.map(|count| Some(count.unsigned_abs())).ok_or("is too large for a count")
}

pub(crate) fn truth(raw: &Raw<'_>) -> Read<bool> {
    match raw.text()? {
        None => Ok(None),
        Some(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
        Some(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
        Some(_) => Err("is neither true nor false"),
    }
}

pub(crate) fn period(raw: &Raw<'_>) -> Read<Period> {
    let Some(text) = raw.text()? else { return Ok(None) };
    Period::parse(text).map(Some).ok_or("is not a period such as 6M or 1Y")
}

pub(crate) fn status(raw: &Raw<'_>) -> Read<Status> {
    Ok(raw.text()?.map(Status::from))
}

pub(crate) fn schemes(raw: &Raw<'_>) -> Read<Vec<String>> {
    let Some(text) = raw.text()? else { return Ok(None) };
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let mut depth = 0u32;
    let outside = |character: char| {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == ',' && depth == 0
    };
    let names = inner.split(outside).map(str::trim).filter(|name| !name.is_empty());
    Ok(Some(names.map(str::to_owned).collect()))
}

pub(crate) fn time(raw: &Raw<'_>) -> Read<NaiveDateTime> {
    let Some(text) = raw.text()? else { return Ok(None) };
    let moment = moment::parse(text).ok_or("is not a date")?;
    if in_range(moment.date()) { Ok(Some(moment)) } else { Err("is outside 1900 to 2200") }
}

pub(crate) fn date(raw: &Raw<'_>) -> Read<NaiveDate> {
    Ok(time(raw)?.map(|moment| moment.date()))
}

/// An end after the last year that dates may lie in stands for none: firms write such a year for a
/// SIP that never ends.
pub(crate) fn end_date(raw: &Raw<'_>) -> Read<NaiveDate> {
    let Some(text) = raw.text()? else { return Ok(None) };
    match moment::parse(text) {
        Some(end) if end.date().year() > moment::LAST_YEAR => Ok(None),
        _ => date(raw),
    }
}

fn in_range(date: NaiveDate) -> bool {
    (moment::FIRST_YEAR..=moment::LAST_YEAR).contains(&date.year())
}
