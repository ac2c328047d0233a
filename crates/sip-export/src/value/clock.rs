//! The time of day behind a date, and its zone.

use chrono::NaiveTime;

use super::scanner::Scanner;
use crate::moment;

/// Seconds east of Greenwich.
pub(super) type Zone = i32;

/// What follows a date up to the text's end: nothing, or a time and perhaps a zone.
pub(super) fn clock(scanner: &mut Scanner<'_>) -> Option<(NaiveTime, Option<Zone>)> {
    let mark = scanner.separator();
    if scanner.is_at_end() {
        return mark.is_none().then_some((NaiveTime::MIN, None));
    }
    let joins = scanner.peek_word();
    let is_joined = match mark {
        None => joins.eq_ignore_ascii_case("t"),
        Some(' ' | ',') => joins.is_empty() || joins.eq_ignore_ascii_case("at"),
        Some(_) => false,
    };
    if !is_joined {
        return None;
    }
    scanner.word();
    scanner.spaces();
    let time = time(scanner)?;
    scanner.spaces();
    if scanner.is_at_end() {
        return Some((time, None));
    }
    let zone = zone(scanner)?;
    scanner.is_at_end().then_some((time, Some(zone)))
}

/// `08:49`, `14:27:05.123456`, `8:49 AM`, `2 PM`. Finer than a microsecond is cut.
fn time(scanner: &mut Scanner<'_>) -> Option<NaiveTime> {
    let (hour, _) = scanner.number().filter(|(_, length)| *length <= 2)?;
    let has_minutes = scanner.take(':');
    let minute = if has_minutes { scanner.two_digits()? } else { 0 };
    let has_seconds = has_minutes && scanner.take(':');
    let second = if has_seconds { scanner.two_digits()? } else { 0 };
    let has_fraction = has_seconds && (scanner.take('.') || scanner.take(','));
    let micros = if has_fraction { micros(scanner.digits())? } else { 0 };
    let hour = match half(scanner) {
        Some(afternoon) => hour_of_twelve(hour, afternoon)?,
        None if has_minutes => hour,
        None => return None,
    };
    NaiveTime::from_hms_micro_opt(hour, minute, second, micros)
}

fn micros(fraction: &str) -> Option<u32> {
    let cut = &fraction[..fraction.len().min(6)];
    if cut.is_empty() { None } else { format!("{cut:0<6}").parse().ok() }
}

/// Whether it is after noon, where the clock says AM or PM.
fn half(scanner: &mut Scanner<'_>) -> Option<bool> {
    let mut ahead = scanner.clone();
    ahead.spaces();
    let afternoon = match ahead.word() {
        "AM" | "am" | "Am" => false,
        "PM" | "pm" | "Pm" => true,
        letter @ ("A" | "a" | "P" | "p") => {
            let is_whole = ahead.take('.') && ahead.word().eq_ignore_ascii_case("m");
            if !is_whole || !ahead.take('.') {
                return None;
            }
            letter.eq_ignore_ascii_case("p")
        }
        _ => return None,
    };
    *scanner = ahead;
    Some(afternoon)
}

fn hour_of_twelve(hour: u32, afternoon: bool) -> Option<u32> {
    (1..=12).contains(&hour).then(|| hour % 12 + if afternoon { 12 } else { 0 })
}

/// `Z`, `UTC`, `IST`, `+05:30`, `+0530`, `+05`, `GMT+0530`.
fn zone(scanner: &mut Scanner<'_>) -> Option<Zone> {
    match scanner.word().to_ascii_uppercase().as_str() {
        "Z" => Some(0),
        "UTC" | "GMT" if scanner.is_at_end() => Some(0),
        "IST" => Some(moment::KOLKATA_SECONDS),
        "" | "UTC" | "GMT" => offset(scanner),
        _ => None,
    }
}

fn offset(scanner: &mut Scanner<'_>) -> Option<Zone> {
    let sign = if scanner.take('+') {
        1
    } else if scanner.take('-') || scanner.take('−') {
        -1
    } else {
        return None;
    };
    let (hours, minutes) = match scanner.number()? {
        (hours, 2) if scanner.take(':') => (hours, scanner.two_digits()?),
        (hours, 2) => (hours, 0),
        (both, 4) => (both / 100, both % 100),
        _ => return None,
    };
    moment::zone(sign, hours, minutes)
}
