//! Nothing was ever debited.

use expect_test::{Expect, expect};
use opportunity_core::{Kind, Policy, SipRecord, Status};

use crate::support::{day, paying, policy, said_of_sip};

const KIND: Kind = Kind::NeverStarted;

/// ₹5,000 on the 5th, agreed for December and never debited.
fn agreed() -> SipRecord {
    SipRecord {
        start_date: Some(day("2025-12-05")),
        first_success_order_date: None,
        latest_success_order_date: None,
        status: Status::Unknown,
        ..paying()
    }
}

fn said(record: &SipRecord, policy: &Policy) -> String {
    said_of_sip(KIND, record, day("2026-01-30"), policy)
}

#[test]
fn who_is_told_of() {
    type Change = fn(&mut SipRecord);
    let speaks = "8.00 5000.00";
    let rows: [(&str, Change, &str); 12] = [
        ("as it is", |_| {}, speaks),
        ("a count of none", |sip| sip.success_count = Some(0), speaks),
        ("a count of some", |sip| sip.success_count = Some(1), "debits_unknown"),
        ("paid", |sip| sip.latest_success_order_date = Some(day("2025-12-05")), "already_paid"),
        ("deleted", |sip| sip.deleted = Some(true), "deleted"),
        ("not active", |sip| sip.is_active = Some(false), "not_active"),
        ("ended yesterday", |sip| sip.end_date = Some(day("2026-01-29")), "ended"),
        ("paused", |sip| sip.status = Status::Paused, "paused"),
        ("no start", |sip| sip.start_date = None, "debits_unknown"),
        ("starts later", |sip| sip.start_date = Some(day("2026-01-24")), "nothing_missed"),
        ("one debit", |sip| sip.start_date = Some(day("2026-01-05")), "9.00 5000.00"),
        ("many", |sip| sip.start_date = Some(day("2024-01-05")), "1.00 5000.00"),
    ];
    for (why, change, expected) in rows {
        let mut record = agreed();
        change(&mut record);
        let said = said(&record, &Policy::default());
        assert_eq!(said.split(" [").next().unwrap(), expected, "{why}");
    }
    assert_eq!(said(&agreed(), &policy(KIND, "min_missed_debits", 3)), "too_few");
}

#[test]
fn what_a_partner_reads() {
    let check = |change: fn(&mut SipRecord), expected: Expect| {
        let mut record = agreed();
        change(&mut record);
        expected.assert_eq(&said(&record, &Policy::default()));
    };
    check(
        |sip| sip.has_current_mandate = Some(false),
        expect![
            "8.00 5000.00 [2 2025-12-05 no_mandate] Nothing was ever debited: 2 debits missed since December 5, 2025. There is no current mandate: renew it."
        ],
    );
    check(
        |sip| sip.start_date = Some(day("2026-01-05")),
        expect![
            "9.00 5000.00 [1 2026-01-05 unreported] Nothing was ever debited: 1 debit missed since January 5, 2026. No failure is reported: ask what became of them."
        ],
    );
    check(
        |sip| sip.status = Status::Failed,
        expect![
            "8.00 5000.00 [2 2025-12-05 failed] Nothing was ever debited: 2 debits missed since December 5, 2025. The last debit failed: resolve the payment issue."
        ],
    );
}
