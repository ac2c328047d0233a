//! The date that an export's file name tells.

use chrono::{Datelike, NaiveDate, NaiveTime};

use crate::moment;

/// A file's name that tells two dates, of which one alone can be the export's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the file's name has two dates, {first} and {second}: nothing tells which the export is of"
)]
pub struct TwoDates {
    /// The one that the name has first.
    pub first: NaiveDate,
    /// The first that is another.
    pub second: NaiveDate,
}

/// The date in a name such as `query_result_2026-01-30T06_19_15.12414166Z.json`, in Asia/Kolkata:
/// a time with a zone (`Z`, `-08_00`, `+05_30`) is converted before its date is taken.
///
/// # Errors
/// [`TwoDates`], where the name has dates that differ.
///
/// ```
/// use sip_export::date_of_file_name;
/// let date = date_of_file_name("query_result_2026-01-30T20_19_15.12Z.json")?;
/// assert_eq!(date, "2026-01-31".parse().ok());
/// assert_eq!(date_of_file_name("book.json")?, None);
/// assert!(date_of_file_name("2025-04-01 to 2026-02-24.json").is_err());
/// # Ok::<(), sip_export::TwoDates>(())
/// ```
pub fn date_of_file_name(name: &str) -> Result<Option<NaiveDate>, TwoDates> {
    let mut told = None;
    for date in (0..name.len()).filter_map(|start| date_at(name, start)) {
        match *told.get_or_insert(date) {
            first if first != date => return Err(TwoDates { first, second: date }),
            _ => {}
        }
    }
    Ok(told)
}

fn date_at(name: &str, start: usize) -> Option<NaiveDate> {
    let is_digit = |place: usize| name.as_bytes().get(place).is_some_and(u8::is_ascii_digit);
    if start > 0 && is_digit(start - 1) {
        return None;
    }
    let end = start + "2026-01-30".len();
    let mut parts = name.get(start..end)?.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || is_digit(end) {
        return None;
    }
    let (year, month, day) = (digits(year, 4)?, digits(month, 2)?, digits(day, 2)?);
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    let date = in_kolkata(date, &name[end..]).unwrap_or(date);
    (moment::FIRST_YEAR..=moment::LAST_YEAR).contains(&date.year()).then_some(date)
}

/// The date in Asia/Kolkata where a time with a zone follows.
fn in_kolkata(date: NaiveDate, rest: &str) -> Option<NaiveDate> {
    let rest = rest.strip_prefix(['T', 't', '_', ' '])?;
    let (hour, rest) = two_digits(rest)?;
    let (minute, rest) = two_digits(after_mark(rest)?)?;
    let seconds = after_mark(rest).and_then(two_digits);
    let (second, rest) = seconds.unwrap_or((0, rest));
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|letter: char| letter.is_ascii_digit()),
        None => rest,
    };
    let zone = zone(rest)?;
    let local = date.and_time(NaiveTime::from_hms_opt(hour, minute, second)?);
    moment::in_kolkata(local, zone).map(|moment| moment.date())
}

/// `Z`, `-08_00`, `+0530`, and no letter or digit behind.
fn zone(rest: &str) -> Option<i32> {
    let (zone, behind) = match rest.strip_prefix(['Z', 'z']) {
        Some(behind) => (0, behind),
        None => {
            let sign = if rest.starts_with('-') { -1 } else { 1 };
            let (hours, behind) = two_digits(rest.strip_prefix(['-', '+'])?)?;
            let (minutes, behind) = two_digits(after_mark(behind).unwrap_or(behind))?;
            (moment::zone(sign, hours, minutes)?, behind)
        }
    };
    (!behind.starts_with(char::is_alphanumeric)).then_some(zone)
}

/// What follows a mark that stands for a colon, which no file's name may have everywhere.
fn after_mark(rest: &str) -> Option<&str> {
    rest.strip_prefix(['_', ':', '-'])
}

fn two_digits(text: &str) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(2)?;
    Some((digits(number, 2)?, rest))
}

fn digits(text: &str, length: usize) -> Option<u32> {
    let is_number = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}
