//! The date that an export's file name tells.

use chrono::NaiveDate;

use crate::moment;

/// The date in a name such as `query_result_2026-01-30T06_19_15.12414166Z.json`, in Asia/Kolkata.
///
/// ```
/// let date = sip_export::date_of_file_name("query_result_2026-01-30T20_19_15.12Z.json");
/// assert_eq!(date, "2026-01-31".parse().ok());
/// assert_eq!(sip_export::date_of_file_name("book.json"), None);
/// ```
#[must_use]
pub fn date_of_file_name(name: &str) -> Option<NaiveDate> {
    (0..name.len())
        .filter(|start| name.is_char_boundary(*start))
        .find_map(|start| date_at(name, start))
}

fn date_at(name: &str, start: usize) -> Option<NaiveDate> {
    let is_digit = |place: usize| name.as_bytes().get(place).is_some_and(u8::is_ascii_digit);
    if start > 0 && is_digit(start - 1) {
        return None;
    }
    let end = start + "2026-01-30".len();
    let date = moment::iso_date(name.get(start..end)?).filter(|_| !is_digit(end))?;
    let date = in_kolkata(date, &name[end..]).unwrap_or(date);
    let year = chrono::Datelike::year(&date);
    (moment::FIRST_YEAR..=moment::LAST_YEAR).contains(&year).then_some(date)
}

/// The date in Asia/Kolkata where a time in UTC follows.
fn in_kolkata(date: NaiveDate, rest: &str) -> Option<NaiveDate> {
    let rest = rest.strip_prefix(['T', 't', '_', ' '])?;
    let clock_end = rest.find(['Z', 'z'])?;
    let clock = rest[..clock_end].replace(['_', '-'], ":");
    let time = moment::twenty_four_hour_clock(&clock)?;
    moment::in_kolkata(date.and_time(time), 0).map(|moment| moment.date())
}
