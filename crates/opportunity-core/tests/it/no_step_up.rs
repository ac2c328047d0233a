//! A SIP that runs well has no step-up agreed.

use expect_test::{Expect, expect};
use opportunity_core::{Kind, Paise, Percent, Policy, SipRecord, Status};

use crate::support::{day, paying, policy, rupees, said_of_sip};

const KIND: Kind = Kind::NoStepUp;

/// ₹5,000 a month since 2023.
fn plain() -> SipRecord {
    SipRecord {
        start_date: Some(day("2023-01-05")),
        first_success_order_date: Some(day("2023-01-05")),
        ..paying()
    }
}

fn said(record: &SipRecord, policy: &Policy) -> String {
    said_of_sip(KIND, record, day("2026-01-30"), policy)
}

#[test]
fn who_is_told_of() {
    type Change = fn(&mut SipRecord);
    let speaks = "1.50 500.00";
    let rows: [(&str, Change, &str); 19] = [
        ("as it is", |_| {}, speaks),
        ("under way", |sip| sip.status = Status::InProgress, speaks),
        ("failed", |sip| sip.status = Status::Failed, "not_running"),
        ("paused", |sip| sip.status = Status::Paused, "paused"),
        ("deleted", |sip| sip.deleted = Some(true), "deleted"),
        ("not active", |sip| sip.is_active = Some(false), "not_active"),
        ("ended yesterday", |sip| sip.end_date = Some(day("2026-01-29")), "ended"),
        (
            "a percentage",
            |sip| sip.increment_percentage = Some(Percent::from_hundredths(1)),
            "step_up_agreed",
        ),
        ("an amount", |sip| sip.increment_amount = Some(Paise::new(1)), "step_up_agreed"),
        (
            "of nothing",
            |sip| {
                sip.increment_percentage = Some(Percent::from_hundredths(0));
                sip.increment_amount = Some(Paise::ZERO);
            },
            speaks,
        ),
        ("never paid", |sip| sip.latest_success_order_date = None, "nothing_paid"),
        (
            "a debit missing",
            |sip| sip.latest_success_order_date = Some(day("2025-12-05")),
            "debit_missed",
        ),
        (
            "no start",
            |sip| (sip.start_date, sip.first_success_order_date) = (None, None),
            "no_start",
        ),
        (
            "twelve months to the day",
            |sip| (sip.start_date, sip.first_success_order_date) = (Some(day("2025-01-30")), None),
            "0.50 500.00",
        ),
        (
            "a day less",
            |sip| (sip.start_date, sip.first_success_order_date) = (Some(day("2025-01-31")), None),
            "too_recent",
        ),
        ("paid before it was to start", |sip| sip.start_date = Some(day("2026-01-01")), speaks),
        ("for ten years", |sip| sip.start_date = Some(day("2016-01-05")), "5.00 500.00"),
        ("for longer", |sip| sip.start_date = Some(day("2006-01-05")), "5.00 500.00"),
        ("two days a month", |sip| sip.num_days = Some(2), "1.50 1000.00"),
    ];
    for (why, change, expected) in rows {
        let mut record = plain();
        change(&mut record);
        let said = said(&record, &Policy::default());
        assert_eq!(said.split(" [").next().unwrap(), expected, "{why}");
    }
    assert_eq!(said(&plain(), &policy(KIND, "min_months", 37)), "too_recent");
    assert!(said(&plain(), &policy(KIND, "min_months", 36)).starts_with(speaks));
}

#[test]
fn what_a_partner_reads() {
    let check = |change: fn(&mut SipRecord), expected: Expect| {
        let mut record = plain();
        change(&mut record);
        expected.assert_eq(&said(&record, &Policy::default()));
    };
    check(
        |sip| {
            sip.amount = rupees(5_500);
            sip.start_date = Some(day("2021-06-05"));
        },
        expect![
            "2.29 550.00 [2021-06-05 55] ₹5,500 a month since June 5, 2021, without an agreed step-up. 10% a year would add ₹550 a month."
        ],
    );
    // Half a paisa more is a paisa; half a rupee more is a rupee.
    check(
        |sip| sip.amount = Paise::new(505_005),
        expect![
            "1.50 505.01 [2023-01-05 36] ₹5,050 a month since January 5, 2023, without an agreed step-up. 10% a year would add ₹505 a month."
        ],
    );
}
