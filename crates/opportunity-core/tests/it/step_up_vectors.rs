//! Lives whose step-ups are known, one row each, as of 2026-01-30.

use crate::life::{LIFE, Life, check};

#[test]
fn expected_made_last_increase_and_months() {
    let rows = [
        (
            Life {
                amount: 5_500,
                start: "2023-07-30",
                first: "2021-06-05",
                paid: Some((56, 283_000)),
                latest: "2026-01-05",
                ..LIFE
            },
            "4, 1, 2025-08-05, 5",
        ),
        (
            Life {
                amount: 2_000,
                start: "2023-07-30",
                first: "2023-08-10",
                paid: Some((30, 60_000)),
                latest: "2026-01-10",
                ..LIFE
            },
            "2, 0, none, 30",
        ),
        (
            Life {
                amount: 1_320,
                step_up: "15% 1Y",
                debit_days: 2,
                start: "2023-07-30",
                first: "2023-06-11",
                paid: Some((62, 68_160)),
                latest: "2026-01-16",
                ..LIFE
            },
            "2, 2, 2025-10-16, 3",
        ),
        (
            Life {
                amount: 3_500,
                step_up: "₹500 6M",
                start: "2024-06-05",
                paid: Some((20, 61_000)),
                latest: "2026-01-05",
                ..LIFE
            },
            "3, 1, 2025-12-05, 1",
        ),
        (
            Life {
                amount: 6_000,
                step_up: "100% 6M",
                debit_days: 2,
                start: "2025-05-21",
                paid: Some((8, 24_000)),
                latest: "2025-11-10",
                ..LIFE
            },
            "0, 1, 2025-11-10, 2",
        ),
        (
            Life {
                amount: 11_000,
                start: "2022-02-05",
                paid: Some((47, 289_000)),
                latest: "2026-01-05",
                ..LIFE
            },
            "changed_on_unknown_date",
        ),
        (
            Life {
                amount: 10_000,
                start: "2021-06-05",
                paid: Some((50, 392_000)),
                latest: "2026-01-05",
                schemes: 2,
                failed: 42_000,
                ..LIFE
            },
            "partial_debits",
        ),
        (
            Life {
                amount: 1_000,
                step_up: "5% 1Y",
                start: "2024-01-31",
                latest: "2026-01-05",
                ..LIFE
            },
            "1, 0, none, 23 (assumed)",
        ),
        (
            Life {
                amount: 1_000,
                step_up: "5% 1Y",
                start: "2024-01-31",
                paid: Some((0, 0)),
                ..LIFE
            },
            "nothing_paid",
        ),
    ];
    for (life, expected) in &rows {
        check(life, expected);
    }
}
