//! One debit or two are missing.

use expect_test::{Expect, expect};
use opportunity_core::{Kind, Policy, SipRecord, Status};

use crate::support::{day, paying, policy, said_of_sip};

const KIND: Kind = Kind::MissedDebits;

/// ₹5,000 on the 5th, with two debits missing.
fn missing() -> SipRecord {
    SipRecord { latest_success_order_date: Some(day("2025-11-05")), ..paying() }
}

fn said(record: &SipRecord, policy: &Policy) -> String {
    said_of_sip(KIND, record, day("2026-01-30"), policy)
}

#[test]
fn who_is_told_of() {
    type Change = fn(&mut SipRecord);
    let speaks = "10.00 5000.00";
    let rows: [(&str, Change, &str); 14] = [
        ("as it is", |_| {}, speaks),
        ("deleted", |sip| sip.deleted = Some(true), "deleted"),
        ("not active", |sip| sip.is_active = Some(false), "not_active"),
        ("ends today", |sip| sip.end_date = Some(day("2026-01-30")), speaks),
        ("ended yesterday", |sip| sip.end_date = Some(day("2026-01-29")), "ended"),
        ("paused", |sip| sip.status = Status::Paused, "paused"),
        ("failed", |sip| sip.status = Status::Failed, speaks),
        ("under way", |sip| sip.status = Status::InProgress, "5.00 5000.00"),
        ("some other word", |sip| sip.status = Status::Other("On Hold".into()), speaks),
        (
            "one debit",
            |sip| sip.latest_success_order_date = Some(day("2025-12-05")),
            "5.00 5000.00",
        ),
        ("none", |sip| sip.latest_success_order_date = Some(day("2026-01-05")), "nothing_missed"),
        ("three", |sip| sip.latest_success_order_date = Some(day("2025-10-05")), "too_many"),
        ("never paid", |sip| sip.latest_success_order_date = None, "nothing_paid"),
        ("two days a month", |sip| sip.num_days = Some(2), "10.00 10000.00"),
    ];
    for (why, change, expected) in rows {
        let mut record = missing();
        change(&mut record);
        let said = said(&record, &Policy::default());
        assert_eq!(said.split(" [").next().unwrap(), expected, "{why}");
    }
}

#[test]
fn a_threshold_of_two_leaves_those_with_one_out() {
    let one = SipRecord { latest_success_order_date: Some(day("2025-12-05")), ..missing() };
    let two = policy(KIND, "min_missed_debits", 2);
    assert_eq!(said(&one, &two), "too_few");
    assert!(said(&missing(), &two).starts_with("10.00"));
    assert_eq!(said(&missing(), &policy(KIND, "min_missed_debits", 3)), "too_few");
}

#[test]
fn what_a_partner_reads() {
    let check = |change: fn(&mut SipRecord), expected: Expect| {
        let mut record = missing();
        change(&mut record);
        expected.assert_eq(&said(&record, &Policy::default()));
    };
    check(
        |sip| sip.has_current_mandate = Some(false),
        expect![
            "10.00 5000.00 [2 2025-12-05 2026-02-05 no_mandate] 2 debits missed since December 5, 2025. Three in a row end a SIP: the third falls due on February 5, 2026. There is no current mandate: renew it."
        ],
    );
    check(
        |sip| sip.status = Status::Failed,
        expect![
            "10.00 5000.00 [2 2025-12-05 2026-02-05 failed] 2 debits missed since December 5, 2025. Three in a row end a SIP: the third falls due on February 5, 2026. The last debit failed: resolve the payment issue."
        ],
    );
    check(
        |sip| sip.latest_success_order_date = Some(day("2025-12-05")),
        expect![
            "5.00 5000.00 [1 2026-01-05 2026-03-05 unreported] 1 debit missed since January 5, 2026. Three in a row end a SIP: the third falls due on March 5, 2026. No failure is reported: ask what became of them."
        ],
    );
    check(
        |sip| sip.status = Status::InProgress,
        expect![
            "5.00 5000.00 [1 2025-12-05 2026-03-05 unreported] 1 debit missed since December 5, 2025. Three in a row end a SIP: the third falls due on March 5, 2026. No failure is reported: ask what became of them."
        ],
    );
    check(
        |sip| {
            sip.sip_days = Some("1,15,31".into());
            sip.latest_success_order_date = Some(day("2026-01-01"));
        },
        expect![
            "5.00 15000.00 [1 2026-01-15 2026-02-01 unreported] 1 debit missed since January 15, 2026. Three in a row end a SIP: the third falls due on February 1, 2026. No failure is reported: ask what became of them."
        ],
    );
}
