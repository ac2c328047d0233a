//! Three debits or more are missing.

use expect_test::{Expect, expect};
use opportunity_core::{Kind, Policy, SipRecord, Status};

use crate::support::{day, paying, policy, rupees, said_of_sip};

const KIND: Kind = Kind::StoppedSips;

/// ₹5,500 on the 5th, nothing since September.
fn stopped() -> SipRecord {
    SipRecord {
        amount: rupees(5_500),
        latest_success_order_date: Some(day("2025-09-05")),
        success_count: Some(32),
        success_amount: Some(rupees(176_000)),
        status: Status::Failed,
        ..paying()
    }
}

fn said(record: &SipRecord, policy: &Policy) -> String {
    said_of_sip(KIND, record, day("2026-01-30"), policy)
}

#[test]
fn who_is_told_of() {
    type Change = fn(&mut SipRecord);
    let speaks = "8.00 5500.00";
    let rows: [(&str, Change, &str); 11] = [
        ("as it is", |_| {}, speaks),
        ("deleted", |sip| sip.deleted = Some(true), "deleted"),
        ("not active", |sip| sip.is_active = Some(false), "not_active"),
        ("ended yesterday", |sip| sip.end_date = Some(day("2026-01-29")), "ended"),
        ("paused", |sip| sip.status = Status::Paused, "paused"),
        ("success is said", |sip| sip.status = Status::Success, speaks),
        ("three", |sip| sip.latest_success_order_date = Some(day("2025-10-05")), "9.00 5500.00"),
        ("two", |sip| sip.latest_success_order_date = Some(day("2025-11-05")), "too_few"),
        ("none", |sip| sip.latest_success_order_date = Some(day("2026-01-05")), "nothing_missed"),
        ("never paid", |sip| sip.latest_success_order_date = None, "debits_unknown"),
        (
            "years ago",
            |sip| sip.latest_success_order_date = Some(day("2023-09-05")),
            "1.00 5500.00",
        ),
    ];
    for (why, change, expected) in rows {
        let mut record = stopped();
        change(&mut record);
        let said = said(&record, &Policy::default());
        assert_eq!(said.split(" [").next().unwrap(), expected, "{why}");
    }
}

#[test]
fn risk_falls_by_a_point_a_month_from_ten_to_one() {
    for (as_of, risk) in [
        ("2025-12-20", "9.00"),
        ("2026-01-30", "8.00"),
        ("2026-08-04", "2.00"),
        ("2026-08-05", "1.00"),
        ("2030-01-01", "1.00"),
    ] {
        let record = stopped();
        let facts = record.facts(&[], day("2025-12-20"));
        let findings = facts.findings(day(as_of), &Policy::default()).unwrap();
        let call = findings.iter().find(|finding| finding.kind == KIND).unwrap();
        assert_eq!(call.outcome.as_ref().unwrap().risk_score.to_string(), risk, "{as_of}");
    }
    // Several days a month stop within a month.
    let weekly = SipRecord {
        sip_days: Some("5,12,19,26".into()),
        latest_success_order_date: Some(day("2026-01-01")),
        ..stopped()
    };
    assert!(said(&weekly, &Policy::default()).starts_with("10.00 22000.00"), "twelve is ten");
}

#[test]
fn a_threshold_moves_from_three_on() {
    assert!(said(&stopped(), &policy(KIND, "min_missed_debits", 4)).starts_with("8.00"));
    assert_eq!(said(&stopped(), &policy(KIND, "min_missed_debits", 5)), "too_few");
    let refused = Policy::default().with(KIND, "min_missed_debits", 2).unwrap_err();
    assert_eq!(refused.to_string(), "min_missed_debits takes 3 or more");
}

#[test]
fn what_a_partner_reads() {
    let check = |change: fn(&mut SipRecord), expected: Expect| {
        let mut record = stopped();
        change(&mut record);
        expected.assert_eq(&said(&record, &Policy::default()));
    };
    check(
        |_| {},
        expect![
            "8.00 5500.00 [4 2025-10-05 4 32 failed] Nothing has gone through for 4 months, after 32 payments of ₹1,76,000. Status: Failed. Register it again."
        ],
    );
    check(
        |sip| sip.success_count = None,
        expect![
            "8.00 5500.00 [4 2025-10-05 4 none failed] Nothing has gone through for 4 months, after payments of ₹1,76,000. Status: Failed. Register it again."
        ],
    );
    check(
        |sip| (sip.success_count, sip.success_amount) = (Some(0), None),
        expect![
            "8.00 5500.00 [4 2025-10-05 4 0 failed] Nothing has gone through for 4 months, after 0 payments of ₹0. Status: Failed. Register it again."
        ],
    );
    check(
        |sip| {
            (sip.success_count, sip.success_amount) = (Some(1), Some(rupees(5_500)));
            sip.sip_days = Some("5,15,25".into());
            sip.latest_success_order_date = Some(day("2025-12-15"));
            sip.has_current_mandate = Some(false);
        },
        expect![
            "10.00 16500.00 [3 2025-12-25 1 1 no_mandate] Nothing has gone through for 1 month, after 1 payment of ₹5,500. Status: Failed. Register it again."
        ],
    );
}
