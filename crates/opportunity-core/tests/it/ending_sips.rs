//! A SIP that runs well ends soon.

use expect_test::{Expect, expect};
use opportunity_core::{Kind, Policy, SipRecord, Status};

use crate::support::{day, paying, policy, rupees, said_of_sip};

const KIND: Kind = Kind::EndingSips;

fn ends(on: &str) -> SipRecord {
    SipRecord {
        amount: rupees(5_500),
        end_date: Some(day(on)),
        success_count: Some(36),
        success_amount: Some(rupees(198_000)),
        ..paying()
    }
}

fn said(record: &SipRecord, policy: &Policy) -> String {
    said_of_sip(KIND, record, day("2026-01-30"), policy)
}

#[test]
fn days_left_decide_and_make_the_risk() {
    for (end, expected) in [
        ("2026-01-29", "ended"),
        ("2026-01-30", "10.00 5500.00"),
        ("2026-01-31", "9.97 5500.00"),
        ("2026-02-14", "9.50 5500.00"),
        ("2026-03-01", "9.00 5500.00"),
        ("2026-04-30", "7.00 5500.00"),
        ("2026-05-01", "ends_later"),
    ] {
        let said = said(&ends(end), &Policy::default());
        assert_eq!(said.split(" [").next().unwrap(), expected, "{end}");
    }
    let brief = |end: &str, most: i64| {
        let said = said(&ends(end), &policy(KIND, "max_days_left", most));
        said.split(" [").next().unwrap().to_owned()
    };
    assert_eq!(brief("2026-01-31", 1), "9.97 5500.00");
    assert_eq!(brief("2026-02-01", 1), "ends_later");
    assert_eq!(brief("2026-11-25", 400), "0.03 5500.00");
    assert_eq!(brief("2026-11-26", 400), "0.00 5500.00");
    assert_eq!(brief("2027-03-06", 400), "0.00 5500.00");
    assert_eq!(brief("2027-03-07", 400), "ends_later");
}

#[test]
fn who_is_told_of() {
    type Change = fn(&mut SipRecord);
    let speaks = "8.87 5500.00";
    let rows: [(&str, Change, &str); 9] = [
        ("as it is", |_| {}, speaks),
        ("under way", |sip| sip.status = Status::InProgress, speaks),
        ("failed", |sip| sip.status = Status::Failed, "not_running"),
        ("paused", |sip| sip.status = Status::Paused, "paused"),
        ("deleted", |sip| sip.deleted = Some(true), "deleted"),
        ("not active", |sip| sip.is_active = Some(false), "not_active"),
        ("no end", |sip| sip.end_date = None, "no_end"),
        ("never paid", |sip| sip.latest_success_order_date = None, speaks),
        ("a step-up agreed", |sip| sip.increment_amount = Some(rupees(500)), speaks),
    ];
    for (why, change, expected) in rows {
        let mut record = ends("2026-03-05");
        change(&mut record);
        let said = said(&record, &Policy::default());
        assert_eq!(said.split(" [").next().unwrap(), expected, "{why}");
    }
}

#[test]
fn what_a_partner_reads() {
    let check = |end: &str, change: fn(&mut SipRecord), expected: Expect| {
        let mut record = ends(end);
        change(&mut record);
        expected.assert_eq(&said(&record, &Policy::default()));
    };
    check(
        "2026-03-05",
        |_| {},
        expect![
            "8.87 5500.00 [2026-03-05 34 36] Ends on March 5, 2026, in 34 days, after 36 payments of ₹1,98,000. Ask for a renewal."
        ],
    );
    check(
        "2026-01-30",
        |_| {},
        expect![
            "10.00 5500.00 [2026-01-30 0 36] Ends on January 30, 2026, today, after 36 payments of ₹1,98,000. Ask for a renewal."
        ],
    );
    check(
        "2026-01-31",
        |sip| sip.success_count = Some(1),
        expect![
            "9.97 5500.00 [2026-01-31 1 1] Ends on January 31, 2026, in 1 day, after 1 payment of ₹1,98,000. Ask for a renewal."
        ],
    );
    check(
        "2026-03-05",
        |sip| sip.success_count = None,
        expect![
            "8.87 5500.00 [2026-03-05 34 none] Ends on March 5, 2026, in 34 days, after payments of ₹1,98,000. Ask for a renewal."
        ],
    );
    check(
        "2026-03-05",
        |sip| (sip.success_count, sip.success_amount) = (Some(0), None),
        expect![
            "8.87 5500.00 [2026-03-05 34 0] Ends on March 5, 2026, in 34 days, after 0 payments of ₹0. Ask for a renewal."
        ],
    );
}
