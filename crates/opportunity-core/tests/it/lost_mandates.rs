//! There is no mandate, and the next debit will fail for it.

use expect_test::{Expect, expect};
use opportunity_core::{Kind, Policy, SipRecord, Status};

use crate::support::{day, paying, said_of_sip};

const KIND: Kind = Kind::LostMandates;

/// ₹5,000 on the 5th, the next debit in six days.
fn lost() -> SipRecord {
    SipRecord { has_current_mandate: Some(false), ..paying() }
}

fn said(record: &SipRecord) -> String {
    said_of_sip(KIND, record, day("2026-01-30"), &Policy::default())
}

#[test]
fn who_is_told_of() {
    type Change = fn(&mut SipRecord);
    let speaks = "8.80 5000.00";
    let rows: [(&str, Change, &str); 14] = [
        ("as it is", |_| {}, speaks),
        ("a mandate", |sip| sip.has_current_mandate = Some(true), "has_mandate"),
        ("nothing is said", |sip| sip.has_current_mandate = None, "has_mandate"),
        ("deleted", |sip| sip.deleted = Some(true), "deleted"),
        ("not active", |sip| sip.is_active = Some(false), "not_active"),
        ("paused", |sip| sip.status = Status::Paused, "paused"),
        ("failed", |sip| sip.status = Status::Failed, speaks),
        (
            "a debit missing",
            |sip| sip.latest_success_order_date = Some(day("2025-12-05")),
            "debit_missed",
        ),
        ("ends before", |sip| sip.end_date = Some(day("2026-02-04")), "nothing_falls_due"),
        ("ends with it", |sip| sip.end_date = Some(day("2026-02-05")), speaks),
        ("tomorrow", |sip| sip.sip_days = Some("31".into()), "9.80 5000.00"),
        (
            "in fifty days",
            |sip| {
                sip.start_date = Some(day("2026-03-21"));
                sip.latest_success_order_date = None;
            },
            "0.00 5000.00",
        ),
        (
            "nobody knows when",
            |sip| (sip.latest_success_order_date, sip.start_date) = (None, None),
            "debit_missed",
        ),
        ("two days a month", |sip| sip.num_days = Some(2), "8.80 10000.00"),
    ];
    for (why, change, expected) in rows {
        let mut record = lost();
        change(&mut record);
        assert_eq!(said(&record).split(" [").next().unwrap(), expected, "{why}");
    }
}

#[test]
fn a_debit_that_lies_back_by_now_is_as_urgent_as_can_be() {
    let record = lost();
    let facts = record.facts(&[], day("2026-01-30"));
    for (as_of, risk) in [("2026-02-04", "9.80"), ("2026-02-05", "10.00"), ("2026-06-01", "10.00")]
    {
        let findings = facts.findings(day(as_of), &Policy::default()).unwrap();
        let call = findings.iter().find(|finding| finding.kind == KIND).unwrap();
        assert_eq!(call.outcome.as_ref().unwrap().risk_score.to_string(), risk, "{as_of}");
    }
}

#[test]
fn what_a_partner_reads() {
    let check = |record: &SipRecord, expected: Expect| expected.assert_eq(&said(record));
    check(
        &lost(),
        expect![
            "8.80 5000.00 [2026-02-05] There is no mandate for ₹5,000 a month: the debit of February 5, 2026 will fail. Renew it."
        ],
    );
}
