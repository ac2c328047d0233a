//! What was made of a step-up, and how we know: payments, imports, or nothing that speaks.

use opportunity_core::{Observation, Paise, Percent, Period, SipDigest};
use proptest::prelude::*;

use crate::life::{LIFE, Life, check, standing};
use crate::naive;
use crate::support::{day, paying, step_up};

/// ₹5,500 that was ₹5,000 until seven debits ago: one step, and six payments since.
const ONE_STEP: Life = Life {
    amount: 5_500,
    start: "2023-07-30",
    first: "2021-06-05",
    paid: Some((56, 283_000)),
    latest: "2026-01-05",
    ..LIFE
};

/// ₹2,000 and never anything else.
const NO_STEP: Life = Life {
    amount: 2_000,
    start: "2023-07-30",
    paid: Some((30, 60_000)),
    latest: "2026-01-10",
    ..LIFE
};

/// ₹11,000 whose totals no schedule explains.
const UNEXPLAINED: Life = Life {
    amount: 11_000,
    start: "2022-02-05",
    paid: Some((47, 289_000)),
    latest: "2026-01-05",
    ..LIFE
};

/// Totals unknown.
const NO_TOTALS: Life = Life { amount: 1_000, start: "2024-01-31", latest: "2026-01-05", ..LIFE };

fn check_all(rows: &[(&str, Life, &str)]) {
    for (why, life, expected) in rows {
        let said = standing(&life.record(), life.seen);
        assert_eq!(said, *expected, "{why}");
    }
}

#[test]
fn payments_and_rises_are_weighed() {
    check_all(&[
        ("payments alone", ONE_STEP, "4, 1, 2025-08-05, 5"),
        (
            "one import saw it, so that nothing rose",
            Life { seen: &[("2025-12-30", 5_500)], ..ONE_STEP },
            "4, 1, 2025-08-05, 5",
        ),
        (
            "the rise is the later of two dates",
            Life { seen: &[("2025-06-01", 5_000), ("2025-08-20", 5_500)], ..ONE_STEP },
            "4, 1, 2025-08-20, 5 (observed)",
        ),
        (
            "the payments are the later of two dates",
            Life { seen: &[("2025-06-01", 5_000), ("2025-07-20", 5_500)], ..ONE_STEP },
            "4, 1, 2025-08-05, 5 (observed)",
        ),
        (
            "more rises than payments tell of",
            Life {
                seen: &[("2025-01-01", 4_500), ("2025-06-01", 5_000), ("2025-08-01", 5_500)],
                ..ONE_STEP
            },
            "4, 2, 2025-08-05, 5 (observed)",
        ),
        (
            "fewer rises than payments tell of",
            Life {
                amount: 1_320,
                step_up: "15% 1Y",
                debit_days: 2,
                start: "2023-07-30",
                first: "2023-06-11",
                paid: Some((62, 68_160)),
                latest: "2026-01-16",
                seen: &[("2025-01-01", 1_150), ("2025-10-01", 1_320)],
                ..LIFE
            },
            "2, 2, 2025-10-16, 3 (observed)",
        ),
        ("no step, no rise", NO_STEP, "2, 0, none, 30"),
        (
            "payments say none, yet imports saw one",
            Life { seen: &[("2024-05-01", 1_800), ("2024-06-01", 2_000)], ..NO_STEP },
            "2, 1, 2024-06-01, 19 (observed)",
        ),
        ("totals fit nothing, nothing rose", UNEXPLAINED, "changed_on_unknown_date"),
        (
            "totals fit nothing, but imports saw a rise",
            Life { seen: &[("2024-06-01", 10_000), ("2024-07-15", 11_000)], ..UNEXPLAINED },
            "1, 0, 2024-07-15, 18 (observed)",
        ),
        (
            "a period is whole on the day of the latest payment",
            Life { seen: &[("2024-06-01", 10_000), ("2025-01-05", 11_000)], ..UNEXPLAINED },
            "1, 0, 2025-01-05, 12 (observed)",
        ),
        (
            "and not a day earlier",
            Life { seen: &[("2024-06-01", 10_000), ("2025-01-06", 11_000)], ..UNEXPLAINED },
            "0, 0, 2025-01-06, 12 (observed)",
        ),
        (
            "a rise after the last payment",
            Life { seen: &[("2024-06-01", 10_000), ("2026-01-20", 11_000)], ..UNEXPLAINED },
            "0, 0, 2026-01-20, 0 (observed)",
        ),
        ("no totals, nothing rose", NO_TOTALS, "1, 0, none, 23 (assumed)"),
        (
            "no totals, but imports saw a rise",
            Life { seen: &[("2024-03-01", 900), ("2024-06-01", 1_000)], ..NO_TOTALS },
            "1, 0, 2024-06-01, 19 (observed)",
        ),
        (
            "a count of none is no total",
            Life { paid: Some((0, 0)), ..NO_TOTALS },
            "1, 0, none, 23 (assumed)",
        ),
        (
            "a count of none beside an amount is no total",
            Life { paid: Some((0, 23_000)), ..NO_TOTALS },
            "1, 0, none, 23 (assumed)",
        ),
        (
            "debits that brought no money fit nothing",
            Life { paid: Some((23, 0)), ..NO_TOTALS },
            "changed_on_unknown_date",
        ),
    ]);
}

#[test]
fn half_of_the_totals_is_none() {
    let mut record = NO_STEP.record();
    record.success_amount = None;
    assert_eq!(standing(&record, &[]), "2, 0, none, 30 (assumed)", "a count without an amount");
    let mut record = NO_STEP.record();
    record.success_count = None;
    assert_eq!(standing(&record, &[]), "2, 0, none, 30 (assumed)", "an amount without a count");
}

#[test]
fn a_rise_is_above_all_that_was_seen_before() {
    let check = |seen: &'static [(&'static str, i64)], expected: &str| {
        let life = Life { amount: 5_500, start: "2020-01-01", latest: "2026-01-05", ..LIFE };
        assert_eq!(standing(&life.record(), seen), expected, "{seen:?}");
    };
    let none = "6, 0, none, 72 (assumed)";
    check(&[], none);
    check(&[("2024-01-01", 5_500)], none);
    check(&[("2024-01-01", 5_500), ("2024-02-01", 5_500)], none);
    check(&[("2024-01-01", 6_000), ("2024-02-01", 5_500)], none);
    // A correction back up.
    check(&[("2024-01-01", 5_500), ("2024-02-01", 5_000), ("2024-03-01", 5_500)], none);
    check(&[("2024-01-01", 5_500), ("2024-02-01", 5_000), ("2024-03-01", 5_400)], none);
    // The rise stays where it was first seen.
    check(
        &[
            ("2024-01-01", 5_000),
            ("2024-02-01", 5_500),
            ("2024-03-01", 5_000),
            ("2024-04-01", 5_500),
        ],
        "1, 0, 2024-02-01, 23 (observed)",
    );
    // Above all but the highest is no rise; above the highest is.
    check(
        &[
            ("2023-01-01", 5_000),
            ("2023-02-01", 5_200),
            ("2023-03-01", 4_000),
            ("2023-04-01", 5_100),
        ],
        "2, 0, 2023-02-01, 35 (observed)",
    );
    check(
        &[("2023-01-01", 5_000), ("2023-03-01", 4_000), ("2023-04-01", 5_001)],
        "2, 0, 2023-04-01, 33 (observed)",
    );
}

#[test]
fn several_schemes_with_unsettled_money_are_not_asked() {
    let two = Life { schemes: 2, ..ONE_STEP };
    let silent = "partial_debits";
    check_all(&[
        ("all went through", Life { ..two }, "4, 1, 2025-08-05, 5"),
        ("a failed debit", Life { failed: 1, ..two }, silent),
        ("a pending debit", Life { pending: 1, ..two }, silent),
        ("a debit in progress", Life { in_progress: 1, ..two }, silent),
        ("three schemes", Life { schemes: 3, failed: 1, ..two }, silent),
        (
            "one scheme goes through or fails as a whole",
            Life { failed: 1, pending: 1, in_progress: 1, ..ONE_STEP },
            "4, 1, 2025-08-05, 5",
        ),
        ("no scheme named", Life { schemes: 0, failed: 1, ..ONE_STEP }, "4, 1, 2025-08-05, 5"),
        (
            "totals that are the instalment's tell all the same",
            Life { schemes: 2, failed: 1, ..NO_STEP },
            "2, 0, none, 30",
        ),
        (
            "what imports saw still counts",
            Life { failed: 1, seen: &[("2024-06-01", 5_000), ("2024-07-15", 5_500)], ..two },
            "1, 0, 2024-07-15, 18 (observed)",
        ),
    ]);
}

#[test]
fn paused_money_is_settled() {
    let mut record = Life { schemes: 2, ..ONE_STEP }.record();
    record.paused_amount = Some(Paise::new(1));
    assert_eq!(standing(&record, &[]), "4, 1, 2025-08-05, 5");
}

#[test]
fn levels_are_rounded_down_to_ten_rupees_else_to_one() {
    let base = Life { start: "2023-07-30", latest: "2026-01-05", ..LIFE };
    check_all(&[
        (
            "1,000 became 1,150, of tens",
            Life { amount: 1_150, step_up: "15% 1Y", paid: Some((20, 20_750)), ..base },
            "2, 1, 2025-09-05, 4",
        ),
        (
            "1,150 became 1,320, of tens: 1,322.50 rounded down",
            Life { amount: 1_320, step_up: "15% 1Y", paid: Some((20, 24_360)), ..base },
            "2, 1, 2025-06-05, 7",
        ),
        (
            "1,148 became 1,320, of ones: 1,320.20 rounded down",
            Life { amount: 1_320, step_up: "15% 1Y", paid: Some((20, 24_336)), ..base },
            "2, 1, 2025-06-05, 7",
        ),
        (
            "1,002 became 1,102, of ones alone",
            Life { amount: 1_102, paid: Some((20, 20_540)), ..base },
            "2, 1, 2025-09-05, 4",
        ),
        (
            "1,001 steps up to 1,101, not to 1,102",
            Life { amount: 1_102, paid: Some((20, 20_525)), ..base },
            "changed_on_unknown_date",
        ),
        (
            "a step too small for ten rupees is taken in ones",
            Life { amount: 103, step_up: "3% 1Y", paid: Some((20, 2_015)), ..base },
            "2, 1, 2025-09-05, 4",
        ),
        (
            "a step too small to raise anything is none",
            Life { amount: 10, step_up: "1% 1Y", paid: Some((20, 195)), ..base },
            "changed_on_unknown_date",
        ),
    ]);
    let mut record = Life { amount: 1_102, paid: Some((20, 20_540)), ..base }.record();
    record.amount = Paise::new(110_250);
    record.success_amount = Some(Paise::new(20 * 110_250 - 10_000));
    let said = standing(&record, &[]);
    assert_eq!(said, "changed_on_unknown_date", "an instalment with paise has no level before it");
}

#[test]
fn tens_are_tried_before_single_rupees() {
    // ₹1,320 came from ₹1,150 in tens, from ₹1,148 in rupees; both courses come to these totals.
    let life = Life {
        amount: 1_320,
        step_up: "15% 1Y",
        start: "2010-01-05",
        latest: "2026-01-05",
        ..LIFE
    };
    check_all(&[
        ("87", Life { paid: Some((87, 100_220)), ..life }, "16, 1, 2026-01-05, 0"),
        ("187", Life { paid: Some((187, 217_600)), ..life }, "16, 1, 2024-11-05, 14"),
        ("100", Life { paid: Some((100, 117_380)), ..life }, "16, 1, 2024-12-05, 13"),
    ]);
}

#[test]
fn an_amount_is_taken_away_unrounded_while_something_is_left() {
    let base = Life { step_up: "₹500 6M", start: "2024-06-05", latest: "2026-01-05", ..LIFE };
    check_all(&[
        (
            "one step",
            Life { amount: 3_500, paid: Some((20, 61_000)), ..base },
            "3, 1, 2025-12-05, 1",
        ),
        (
            "of odd rupees",
            Life { amount: 503, paid: Some((8, 524)), ..base },
            "3, 1, 2026-01-05, 0",
        ),
        (
            "nothing paid at today's instalment yet",
            Life { amount: 1_000, paid: Some((10, 5_000)), ..base },
            "3, 1, 2026-01-05, 0",
        ),
        (
            "no level of zero",
            Life { amount: 1_000, paid: Some((10, 4_000)), ..base },
            "changed_on_unknown_date",
        ),
        (
            "more than today's instalment ever was",
            Life { amount: 1_000, paid: Some((10, 10_500)), ..base },
            "changed_on_unknown_date",
        ),
    ]);
}

#[test]
fn a_course_is_followed_for_twenty_five_levels() {
    let monthly =
        Life { amount: 100, step_up: "₹1 1M", start: "2023-12-05", latest: "2026-01-05", ..LIFE };
    check_all(&[
        (
            "once at each of 100 to 76, the 25th level",
            Life { paid: Some((25, (76..=100).sum())), ..monthly },
            "25, 24, 2026-01-05, 0",
        ),
        (
            "once at each of 100 to 75, the 26th",
            Life { paid: Some((26, (75..=100).sum())), ..monthly },
            "changed_on_unknown_date",
        ),
    ]);
}

#[test]
fn the_last_step_is_as_many_months_ago_as_payments_were_made_since() {
    let daily =
        Life { amount: 2_200, debit_days: 5, start: "2023-07-30", latest: "2026-01-05", ..LIFE };
    let monthly = Life { amount: 1_100, start: "2023-07-30", ..LIFE };
    let half_yearly = Life {
        amount: 1_210,
        step_up: "10% 6M",
        start: "2024-12-05",
        latest: "2026-01-05",
        ..LIFE
    };
    check_all(&[
        (
            "five days: not yet paid at it",
            Life { paid: Some((100, 200_000)), ..daily },
            "2, 1, 2026-01-05, 0",
        ),
        ("five days: 1", Life { paid: Some((100, 200_200)), ..daily }, "2, 1, 2026-01-05, 0"),
        ("five days: 5", Life { paid: Some((100, 201_000)), ..daily }, "2, 1, 2026-01-05, 0"),
        ("five days: 6", Life { paid: Some((100, 201_200)), ..daily }, "2, 1, 2025-12-05, 1"),
        ("five days: 10", Life { paid: Some((100, 202_000)), ..daily }, "2, 1, 2025-12-05, 1"),
        ("five days: 11", Life { paid: Some((100, 202_200)), ..daily }, "2, 1, 2025-11-05, 2"),
        (
            "all but one at today's",
            Life { paid: Some((30, 32_900)), latest: "2026-01-05", ..monthly },
            "2, 1, 2023-09-05, 28",
        ),
        (
            "clamped to the end of a month",
            Life { paid: Some((10, 10_200)), latest: "2025-12-31", ..monthly },
            "2, 1, 2025-11-30, 2",
        ),
        (
            "and counted from the payment, not from there",
            Life { paid: Some((10, 10_300)), latest: "2025-12-31", ..monthly },
            "2, 1, 2025-10-31, 2",
        ),
        (
            "half years: three at 1,210, six at 1,100, five at 1,000",
            Life { paid: Some((14, 15_230)), ..half_yearly },
            "2, 2, 2025-11-05, 2",
        ),
        (
            "half years: three at 1,210, six at 1,100, one at 1,000",
            Life { paid: Some((10, 11_230)), ..half_yearly },
            "2, 2, 2025-11-05, 2",
        ),
        (
            "half years: none yet at 1,210, six at 1,100, one at 1,000",
            Life { paid: Some((7, 7_600)), ..half_yearly },
            "2, 2, 2026-01-05, 0",
        ),
        (
            "half years: none yet at 1,210, six at 1,100, none at 1,000",
            Life { paid: Some((6, 6_600)), ..half_yearly },
            "2, 1, 2026-01-05, 0",
        ),
        (
            "one payment, at what it was before",
            Life { paid: Some((1, 1_100)), ..half_yearly },
            "2, 1, 2026-01-05, 0",
        ),
        (
            "payments above today's",
            Life { paid: Some((10, 12_210)), ..half_yearly },
            "changed_on_unknown_date",
        ),
        (
            "half years: five at 1,100 is no full period",
            Life { paid: Some((14, 15_130)), ..half_yearly },
            "changed_on_unknown_date",
        ),
    ]);
}

#[test]
fn debit_days_are_counted_where_their_number_is_absent() {
    let life = Life {
        amount: 2_200,
        start: "2023-07-30",
        paid: Some((100, 201_200)),
        latest: "2026-01-05",
        ..LIFE
    };
    let mut record = life.record();
    record.num_days = None;
    record.sip_days = Some("1,5,10,15,20".into());
    assert_eq!(standing(&record, &[]), "2, 1, 2025-12-05, 1");
}

#[test]
fn it_runs_since_the_earlier_of_start_and_first_payment() {
    let life = Life { paid: Some((30, 60_000)), ..NO_STEP };
    check_all(&[
        ("both", Life { start: "2023-07-30", first: "2021-06-05", ..life }, "4, 0, none, 55"),
        ("both", Life { start: "2021-06-05", first: "2023-07-30", ..life }, "4, 0, none, 55"),
        ("the start", Life { start: "2021-06-05", first: "", ..life }, "4, 0, none, 55"),
        ("the first payment", Life { start: "", first: "2021-06-05", ..life }, "4, 0, none, 55"),
        ("neither", Life { start: "", first: "", ..life }, "no_start"),
        (
            "neither, whatever imports saw",
            Life {
                start: "",
                first: "",
                seen: &[("2024-05-01", 1_800), ("2024-06-01", 2_000)],
                ..life
            },
            "no_start",
        ),
    ]);
}

#[test]
fn nothing_is_expected_of_a_sip_that_never_paid() {
    check_all(&[
        ("never paid", Life { latest: "", ..NO_TOTALS }, "nothing_paid"),
        ("a count without a date", Life { latest: "", ..NO_STEP }, "nothing_paid"),
        (
            "whatever imports saw",
            Life { latest: "", seen: &[("2024-03-01", 900), ("2024-06-01", 1_000)], ..NO_TOTALS },
            "nothing_paid",
        ),
        (
            "the first payment was the latest",
            Life { start: "2026-01-05", paid: Some((1, 2_000)), latest: "2026-01-05", ..NO_STEP },
            "0, 0, none, 0",
        ),
        (
            "it paid before it was to start",
            Life { start: "2026-03-01", paid: Some((1, 2_000)), latest: "2026-01-05", ..NO_STEP },
            "0, 0, none, 0",
        ),
    ]);
}

#[test]
fn steps_fall_due_in_whole_periods_up_to_the_latest_payment() {
    for (step_up, start, expected) in [
        ("10% 1Y", "2025-01-05", "1, 0, none, 12 (assumed)"),
        ("10% 1Y", "2025-01-06", "0, 0, none, 12 (assumed)"),
        ("10% 12M", "2025-01-05", "1, 0, none, 12 (assumed)"),
        ("10% 6M", "2025-01-05", "2, 0, none, 12 (assumed)"),
        ("10% 5M", "2025-01-05", "2, 0, none, 12 (assumed)"),
        ("10% 1M", "2025-01-05", "12, 0, none, 12 (assumed)"),
        ("10% 18M", "2023-01-05", "2, 0, none, 36 (assumed)"),
        ("10% 2Y", "2023-01-05", "1, 0, none, 36 (assumed)"),
        ("10% 100Y", "2023-01-05", "0, 0, none, 36 (assumed)"),
    ] {
        let life = Life { amount: 1_000, step_up, start, latest: "2026-01-05", ..LIFE };
        check(&life, expected);
    }
}

#[test]
fn a_step_of_a_long_month_falls_due_at_the_end_of_a_short_one() {
    for (step_up, start, latest, due) in [
        ("10% 6M", "2024-08-28", "2025-02-27", 0),
        ("10% 6M", "2024-08-28", "2025-02-28", 1),
        ("10% 6M", "2024-08-29", "2025-02-28", 1),
        ("10% 6M", "2024-08-30", "2025-02-28", 1),
        ("10% 6M", "2024-08-31", "2025-02-27", 0),
        ("10% 6M", "2024-08-31", "2025-02-28", 1),
        ("10% 6M", "2023-08-31", "2024-02-28", 0),
        ("10% 6M", "2023-08-31", "2024-02-29", 1),
        ("10% 3M", "2025-03-31", "2025-06-29", 0),
        ("10% 3M", "2025-03-31", "2025-06-30", 1),
        ("10% 1Y", "2024-02-29", "2025-02-27", 0),
        ("10% 1Y", "2024-02-29", "2025-02-28", 1),
        ("10% 1Y", "2024-02-29", "2025-03-01", 1),
        ("10% 4Y", "2020-02-29", "2024-02-28", 0),
        ("10% 4Y", "2020-02-29", "2024-02-29", 1),
    ] {
        let life = Life { amount: 1_000, step_up, start, latest, ..LIFE };
        let said = standing(&life.record(), &[]);
        assert!(said.starts_with(&format!("{due}, 0, none")), "{step_up} {start} {latest}: {said}");
    }
}

#[test]
fn without_a_step_up_or_its_period_nothing_is_asked() {
    let mut record = NO_STEP.record();
    record.increment_period = None;
    assert_eq!(standing(&record, &[]), "no_period");
    record.increment_percentage = None;
    assert_eq!(standing(&record, &[]), "no_step_up");
    record.increment_period = Period::parse("1Y");
    assert_eq!(standing(&record, &[]), "no_step_up");
}

/// A course that happened, or that could not: (levels newest first in rupees, payments at each).
fn course() -> impl Strategy<Value = (String, u32, i64, u32, i64)> {
    let step =
        prop::sample::select(vec!["10% 1Y", "15% 6M", "3% 4M", "7.5% 1Y", "₹500 6M", "₹37 1M"]);
    let first = prop::sample::select(vec![1_000i64, 1_500, 2_010, 503, 5_000, 999, 100]);
    (step, first, 1u32..=3, 0u32..5, 0u32..14, 1u32..14, -1i64..=1).prop_map(
        |(step, first, days, steps, since, oldest, off)| {
            let unit = if first % 10 == 0 { 10 } else { 1 };
            let mut levels = vec![first];
            for _ in 0..steps {
                let last = *levels.last().unwrap();
                let next = match step.split_once('%') {
                    Some((percent, _)) => {
                        let tenths = (percent.parse::<f64>().unwrap() * 10.0) as i64;
                        last * (1_000 + tenths) / 1_000 / unit * unit
                    }
                    None => {
                        let by = step.trim_start_matches('₹').split(' ').next().unwrap();
                        last + by.parse::<i64>().unwrap()
                    }
                };
                levels.push(next);
            }
            let period = Period::parse(step.split(' ').nth(1).unwrap()).unwrap();
            let each = i64::try_from(period.months()).unwrap() * i64::from(days);
            let today = *levels.last().unwrap();
            let (mut count, mut total) = (i64::from(since), i64::from(since) * today);
            for (place, level) in levels.iter().enumerate().rev().skip(1) {
                let payments = if place == 0 { i64::from(oldest) } else { each };
                count += payments;
                total += payments * level;
            }
            // Off by a rupee either way, so that some totals fit nothing.
            (step.to_owned(), days, today, u32::try_from(count).unwrap(), total + off)
        },
    )
}

/// Of a step-up such as `10% 1Y`.
fn period_months(step: &str) -> u32 {
    let (count, unit) = step.split(' ').nth(1).unwrap().split_at(1);
    count.parse::<u32>().unwrap() * if unit == "Y" { 12 } else { 1 }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn payments_agree_with_trying_every_course((step, days, today, count, total) in course()) {
        let mut record = paying();
        step_up(&mut record, &step);
        record.amount = Paise::from_rupees(today);
        record.num_days = Some(days);
        record.success_count = Some(count);
        record.success_amount = Some(Paise::from_rupees(total.max(0)));
        record.latest_success_order_date = Some(day("2026-01-31"));
        let digest = SipDigest::new(&record.facts(&[], day("2026-01-31"))).unwrap();
        let said = digest.progress().map(|p| (p.expected, p.made, p.last_increase)).ok();
        let expected = naive::progress(&record, period_months(&step), &[]);
        prop_assert_eq!(said, expected.map(|p| (p.expected, p.made, p.last_increase)).ok());
    }

    #[test]
    fn totals_and_histories_of_any_kind_agree_with_the_naive_weighing(
        amount in 1i64..40,
        percent in 1u64..60,
        count in prop::option::of(0u32..40),
        total in prop::option::of(0i64..600),
        seen in prop::collection::vec(1i64..40, 0..5),
        schemes in 0usize..3,
        failed in 0i64..2,
    ) {
        let mut record = paying();
        record.amount = Paise::new(amount * 1_000);
        record.increment_percentage = Some(Percent::from_hundredths(percent * 100));
        record.increment_period = Period::parse("6M");
        record.success_count = count;
        record.success_amount = total.map(|total| Paise::new(total * 1_000));
        record.scheme_name = vec!["Fund A (G)".into(); schemes];
        record.failed_amount = Some(Paise::new(failed));
        let history: Vec<Observation> = (0u64..)
            .zip(seen)
            .map(|(week, tens)| Observation {
                as_of: day("2025-05-01") + chrono::Days::new(week * 45),
                amount: Paise::new(tens * 1_000),
            })
            .collect();
        let digest = SipDigest::new(&record.facts(&history, day("2026-01-30"))).unwrap();
        prop_assert_eq!(digest.progress(), naive::progress(&record, 6, &history));
    }
}
