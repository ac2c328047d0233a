//! Texts, numbers and dates as JSON, written straight into the body: a list of a hundred rows has
//! thousands of them.

use chrono::{Datelike, Month, NaiveDate};

pub(crate) fn text(out: &mut Vec<u8>, value: &str) {
    // Without an early end to it, the compiler looks at many bytes at once.
    let is_escaped = |byte: u8| (byte < b' ') | (byte == b'"') | (byte == b'\\');
    if value.bytes().fold(false, |found, byte| found | is_escaped(byte)) {
        // Writing a string into memory cannot fail.
        let _ = serde_json::to_writer(out, value);
        return;
    }
    out.push(b'"');
    out.extend_from_slice(value.as_bytes());
    out.push(b'"');
}

pub(crate) fn whole(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

pub(crate) fn signed(out: &mut Vec<u8>, value: i64) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// A share from 0 to 1, of which so many ten-thousandths are given.
pub(crate) fn ten_thousandths(out: &mut Vec<u8>, value: u16) {
    whole(out, (value / 10_000).into());
    let [first, second] = two_digits((value % 10_000 / 100) as u8);
    let [third, fourth] = two_digits((value % 100) as u8);
    let decimals = [b'.', first, second, third, fourth];
    let zeros = decimals[2..].iter().rev().take_while(|digit| **digit == b'0').count();
    out.extend_from_slice(&decimals[..decimals.len() - zeros]);
}

/// A decimal with one or two places: `5500.0`, `1517.54`.
pub(crate) fn hundredths(out: &mut Vec<u8>, value: i128) {
    if value < 0 {
        out.push(b'-');
    }
    let size = value.unsigned_abs();
    // Nearly all amounts fit 64 bits, which are divided in a fraction of the time that 128 take.
    let rest = match u64::try_from(size) {
        Ok(size) => {
            whole(out, size / 100);
            (size % 100) as u8
        }
        Err(_) => {
            out.extend_from_slice(itoa::Buffer::new().format(size / 100).as_bytes());
            (size % 100) as u8
        }
    };
    let [tens, ones] = two_digits(rest);
    match ones {
        b'0' => out.extend_from_slice(&[b'.', tens]),
        _ => out.extend_from_slice(&[b'.', tens, ones]),
    }
}

/// `"2026-01-05"`.
pub(crate) fn date(out: &mut Vec<u8>, date: NaiveDate) {
    let Some([y1, y2, y3, y4]) = four_digits(date.year()) else {
        return text(out, &date.to_string());
    };
    let [m1, m2] = two_digits(date.month() as u8);
    let [d1, d2] = two_digits(date.day() as u8);
    out.extend_from_slice(&[b'"', y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'"']);
}

/// `"January 5, 2026"`, as the export words it.
pub(crate) fn date_in_words(out: &mut Vec<u8>, date: NaiveDate) {
    let month = Month::try_from(date.month() as u8).map_or("", |month| month.name());
    match (four_digits(date.year()), two_digits(date.day() as u8)) {
        (Some([y1, y2, y3, y4]), [tens, ones]) if y1 != b'0' => {
            out.push(b'"');
            out.extend_from_slice(month.as_bytes());
            out.push(b' ');
            if tens != b'0' {
                out.push(tens);
            }
            out.extend_from_slice(&[ones, b',', b' ', y1, y2, y3, y4, b'"']);
        }
        _ => text(out, &sip_export::date_in_words(date)),
    }
}

fn four_digits(year: i32) -> Option<[u8; 4]> {
    let year = u16::try_from(year).ok().filter(|year| *year < 10_000)?;
    let ([y1, y2], [y3, y4]) = (two_digits((year / 100) as u8), two_digits((year % 100) as u8));
    Some([y1, y2, y3, y4])
}

/// The digits of a number below a hundred, such as a day or a month.
fn two_digits(number: u8) -> [u8; 2] {
    [b'0' + number / 10, b'0' + number % 10]
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written<T>(write: impl Fn(&mut Vec<u8>, T), value: T) -> String {
        let mut out = Vec::new();
        write(&mut out, value);
        String::from_utf8(out).unwrap()
    }

    fn any_date() -> impl Strategy<Value = NaiveDate> {
        let days = prop_oneof![-800_000..3_700_000, any::<i32>()];
        days.prop_filter_map("within the calendar", NaiveDate::from_num_days_from_ce_opt)
    }

    #[test]
    fn decimals_have_one_or_two_places() {
        for (value, expected) in [
            (0, "0.0"),
            (5, "0.05"),
            (50, "0.5"),
            (550_000, "5500.0"),
            (151_754, "1517.54"),
            (-5, "-0.05"),
            (i128::MAX, "1701411834604692317316873037158841057.27"),
            (i128::MIN, "-1701411834604692317316873037158841057.28"),
        ] {
            assert_eq!(written(hundredths, value), expected);
        }
    }

    proptest! {
        #[test]
        fn texts_are_those_of_serde(value in prop_oneof![any::<String>(), "[ -~\\n\\x00\\x1f\\x7f₹]{0,80}"]) {
            prop_assert_eq!(written(text, &value), serde_json::to_string(&value).unwrap());
        }

        #[test]
        fn numbers_are_those_of_the_standard_library(value in prop_oneof![0u64..100_000, any::<u64>()]) {
            prop_assert_eq!(written(whole, value), value.to_string());
        }

        #[test]
        fn decimals_are_the_number_in_hundredths(
            value in prop_oneof![-20_000i128..20_000, any::<i64>().prop_map(i128::from), any::<i128>()]
        ) {
            let sign = if value < 0 { "-" } else { "" };
            let (rupees, paise) = (value.unsigned_abs() / 100, value.unsigned_abs() % 100);
            let plain = format!("{sign}{rupees}.{paise:02}");
            let shortest = plain.strip_suffix('0').unwrap_or(&plain);
            prop_assert_eq!(written(hundredths, value), shortest);
        }

        #[test]
        fn dates_are_those_of_the_calendar(day in any_date()) {
            prop_assert_eq!(written(date, day), format!("\"{day}\""));
            let words = sip_export::date_in_words(day);
            prop_assert_eq!(written(date_in_words, day), format!("\"{words}\""));
        }
    }
}
