//! Months as people count them.

use chrono::{Datelike, Days, NaiveDate};
use opportunity_core::calendar::{days_between, months_before, months_between};
use proptest::prelude::*;

use crate::naive::{months_between_by_walking, plus_months};
use crate::support::day;

#[test]
fn months_are_whole_and_clamped_to_the_months_end() {
    let check = |from: &str, to: &str, months: u32| {
        assert_eq!(months_between(day(from), day(to)), months, "{from} to {to}");
    };
    for (from, to, months) in [
        ("2026-01-30", "2026-01-30", 0),
        ("2025-01-30", "2026-01-29", 11),
        ("2025-01-30", "2026-01-30", 12),
        ("2025-01-31", "2026-01-30", 11),
        // The 31st of a month of 30, 29 or 28 days is its last.
        ("2025-03-31", "2025-04-29", 0),
        ("2025-03-31", "2025-04-30", 1),
        ("2025-01-31", "2025-02-27", 0),
        ("2025-01-31", "2025-02-28", 1),
        ("2025-01-30", "2025-02-28", 1),
        ("2025-01-29", "2025-02-28", 1),
        ("2025-01-28", "2025-02-28", 1),
        ("2025-01-28", "2025-02-27", 0),
        ("2024-01-31", "2024-02-28", 0),
        ("2024-01-31", "2024-02-29", 1),
        ("2024-01-30", "2024-02-29", 1),
        ("2024-01-29", "2024-02-28", 0),
        // Clamping is counted from the first day, not from the clamped one.
        ("2024-01-31", "2024-03-30", 1),
        ("2024-01-31", "2024-03-31", 2),
        ("2025-02-28", "2025-03-28", 1),
        ("2025-02-28", "2025-03-27", 0),
        // A leap day comes round on the 28th of a common year.
        ("2024-02-29", "2025-02-27", 11),
        ("2024-02-29", "2025-02-28", 12),
        ("2024-02-29", "2028-02-28", 47),
        ("2024-02-29", "2028-02-29", 48),
        ("1900-02-28", "2200-02-28", 3600),
        // The year turns.
        ("2025-12-31", "2026-01-30", 0),
        ("2025-12-31", "2026-01-31", 1),
        // What lies behind is no month away.
        ("2026-01-30", "2026-01-29", 0),
        ("2026-03-31", "2026-02-28", 0),
        ("2026-01-01", "1900-12-31", 0),
    ] {
        check(from, to, months);
    }
}

#[test]
fn a_date_less_some_months_is_clamped() {
    for (date, months, before) in [
        ("2026-01-05", 0, "2026-01-05"),
        ("2026-01-31", 1, "2025-12-31"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2025-12-31", 1, "2025-11-30"),
        ("2024-02-29", 12, "2023-02-28"),
    ] {
        assert_eq!(months_before(day(date), months), Some(day(before)), "{date} less {months}");
    }
    assert_eq!(months_before(day("2026-01-05"), u32::MAX), None);
}

#[test]
fn days_are_whole_and_never_below_zero() {
    for (from, to, days) in [
        ("2026-01-30", "2026-01-30", 0),
        ("2025-12-01", "2026-01-30", 60),
        ("2024-02-28", "2024-03-01", 2),
        ("2025-02-28", "2025-03-01", 1),
        ("2026-01-30", "2026-01-29", 0),
    ] {
        assert_eq!(days_between(day(from), day(to)), days, "{from} to {to}");
    }
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    // 1900 to 2200, month ends as often as all other days together.
    (0u64..109_938, any::<bool>()).prop_map(|(days, at_month_end)| {
        let date = day("1900-01-01") + Days::new(days);
        let last = date.with_day(u32::from(date.num_days_in_month())).unwrap();
        if at_month_end { last } else { date }
    })
}

fn near(from: NaiveDate) -> impl Strategy<Value = (NaiveDate, NaiveDate)> {
    (0u32..400, -3i64..=3).prop_map(move |(months, days)| {
        let to = plus_months(from, months) + chrono::TimeDelta::days(days);
        (from, to)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn months_agree_with_walking_month_by_month((from, to) in any_day().prop_flat_map(near)) {
        prop_assert_eq!(months_between(from, to), months_between_by_walking(from, to));
    }

    #[test]
    fn months_between_any_two_days_agree_too(from in any_day(), to in any_day()) {
        prop_assert_eq!(months_between(from, to), months_between_by_walking(from, to));
    }
}
