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
pub fn months_between(from: NaiveDate, to: NaiveDate) -> u32 {
    let months = month_number(to) - month_number(from);
    let reached = from.day().min(u32::from(to.num_days_in_month()));
    let whole = if reached > to.day() { months - 1 } else { months };
    u32::try_from(whole).unwrap_or(0)
}

/// `date` less `months` calendar months, clamped to the month's end; `None` before the calendar
/// begins.
#[must_use]
pub fn months_before(date: NaiveDate, months: u32) -> Option<NaiveDate> {
    date.checked_sub_months(Months::new(months))
}

/// Whole days from `from` to `to`, zero where `to` is before `from`.
#[must_use]
pub fn days_between(from: NaiveDate, to: NaiveDate) -> u32 {
    u32::try_from(to.to_epoch_days() - from.to_epoch_days()).unwrap_or(0)
}

fn month_number(date: NaiveDate) -> i32 {
    // In chrono's calendar a year has at most six digits, so twelve times it fits.
    date.year() * 12 + date.month0() as i32
}
