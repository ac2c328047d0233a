//! Dates and times: the warehouse's words, or ISO 8601; always in Asia/Kolkata in the end.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

/// The first year a date may lie in.
pub(crate) const FIRST_YEAR: i32 = 1900;
/// The last one.
pub(crate) const LAST_YEAR: i32 = 2200;

/// India has one time all year, five and a half hours ahead of UTC.
const KOLKATA_SECONDS: i32 = 5 * 3600 + 1800;

pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The clock of Asia/Kolkata.
#[must_use]
pub fn kolkata() -> FixedOffset {
    // Five and a half hours are within a day, so that there is such an offset.
    FixedOffset::east_opt(KOLKATA_SECONDS).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

/// A moment as programs and logs write it: RFC 3339, by the clock of Asia/Kolkata.
///
/// ```
/// use chrono::{DateTime, Utc};
/// let moment: DateTime<Utc> = "2026-01-30T20:19:15.25Z".parse()?;
/// assert_eq!(sip_export::rfc3339_in_kolkata(moment), "2026-01-31T01:49:15.250+05:30");
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[must_use]
pub fn rfc3339_in_kolkata(moment: DateTime<Utc>) -> String {
    rfc3339_of_kolkata(moment.with_timezone(&kolkata()).naive_local())
}

/// The same of a time that is of Asia/Kolkata already, as a record's times are.
#[must_use]
pub fn rfc3339_of_kolkata(local: NaiveDateTime) -> String {
    local.format("%Y-%m-%dT%H:%M:%S%.f+05:30").to_string()
}

/// Reads a date, or a date and time, in words or in ISO 8601. A date alone is its midnight.
pub(crate) fn parse(text: &str) -> Option<NaiveDateTime> {
    if text.starts_with(|first: char| first.is_ascii_digit()) { iso(text) } else { in_words(text) }
}

/// `January 5, 2026` or `January 12, 2026, 8:49 AM`.
fn in_words(text: &str) -> Option<NaiveDateTime> {
    let (month, rest) = split(text, b' ')?;
    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month))?;
    let (day, rest) = split(rest, b',')?;
    let rest = rest.strip_prefix(' ')?;
    let (year, time) = match split(rest, b',') {
        Some((year, time)) => (year, Some(time.strip_prefix(' ')?)),
        None => (rest, None),
    };
    let date = NaiveDate::from_ymd_opt(
        year_number(year)?,
        u32::try_from(month).ok()? + 1,
        digits(day, 1, 2)?,
    )?;
    Some(date.and_time(time.map_or(Some(NaiveTime::MIN), twelve_hour_clock)?))
}

/// `8:49 AM`, the space before AM narrow or not.
fn twelve_hour_clock(text: &str) -> Option<NaiveTime> {
    let (clock, half) = split(text, b' ').or_else(|| text.split_once(['\u{202f}', '\u{a0}']))?;
    let afternoon = match half {
        "AM" | "am" => 0,
        "PM" | "pm" => 12,
        _ => return None,
    };
    let mut parts = clock.split(':');
    let hour = digits(parts.next()?, 1, 2).filter(|hour| (1..=12).contains(hour))?;
    let minute = digits(parts.next()?, 2, 2)?;
    let second = parts.next().map_or(Some(0), |second| digits(second, 2, 2))?;
    if parts.next().is_some() {
        return None;
    }
    NaiveTime::from_hms_opt(hour % 12 + afternoon, minute, second)
}

/// `2026-01-12`, `2026-01-12T08:49`, `2026-01-12 08:49:05.25+05:30`, `2026-01-12T03:19:00Z`.
fn iso(text: &str) -> Option<NaiveDateTime> {
    let date_end = text.find(['T', 't', ' ']).unwrap_or(text.len());
    let date = iso_date(&text[..date_end])?;
    if date_end == text.len() {
        return Some(date.and_time(NaiveTime::MIN));
    }
    let rest = &text[date_end + 1..];
    let clock_end = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(clock_end);
    let local = date.and_time(twenty_four_hour_clock(clock.trim_end())?);
    if zone.is_empty() { Some(local) } else { in_kolkata(local, zone_seconds(zone)?) }
}

pub(crate) fn iso_date(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let year = year_number(parts.next()?)?;
    let month = digits(parts.next()?, 2, 2)?;
    let day = digits(parts.next()?, 2, 2)?;
    if parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(year, month, day)
}

/// `08:49`, `08:49:05`, `08:49:05.123456`; finer than a microsecond is cut.
pub(crate) fn twenty_four_hour_clock(text: &str) -> Option<NaiveTime> {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let mut parts = clock.split(':');
    let hour = digits(parts.next()?, 2, 2)?;
    let minute = digits(parts.next()?, 2, 2)?;
    let second = parts.next().map(|second| digits(second, 2, 2));
    if parts.next().is_some() || (fraction.is_some() && second.is_none()) {
        return None;
    }
    let second = second.unwrap_or(Some(0))?;
    let micros = fraction.map_or(Some(0), |fraction| {
        let all_digits = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
        // Digits are single bytes: a text that is all digits can be cut anywhere.
        let micros = all_digits.then(|| &fraction[..fraction.len().min(6)])?;
        format!("{micros:0<6}").parse::<u32>().ok()
    })?;
    NaiveTime::from_hms_micro_opt(hour, minute, second, micros)
}

/// `Z`, `+05:30`, `+0530`, `+05`.
fn zone_seconds(zone: &str) -> Option<i32> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, offset) = match zone.strip_prefix('+') {
        Some(offset) => (1, offset),
        None => (-1, zone.strip_prefix('-')?),
    };
    let (hours, minutes) = match offset.split_once(':') {
        Some(parts) => parts,
        None if offset.len() > 2 => offset.split_at_checked(2)?,
        None => (offset, "00"),
    };
    let hours = digits(hours, 2, 2).filter(|hours| *hours < 24)?;
    let minutes = digits(minutes, 2, 2).filter(|minutes| *minutes < 60)?;
    i32::try_from(hours * 3600 + minutes * 60).ok().map(|seconds| sign * seconds)
}

pub(crate) fn in_kolkata(local: NaiveDateTime, zone_seconds: i32) -> Option<NaiveDateTime> {
    let zone = FixedOffset::east_opt(zone_seconds)?;
    let moment = zone.from_local_datetime(&local).single()?;
    Some(moment.with_timezone(&kolkata()).naive_local())
}

/// What stands before an ASCII character and behind it. Parts are a few bytes long: to look at each
/// is quicker than any search.
fn split(text: &str, at: u8) -> Option<(&str, &str)> {
    let position = text.bytes().position(|byte| byte == at)?;
    Some((&text[..position], &text[position + 1..]))
}

/// A number of so many digits, nine at most.
fn digits(text: &str, least: usize, most: usize) -> Option<u32> {
    if !(least..=most).contains(&text.len()) {
        return None;
    }
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    text.bytes().try_fold(0, |number, byte| Some(number * 10 + digit(byte)?))
}

/// Four digits; more of them for an end that is never to come.
fn year_number(text: &str) -> Option<i32> {
    digits(text, 4, 6).and_then(|year| i32::try_from(year).ok())
}
