//! Whether a step-up was made: invented SIPs, one row each, as of 2026-01-30.

use crate::life::{LIFE, Life, Run, check, seen};

#[test]
fn verdicts() {
    let rows = [
        (
            Life {
                amount: 3_500,
                first: "2023-01-12",
                latest: "2026-01-12",
                paid: Some((37, 129_500)),
                ..LIFE
            },
            "none proven, 0 made | proven, 36 months, 3 expected",
        ),
        (
            Life {
                amount: 3_310,
                step_up: "15% 1Y",
                first: "2023-06-08",
                latest: "2026-01-08",
                paid: Some((32, 91_040)),
                ..LIFE
            },
            "dated likely 2025-06-08 to 2025-06-08, 2 made",
        ),
        (
            Life {
                amount: 2_420,
                first: "2021-01-11",
                latest: "2026-01-11",
                paid: Some((61, 139_940)),
                ..LIFE
            },
            "between likely 2022-12-11 to 2023-01-11, 2 made | likely, 36 months, 3 expected",
        ),
        (
            Life {
                amount: 1_200,
                step_up: "20% 1Y",
                first: "2022-02-03",
                latest: "2026-01-03",
                paid: Some((47, 52_400)),
                ..LIFE
            },
            "between likely 2023-11-03 to 2023-11-03, 1 made | likely, 26 months, 2 expected",
        ),
        (LIFE, "unknown"),
        (
            Life { seen: vec![seen("2024-12-31", 9_000, 40, 234_000)], ..LIFE },
            "unchanged proven ? to 2024-12-31 | proven, 12 months, 1 expected",
        ),
        (Life { seen: vec![seen("2024-12-31", 9_000, 40, 235_000)], ..LIFE }, "unknown"),
        (
            Life {
                seen: vec![
                    seen("2025-05-31", 7_000, 45, 279_000),
                    seen("2025-06-30", 9_000, 46, 288_000),
                ],
                ..LIFE
            },
            "between proven 2025-05-31 to 2025-06-30",
        ),
        (
            Life {
                amount: 3_000,
                first: "2022-04-20",
                latest: "2026-01-20",
                paid: Some((46, 210_000)),
                seen: vec![
                    Run {
                        as_of: "2024-10-31",
                        to: "2025-03-31",
                        amount: 5_000,
                        paid: Some((31, 155_000)),
                    },
                    seen("2025-04-30", 3_000, 37, 183_000),
                ],
                ..LIFE
            },
            "unchanged proven ? to 2024-10-31 | proven, 14 months, 1 expected",
        ),
        (
            Life {
                amount: 4_000,
                first: "2022-11-17",
                latest: "2026-01-17",
                paid: Some((39, 152_000)),
                failed: 4_000,
                schemes: 2,
                ..LIFE
            },
            "none likely, 0 made | likely, 38 months, 3 expected",
        ),
        (
            Life {
                amount: 1_000,
                step_up: "5% 1Y",
                first: "2024-02-05",
                start: "2024-01-31",
                latest: "2026-01-05",
                paid: None,
                ..LIFE
            },
            "unknown",
        ),
        (
            Life {
                amount: 2_500,
                step_up: "₹500 6M",
                first: "2023-08-05",
                start: "2023-08-01",
                latest: "2026-01-20",
                paid: Some((60, 140_000)),
                debit_days: 2,
                ..LIFE
            },
            "between likely 2024-06-20 to 2024-06-20, 1 made | likely, 19 months, 3 expected",
        ),
        (
            Life {
                amount: 2_640,
                first: "2022-05-06",
                latest: "2026-01-06",
                paid: Some((45, 115_920)),
                ..LIFE
            },
            "unknown",
        ),
        (
            Life {
                amount: 5_000,
                first: "2025-04-09",
                latest: "2026-01-09",
                paid: Some((10, 48_000)),
                ..LIFE
            },
            "nothing_due",
        ),
        (
            Life {
                amount: 4_000,
                step_up: "100% 1Y",
                first: "2022-10-07",
                latest: "2026-01-07",
                paid: Some((40, 100_000)),
                ..LIFE
            },
            "unknown",
        ),
        (
            Life { seen: vec![seen("2025-01-14", 9_000, 41, 243_000)], ..LIFE },
            "unchanged proven ? to 2025-01-14 | proven, 12 months, 1 expected",
        ),
        (Life { seen: vec![seen("2025-01-30", 9_000, 41, 243_000)], ..LIFE }, "unknown"),
    ];
    for (life, expected) in &rows {
        check(life, expected);
    }
}

#[test]
fn chains_that_end_before_a_rise_in_sight_are_wrong() {
    // By payments alone the last increase was made by 2023-01-11. Imports saw the lower instalment
    // up to a day; what the first one of today's instalment tells of payments does not add up.
    let seen_low_until = |day| Life {
        amount: 2_420,
        first: "2021-01-11",
        latest: "2026-01-11",
        paid: Some((61, 139_940)),
        seen: vec![seen(day, 2_200, 24, 50_400), seen("2023-02-11", 2_420, 26, 55_241)],
        ..LIFE
    };
    let until = "2023-01-11, 2 made | likely, 36 months, 3 expected";
    check(&seen_low_until("2022-11-30"), &format!("between likely 2022-12-11 to {until}"));
    check(&seen_low_until("2023-01-10"), &format!("between likely 2023-01-10 to {until}"));
    check(&seen_low_until("2023-01-11"), &format!("between likely 2023-01-11 to {until}"));
    check(&seen_low_until("2023-01-12"), "unknown");
}
