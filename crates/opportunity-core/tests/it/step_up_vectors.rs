//! Lives whose step-ups are known, one row each, as of 2026-01-30.

use opportunity_core::{Evidence, SipDigest, calendar::months_between};

use crate::support::{day, paying, rupees, step_up};

struct Life {
    amount: i64,
    step_up: &'static str,
    debit_days: u32,
    start: &'static str,
    first: &'static str,
    paid: Option<(u32, i64)>,
    latest: &'static str,
    schemes: usize,
    failed: i64,
}

const LIFE: Life = Life {
    amount: 0,
    step_up: "10% 1Y",
    debit_days: 1,
    start: "",
    first: "",
    paid: None,
    latest: "",
    schemes: 1,
    failed: 0,
};

fn check(life: &Life, expected: &str) {
    let date = |text: &str| (!text.is_empty()).then(|| day(text));
    let mut record = paying();
    record.amount = rupees(life.amount);
    step_up(&mut record, life.step_up);
    record.num_days = Some(life.debit_days);
    record.start_date = date(life.start);
    record.first_success_order_date = date(life.first);
    record.latest_success_order_date = date(life.latest);
    record.success_count = life.paid.map(|(count, _)| count);
    record.success_amount = life.paid.map(|(_, total)| rupees(total));
    record.scheme_name = vec!["Fund A (G)".to_owned(); life.schemes];
    record.failed_amount = Some(rupees(life.failed));

    let as_of = day("2026-01-30");
    let said = match SipDigest::new(&record.facts(&[], as_of)).unwrap().progress() {
        Ok(progress) => {
            let last = progress.last_increase;
            let months = months_between(last.unwrap_or(progress.running_since), as_of);
            let last = last.map_or("none".to_owned(), |day| day.to_string());
            let evidence = match progress.evidence {
                Evidence::Payments => "",
                other => &format!(" ({})", other.as_str()),
            };
            format!("{}, {}, {last}, {months}{evidence}", progress.expected, progress.made)
        }
        Err(silence) => silence.to_string(),
    };
    assert_eq!(said, expected, "₹{} {}", life.amount, life.step_up);
}

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
            "changed_on_unknown_date",
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
