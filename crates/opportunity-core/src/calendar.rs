//! Months as people count them: the same day of a later month, or that month's last day.

use chrono::{Datelike, Months, NaiveDate};

/// The largest n ≥ 0 for which `from` plus n calendar months, clamped to the month's end, is not
/// after `to`. Zero where `to` is before `from`.
///
/// ```
/// use chrono::NaiveDate;
/// use opportunity_core::calendar::months_between;
/// let day = |text: &str| text.parse::<NaiveDate>().unwrap();
/// assert_eq!(months_between(day("2024-01-31"), day("2024-02-29")), 1);
/// assert_eq!(months_between(day("2024-01-31"), day("2024-03-30")), 1);
/// ```
#[must_use]
#[inline]
pub fn months_between(from: NaiveDate, to: NaiveDate) -> u32 {
    let months = month_number(to) - month_number(from);
    // Short of the day, unless that is past the month's end and this is its last.
    let is_short = from.day() > to.day() && to.day() < month_length(month_number(to));
    u32::try_from(months - i32::from(is_short)).unwrap_or(0)
}

/// `date` less `months` calendar months, clamped to the month's end; `None` before the calendar
/// begins.
#[must_use]
pub fn months_before(date: NaiveDate, months: u32) -> Option<NaiveDate> {
    date.checked_sub_months(Months::new(months))
}

/// Whole days from `from` to `to`, zero where `to` is before `from`.
#[must_use]
#[inline]
pub fn days_between(from: NaiveDate, to: NaiveDate) -> u32 {
    // Nearly all dates that are compared lie within a year or two, where no division is needed.
    let ordinals = to.ordinal() as i32 - from.ordinal() as i32;
    let days = match to.year() - from.year() {
        0 => ordinals,
        1 => ordinals + 365 + i32::from(is_leap(from.year())),
        _ => to.to_epoch_days() - from.to_epoch_days(),
    };
    u32::try_from(days).unwrap_or(0)
}

/// Whether more than so many days lie between two dates. Where whole years do, these alone are asked.
pub(crate) fn is_further_than(from: NaiveDate, to: NaiveDate, days: u32) -> bool {
    let whole_years = i64::from(to.year() - from.year()) - 1;
    whole_years * 365 > i64::from(days) || days_between(from, to) > days
}

/// Months since that of the year 0, which follow each other by one.
pub(crate) fn month_number(date: NaiveDate) -> i32 {
    // In chrono's calendar a year has at most six digits, so twelve times it fits.
    date.year() * 12 + date.month0() as i32
}

/// The first day of the month of this number, where the calendar has it.
pub(crate) fn first_of_month(number: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(number.div_euclid(12), number.rem_euclid(12).unsigned_abs() + 1, 1)
}

/// How many days the month of this number has.
pub(crate) const fn month_length(number: i32) -> u32 {
    match number.rem_euclid(12) + 1 {
        2 if is_leap(number.div_euclid(12)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

const fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Days, NaiveDate};

    use super::{days_between, first_of_month, is_further_than, month_length, month_number};

    #[test]
    fn days_are_those_of_the_calendar() {
        let dates = (-1_000_000..1_000_000).step_by(37).filter_map(NaiveDate::from_epoch_days);
        for from in dates {
            for days in [0, 1, 27, 28, 364, 365, 366, 367, 730, 731, 10_000] {
                let Some(to) = from.checked_add_days(Days::new(days.into())) else { continue };
                assert_eq!(days_between(from, to), days, "{from}");
                assert!(is_further_than(from, to, days - days.min(1)) == (days > 0));
                assert!(!is_further_than(from, to, days));
                assert_eq!(days_between(to, from), 0, "{from}");
            }
        }
    }

    #[test]
    fn a_month_is_as_long_as_the_calendar_has_it() {
        for number in -5_000..30_000 {
            let first = first_of_month(number);
            assert_eq!(first.map(month_number), Some(number));
            let length = first.map(|first| u32::from(first.num_days_in_month()));
            assert_eq!(length, Some(month_length(number)), "{first:?}");
        }
    }
}
