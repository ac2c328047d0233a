//! Debits failed.

use expect_test::expect;
use opportunity_core::{Kind, Paise, Policy, SipRecord, Status};

use crate::support::{day, paying, policy, rupees, said_of_sip};

const KIND: Kind = Kind::FailedSips;

fn failed(failed: Paise, success: Paise) -> SipRecord {
    SipRecord { failed_amount: Some(failed), success_amount: Some(success), ..paying() }
}

fn said(record: &SipRecord, policy: &Policy) -> String {
    said_of_sip(KIND, record, day("2026-01-30"), policy)
}

fn brief(said: &str) -> &str {
    said.split("] ").next().unwrap()
}

#[test]
fn five_thousand_rupees_are_enough_and_a_paisa_less_is_not() {
    let least = |paise| policy(KIND, "min_failed_amount", paise);
    let speaks = "10.00";
    for (paise, policy, expected) in [
        (500_000, Policy::default(), speaks),
        (499_999, Policy::default(), "too_little"),
        (499_999, least(499_999), speaks),
        (499_999, least(500_000), "too_little"),
        (1, least(0), speaks),
        (1, least(1), speaks),
        (1, least(2), "too_little"),
        (0, least(0), "nothing_failed"),
        (0, Policy::default(), "nothing_failed"),
    ] {
        let said = said(&failed(Paise::new(paise), Paise::ZERO), &policy);
        assert_eq!(said.split(' ').next().unwrap(), expected, "{paise} paise");
    }
    let never = SipRecord { failed_amount: None, ..paying() };
    assert_eq!(said(&never, &least(0)), "nothing_failed");
}

#[test]
fn only_deleted_sips_are_left_alone() {
    type Change = fn(&mut SipRecord);
    let speaks = "5.00 5000.00 [50.0% recover_missed";
    let rows: [(&str, Change, &str); 9] = [
        ("as it is", |_| {}, speaks),
        ("deleted", |sip| sip.deleted = Some(true), "deleted"),
        ("not deleted", |sip| sip.deleted = Some(false), speaks),
        ("not active", |sip| sip.is_active = Some(false), speaks),
        ("ended yesterday", |sip| sip.end_date = Some(day("2026-01-29")), speaks),
        ("paused", |sip| sip.status = Status::Paused, "5.00 5000.00 [50.0% resume"),
        ("unknown", |sip| sip.status = Status::Unknown, "5.00 5000.00 [50.0% ask_status"),
        ("never paid on a known date", |sip| sip.latest_success_order_date = None, speaks),
        ("no step-up, no dates", |sip| sip.start_date = None, speaks),
    ];
    for (why, change, expected) in rows {
        let mut record = failed(rupees(5_000), rupees(5_000));
        change(&mut record);
        assert_eq!(brief(&said(&record, &Policy::default())), expected, "{why}");
    }
}

#[test]
fn risk_and_rate_are_shares_of_all_that_was_due_half_up() {
    let least = policy(KIND, "min_failed_amount", 0);
    let check = |failed_paise, success_paise, expected: &str| {
        let said = said(&failed(Paise::new(failed_paise), Paise::new(success_paise)), &least);
        let words: Vec<&str> = said.split(' ').collect();
        let numbers = format!("{} {}", words[0], words[2].trim_start_matches('['));
        assert_eq!(numbers, expected, "{failed_paise} failed, {success_paise} went through");
    };
    check(500_000, 0, "10.00 100.0%");
    check(1, 1, "5.00 50.0%");
    check(1, 2, "3.33 33.3%");
    check(2, 1, "6.67 66.7%");
    // 0.05% is 0.1%, and a risk of 0.005 is 0.01.
    check(500_000, 999_500_000, "0.01 0.1%");
    check(500_000, 999_500_001, "0.00 0.0%");
    check(1, 7, "1.25 12.5%");
    check(1, 799, "0.01 0.1%");
    check(999_999_999_999_999, 1, "10.00 100.0%");
    check(999_999_999_999_999, 999_999_999_999_999, "5.00 50.0%");
}

#[test]
fn an_amount_that_went_through_and_is_absent_is_none() {
    let record = SipRecord { success_amount: None, ..failed(rupees(5_000), rupees(0)) };
    assert_eq!(brief(&said(&record, &Policy::default())), "10.00 5000.00 [100.0% recover_missed");
}

#[test]
fn the_action_is_the_mandate_first_then_the_last_debit() {
    for (mandate, status, action) in [
        (Some(false), Status::Failed, "renew_mandate"),
        (Some(false), Status::Success, "renew_mandate"),
        (Some(false), Status::Unknown, "renew_mandate"),
        (Some(true), Status::Failed, "resolve_payment"),
        (None, Status::Failed, "resolve_payment"),
        (Some(true), Status::Success, "recover_missed"),
        (None, Status::Success, "recover_missed"),
        (None, Status::InProgress, "recover_missed"),
        (Some(false), Status::Paused, "renew_mandate"),
        (None, Status::Paused, "resume"),
        (None, Status::Unknown, "ask_status"),
        (None, Status::Other("failed".into()), "ask_status"),
    ] {
        let record = SipRecord {
            has_current_mandate: mandate,
            status: status.clone(),
            ..failed(rupees(5_000), rupees(5_000))
        };
        let expected = format!("5.00 5000.00 [50.0% {action}");
        assert_eq!(brief(&said(&record, &Policy::default())), expected, "{mandate:?} {status:?}");
    }
}

#[test]
fn what_a_partner_reads() {
    let record = failed(rupees(123_000), rupees(205_000));
    let check = |change: fn(&mut SipRecord), expected: expect_test::Expect| {
        let mut record = record.clone();
        change(&mut record);
        expected.assert_eq(&said(&record, &Policy::default()));
    };
    check(
        |_| {},
        expect![
            "3.75 123000.00 [37.5% recover_missed] Failed amount: ₹1,23,000 (37.5% failure rate). Status: Success. Debits go through again: recover the missed instalments."
        ],
    );
    check(
        |sip| sip.status = Status::Failed,
        expect![
            "3.75 123000.00 [37.5% resolve_payment] Failed amount: ₹1,23,000 (37.5% failure rate). Status: Failed. The last debit failed: resolve the payment issue."
        ],
    );
    check(
        |sip| sip.status = Status::Paused,
        expect![
            "3.75 123000.00 [37.5% resume] Failed amount: ₹1,23,000 (37.5% failure rate). Status: Paused. The SIP is paused: ask when it resumes."
        ],
    );
    check(
        |sip| sip.status = Status::Other("On Hold".into()),
        expect![
            "3.75 123000.00 [37.5% ask_status] Failed amount: ₹1,23,000 (37.5% failure rate). Status: On Hold. What became of the last debit is not known: ask."
        ],
    );
    check(
        |sip| {
            sip.has_current_mandate = Some(false);
            sip.status = Status::Other("On Hold".into());
        },
        expect![
            "3.75 123000.00 [37.5% renew_mandate] Failed amount: ₹1,23,000 (37.5% failure rate). Status: On Hold. There is no current mandate: renew it."
        ],
    );
    check(
        |sip| {
            sip.status = Status::InProgress;
            (sip.failed_amount, sip.success_amount) = (Some(Paise::new(500_050)), None);
        },
        expect![
            "10.00 5000.50 [100.0% recover_missed] Failed amount: ₹5,001 (100.0% failure rate). Status: In Progress. Debits go through again: recover the missed instalments."
        ],
    );
}
