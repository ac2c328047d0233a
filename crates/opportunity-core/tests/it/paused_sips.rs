//! The SIP is paused.

use expect_test::{Expect, expect};
use opportunity_core::{Kind, Policy, SipRecord, Status};

use crate::support::{day, paying, policy, said_of_sip};

const KIND: Kind = Kind::PausedSips;

/// Paused for 47 days, and not active.
fn paused() -> SipRecord {
    SipRecord {
        is_active: Some(false),
        paused_from: Some(day("2025-12-14")),
        status: Status::Paused,
        ..paying()
    }
}

fn said(record: &SipRecord, as_of: &str, policy: &Policy) -> String {
    let date = day("2026-01-30");
    let facts = record.facts(&[], date);
    if as_of == "2026-01-30" {
        return said_of_sip(KIND, record, date, policy);
    }
    let findings = facts.findings(day(as_of), policy).unwrap();
    let finding = findings.iter().find(|finding| finding.kind == KIND).unwrap();
    finding.outcome.as_ref().map_or_else(
        |silence| silence.to_string(),
        |call| format!("{} {}", call.risk_score, call.description),
    )
}

#[test]
fn who_is_told_of() {
    type Change = fn(&mut SipRecord);
    let speaks = "10.00 5000.00";
    let rows: [(&str, Change, &str); 12] = [
        ("as it is", |_| {}, speaks),
        ("active", |sip| sip.is_active = Some(true), speaks),
        ("deleted", |sip| sip.deleted = Some(true), "deleted"),
        ("ended yesterday", |sip| sip.end_date = Some(day("2026-01-29")), "ended"),
        ("no beginning", |sip| sip.paused_from = None, "not_paused"),
        ("another status", |sip| sip.status = Status::Success, "not_paused"),
        (
            "another status, until today",
            |sip| {
                sip.status = Status::Success;
                sip.paused_till = Some(day("2026-01-30"));
            },
            speaks,
        ),
        (
            "another status, until yesterday",
            |sip| {
                sip.status = Status::Success;
                sip.paused_till = Some(day("2026-01-29"));
            },
            "not_paused",
        ),
        ("for 30 days", |sip| sip.paused_from = Some(day("2025-12-31")), speaks),
        ("for 29 days", |sip| sip.paused_from = Some(day("2026-01-01")), "too_recent"),
        ("to come", |sip| sip.paused_from = Some(day("2026-02-01")), "too_recent"),
        ("for a year", |sip| sip.paused_from = Some(day("2025-01-30")), "1.00 5000.00"),
    ];
    for (why, change, expected) in rows {
        let mut record = paused();
        change(&mut record);
        let said = said(&record, "2026-01-30", &Policy::default());
        assert_eq!(said.split(" [").next().unwrap(), expected, "{why}");
    }
}

#[test]
fn days_and_risk_go_on_with_the_date() {
    let check = |as_of: &str, expected: &str| {
        let said = said(&paused(), as_of, &Policy::default());
        assert_eq!(said.split(" Paused for").next().unwrap(), expected, "{as_of}");
    };
    check("2026-03-13", "10.00");
    check("2026-03-14", "9.00");
    check("2026-11-14", "1.00");
    check("2030-01-01", "1.00");
    let longer = policy(KIND, "min_paused_days", 48);
    assert_eq!(said(&paused(), "2026-01-30", &longer), "too_recent");
    assert!(said(&paused(), "2026-01-31", &longer).starts_with("10.00"));
}

#[test]
fn what_a_partner_reads() {
    let check = |change: fn(&mut SipRecord), expected: Expect| {
        let mut record = paused();
        change(&mut record);
        let least = policy(KIND, "min_paused_days", 1);
        expected.assert_eq(&said(&record, "2026-01-30", &least));
    };
    check(
        |_| {},
        expect![
            "10.00 5000.00 [2025-12-14 47 none none] Paused for 47 days, since December 14, 2025. Ask when it resumes."
        ],
    );
    check(
        |sip| {
            sip.paused_till = Some(day("2026-03-14"));
            sip.paused_reason = Some("Moving house".into());
        },
        expect![[
            r#"10.00 5000.00 [2025-12-14 47 2026-03-14 "Moving house"] Paused for 47 days, since December 14, 2025. It is to resume on March 14, 2026: confirm."#
        ]],
    );
    check(
        |sip| sip.paused_till = Some(day("2026-01-30")),
        expect![
            "10.00 5000.00 [2025-12-14 47 2026-01-30 none] Paused for 47 days, since December 14, 2025. It is to resume on January 30, 2026: confirm."
        ],
    );
    check(
        |sip| sip.paused_till = Some(day("2026-01-14")),
        expect![
            "10.00 5000.00 [2025-12-14 47 2026-01-14 none] Paused for 47 days, since December 14, 2025. It was to resume on January 14, 2026: ask."
        ],
    );
    check(
        |sip| sip.paused_from = Some(day("2026-01-29")),
        expect![
            "10.00 5000.00 [2026-01-29 1 none none] Paused for 1 day, since January 29, 2026. Ask when it resumes."
        ],
    );
}
