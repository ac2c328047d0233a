//! Dates and times as texts: in words or in digits, with or without weekday, clock and zone.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::clock::clock;
use super::raw::Reason;
use super::scanner::Scanner;
use crate::date_order::DateOrder;
use crate::moment::{self, MONTHS};

const NO_DATE: Reason = "is not a date such as January 5, 2026, 05-Jan-2026 or 2026-01-05";
const NO_SUCH_DAY: Reason = "is no day of the calendar";
const OTHER_WEEKDAY: Reason = "is not on the weekday that it names";
const SHORT_YEAR: Reason = "has a year of two digits: write all four";
const RUN_TOGETHER: Reason = "has nothing between year, month and day: write it as 2026-01-05";
const NO_ORDER: Reason = "does not tell the day from the month: give --date-order dmy or mdy, or write \
    the month in words";

/// What a text says of a date.
pub(super) enum Told {
    /// That there is none.
    Never,
    /// A moment, by the clock of Asia/Kolkata. A date alone is its midnight.
    At(NaiveDateTime),
}

/// Reads a date, or a date and time.
pub(super) fn parse(text: &str, order: Option<DateOrder>) -> Result<Told, Reason> {
    if let Some(moment) = usual(text) {
        return Ok(Told::At(moment));
    }
    if ["perpetual", "infinity", "-infinity"].iter().any(|word| word.eq_ignore_ascii_case(text)) {
        return Ok(Told::Never);
    }
    let mut scanner = Scanner::new(text);
    let weekday = weekday_of(&mut scanner);
    let (day, month, year) = day(&mut scanner, order)?;
    let (time, zone) = clock(&mut scanner).ok_or(NO_DATE)?;
    if matches!((day, month, year), (0, 0, 0) | (1, 1, 1)) {
        return Ok(Told::Never);
    }
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    let date = date.ok_or(NO_SUCH_DAY)?;
    if weekday.is_some_and(|weekday| weekday != date.weekday()) {
        return Err(OTHER_WEEKDAY);
    }
    let local = date.and_time(time);
    zone.map_or(Some(local), |zone| moment::in_kolkata(local, zone)).ok_or(NO_DATE).map(Told::At)
}

/// `January 5, 2026` and `January 12, 2026, 8:49 AM`, as nearly all are written.
fn usual(text: &str) -> Option<NaiveDateTime> {
    let (month, rest) = split(text, b' ')?;
    let month = MONTHS.iter().position(|name| *name == month)?;
    let (day, rest) = split(rest, b',')?;
    let rest = rest.strip_prefix(' ')?;
    let (year, time) = match split(rest, b',') {
        Some((year, time)) => (year, Some(time.strip_prefix(' ')?)),
        None => (rest, None),
    };
    let year = i32::try_from(digits(year, 4, 4)?).ok()?;
    // The first year stands for none.
    let year = Some(year).filter(|year| *year > 1)?;
    let date = NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()? + 1, digits(day, 1, 2)?)?;
    Some(date.and_time(time.map_or(Some(NaiveTime::MIN), twelve_hour_clock)?))
}

/// `8:49 AM`.
fn twelve_hour_clock(text: &str) -> Option<NaiveTime> {
    let (clock, half) = split(text, b' ')?;
    let afternoon = match half {
        "AM" => 0,
        "PM" => 12,
        _ => return None,
    };
    let (hour, minute) = split(clock, b':')?;
    let hour = digits(hour, 1, 2).filter(|hour| (1..=12).contains(hour))?;
    NaiveTime::from_hms_opt(hour % 12 + afternoon, digits(minute, 2, 2)?, 0)
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

/// `Monday,`, `Mon`: where the text begins with one.
fn weekday_of(scanner: &mut Scanner<'_>) -> Option<Weekday> {
    let weekday = scanner.peek_word().parse().ok()?;
    scanner.word();
    scanner.separator();
    Some(weekday)
}

/// A part of a date, and how many characters it has.
enum Part {
    Number(u32, usize),
    /// A month in words.
    Month(u32),
}

/// Day, month and year: in words in any order, in digits with the year first, or in the order that
/// was given.
fn day(scanner: &mut Scanner<'_>, order: Option<DateOrder>) -> Result<(u32, u32, u32), Reason> {
    use Part::{Month, Number};
    let first = part(scanner).ok_or(NO_DATE)?;
    if matches!(first, Number(_, 8)) && scanner.is_at_end() {
        return Err(RUN_TOGETHER);
    }
    let between = scanner.separator();
    let second = part(scanner).ok_or(NO_DATE)?;
    let behind = scanner.separator();
    let third = part(scanner).ok_or(NO_DATE)?;
    match (first, second, third) {
        (Month(month), Number(day, 1 | 2), Number(year, 4..=6))
        | (Number(day, 1 | 2), Month(month), Number(year, 4..=6))
        | (Number(year, 4..=6), Month(month), Number(day, 1 | 2)) => Ok((day, month, year)),
        (Month(_), Number(_, 1 | 2), Number(_, 2)) | (Number(_, 1 | 2), Month(_), Number(_, 2)) => {
            Err(SHORT_YEAR)
        }
        _ if between != behind || between.is_none() => Err(NO_DATE),
        (Number(year, 4..=6), Number(month, 1 | 2), Number(day, 1 | 2)) => Ok((day, month, year)),
        (Number(day @ (0 | 1), 1 | 2), Number(month, 1 | 2), Number(year, 4))
            if day == month && day == year =>
        {
            Ok((day, month, year))
        }
        (Number(first, 1 | 2), Number(second, 1 | 2), Number(year, 4..=6)) => match order {
            Some(DateOrder::DayMonthYear) => Ok((first, second, year)),
            Some(DateOrder::MonthDayYear) => Ok((second, first, year)),
            None => Err(NO_ORDER),
        },
        (Number(_, 1 | 2), Number(_, 1 | 2), Number(_, 2)) => Err(SHORT_YEAR),
        _ => Err(NO_DATE),
    }
}

fn part(scanner: &mut Scanner<'_>) -> Option<Part> {
    if let Some((number, length)) = scanner.number() {
        // The fifth as `5th`.
        if length <= 2 && is_one_of(scanner.peek_word(), &["st", "nd", "rd", "th"]) {
            scanner.word();
        }
        return Some(Part::Number(number, length));
    }
    let word = scanner.word();
    let is_short =
        |month: &str| month.get(..3).is_some_and(|short| short.eq_ignore_ascii_case(word));
    let is_it = |month: &str| month.eq_ignore_ascii_case(word) || is_short(month);
    let month = match MONTHS.iter().position(|month| is_it(month)) {
        Some(position) => position,
        None if word.eq_ignore_ascii_case("sept") => 8,
        None => return None,
    };
    u32::try_from(month + 1).ok().map(Part::Month)
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}
