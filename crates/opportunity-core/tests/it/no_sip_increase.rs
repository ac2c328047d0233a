//! A step-up was agreed, and a whole period has passed in which none was made.

use expect_test::expect;
use opportunity_core::{AmountRun, Kind, Paise, Percent, Period, Policy, SipRecord, Status};

use crate::support::{day, paying, policy, rupees, said_of_sip, step_up};

const KIND: Kind = Kind::NoSipIncrease;

/// ₹2,000 since 2023-07-30 and never a step of the 10% a year: two fell due.
fn missed() -> SipRecord {
    let mut record = SipRecord {
        amount: rupees(2_000),
        start_date: Some(day("2023-07-30")),
        first_success_order_date: Some(day("2023-08-10")),
        latest_success_order_date: Some(day("2026-01-10")),
        success_count: Some(30),
        success_amount: Some(rupees(60_000)),
        ..paying()
    };
    step_up(&mut record, "10% 1Y");
    record
}

/// ₹2,000 since `start`, never raised, with 10% agreed every six months.
fn never_since(start: &str) -> SipRecord {
    let mut record =
        SipRecord { start_date: Some(day(start)), first_success_order_date: None, ..missed() };
    record.increment_period = Period::parse("6M");
    record
}

fn said(record: &SipRecord, as_of: &str, policy: &Policy) -> String {
    said_of_sip(KIND, record, day(as_of), policy)
}

fn check(why: &str, record: &SipRecord, expected: &str) {
    let said = said(record, "2026-01-30", &Policy::default());
    // Risk and worth, or the reason for silence.
    let brief = said.split(" [").next().unwrap();
    assert_eq!(brief, expected, "{why}");
}

#[test]
fn who_is_asked_at_all() {
    type Change = fn(&mut SipRecord);
    let speaks = "5.00 200.00";
    let rows: [(&str, Change, &str); 20] = [
        ("as it is", |_| {}, speaks),
        ("active is not said", |sip| sip.is_active = None, speaks),
        ("active", |sip| sip.is_active = Some(true), speaks),
        ("not active", |sip| sip.is_active = Some(false), "not_active"),
        ("not deleted", |sip| sip.deleted = Some(false), speaks),
        ("deleted", |sip| sip.deleted = Some(true), "deleted"),
        ("ends today", |sip| sip.end_date = Some(day("2026-01-30")), speaks),
        ("ended yesterday", |sip| sip.end_date = Some(day("2026-01-29")), "ended"),
        ("in progress", |sip| sip.status = Status::InProgress, speaks),
        ("failed", |sip| sip.status = Status::Failed, "not_running"),
        ("paused", |sip| sip.status = Status::Paused, "not_running"),
        ("unknown", |sip| sip.status = Status::Unknown, "not_running"),
        ("some other word", |sip| sip.status = Status::Other("success".into()), "not_running"),
        ("no mandate", |sip| sip.has_current_mandate = Some(false), speaks),
        ("stepper off", |sip| sip.stepper_enabled = Some(false), speaks),
        ("no step-up", |sip| sip.increment_percentage = None, "no_step_up"),
        (
            "a step-up of zero",
            |sip| sip.increment_percentage = Some(Percent::from_hundredths(0)),
            "no_step_up",
        ),
        (
            "an amount for want of a percentage",
            |sip| {
                sip.increment_percentage = Some(Percent::from_hundredths(0));
                sip.increment_amount = Some(rupees(300));
            },
            "5.00 300.00",
        ),
        ("no period", |sip| sip.increment_period = None, "no_period"),
        ("never paid", |sip| sip.latest_success_order_date = None, "nothing_paid"),
    ];
    for (why, change, expected) in rows {
        let mut record = missed();
        change(&mut record);
        check(why, &record, expected);
    }
}

#[test]
fn twelve_months_are_enough_and_eleven_are_not() {
    check("twelve months to the day", &never_since("2025-01-30"), "2.00 200.00");
    check("a day less", &never_since("2025-01-31"), "too_recent");

    let record = never_since("2025-02-28");
    for (min_months, expected) in [
        (1, "1.83 200.00"),
        (11, "1.83 200.00"),
        (12, "too_recent"),
        (i64::from(u32::MAX) + 1, "too_recent"),
    ] {
        let said = said(&record, "2026-01-30", &policy(KIND, "min_months", min_months));
        assert_eq!(said.split(" [").next().unwrap(), expected, "min_months {min_months}");
    }
}

#[test]
fn a_whole_period_has_to_lie_before_the_latest_payment() {
    let yearly =
        |start: &str| SipRecord { increment_period: Period::parse("1Y"), ..never_since(start) };
    check("on the day of the payment", &yearly("2025-01-10"), "2.00 200.00");
    check("a day later", &yearly("2025-01-11"), "no_period_passed");

    // A later date brings months, not periods: a step shows when it is paid.
    assert_eq!(said(&yearly("2025-01-11"), "2030-01-30", &Policy::default()), "no_period_passed");
}

#[test]
fn a_later_date_moves_the_months_and_the_end() {
    let mut record = missed();
    record.end_date = Some(day("2026-07-30"));
    for (as_of, expected) in [
        ("2026-01-30", "5.00"),
        ("2026-07-29", "5.83"),
        ("2026-07-30", "6.00"),
        ("2026-07-31", "ended"),
    ] {
        let said = said(&record, as_of, &Policy::default());
        assert_eq!(said.split(' ').next().unwrap(), expected, "as of {as_of}");
    }
}

#[test]
fn risk_is_a_sixth_of_the_months_and_ten_at_most() {
    for (start, risk) in [
        ("2025-01-30", "2.00"),
        ("2024-12-30", "2.17"),
        ("2024-11-30", "2.33"),
        ("2024-10-30", "2.50"),
        ("2021-02-28", "9.83"),
        ("2021-01-30", "10.00"),
        ("2020-12-30", "10.00"),
        ("2015-01-30", "10.00"),
    ] {
        let said = said(&never_since(start), "2026-01-30", &Policy::default());
        assert_eq!(said.split(' ').next().unwrap(), risk, "{start}");
    }
}

#[test]
fn only_what_is_proven_is_left_where_that_is_asked() {
    let proven = policy(KIND, "confidence", 1);
    let brief = |record: &SipRecord| {
        said(record, "2026-01-30", &proven).split(" [").next().unwrap().to_owned()
    };
    assert_eq!(brief(&missed()), "5.00 200.00");
    let likely = SipRecord {
        success_amount: Some(rupees(29 * 2_000)),
        success_count: Some(29),
        failed_amount: Some(rupees(2_000)),
        ..missed()
    };
    assert_eq!(brief(&likely), "5.00 200.00");
    // Of two schemes a debit may have gone through in part: only the months tell.
    let in_part = SipRecord {
        success_count: Some(30),
        success_amount: Some(rupees(29 * 2_000)),
        scheme_name: vec!["Fund A (G)".into(), "Fund B (G)".into()],
        ..likely
    };
    assert_eq!(brief(&in_part), "not_proven");
    check("likely is enough by default", &in_part, "5.00 200.00");
}

#[test]
fn it_is_worth_one_step_of_the_monthly_amount() {
    let check = |amount: Paise, words: &str, num_days: u32, worth: &str| {
        let mut record = never_since("2023-07-30");
        record.increment_percentage = None;
        step_up(&mut record, words);
        (record.amount, record.num_days) = (amount, Some(num_days));
        record.success_amount = Some(amount.times(30));
        let said = said(&record, "2026-01-30", &Policy::default());
        assert_eq!(said.split(' ').nth(1).unwrap(), worth, "{amount} {words} {num_days}");
    };
    check(rupees(5_500), "10% 1Y", 1, "550.00");
    check(rupees(5_500), "10% 1Y", 3, "1650.00");
    check(rupees(5_500), "₹500 1Y", 2, "1000.00");
    check(rupees(2_000), "100% 1Y", 1, "2000.00");
    check(rupees(2_000), "250% 1Y", 1, "5000.00");
    // Rounded half up to the paisa, then multiplied.
    check(Paise::new(101), "50% 1Y", 3, "1.53");
    check(Paise::new(100_101), "12.5% 1Y", 1, "125.13");
}

#[test]
fn what_a_partner_reads() {
    let said = |record: &SipRecord| said(record, "2026-01-30", &Policy::default());
    expect!["5.00 200.00 [proven none 2 0 0 30 none none] Client hasn't increased SIP for 30 months. Expected 2 increments based on 1Y period since July 30, 2023, 0 made."].assert_eq(&said(&missed()));
    let once = SipRecord { increment_period: Period::parse("12M"), ..never_since("2025-01-05") };
    expect!["2.00 200.00 [proven none 1 0 0 12 none none] Client hasn't increased SIP for 12 months. Expected 1 increment based on 12M period since January 5, 2025, 0 made."].assert_eq(&said(&once));
    // Two years at ₹2,000, then ₹2,200.
    let stepped = SipRecord {
        amount: rupees(2_200),
        start_date: Some(day("2022-01-05")),
        first_success_order_date: Some(day("2022-01-05")),
        latest_success_order_date: Some(day("2026-01-05")),
        success_count: Some(49),
        success_amount: Some(rupees(24 * 2_000 + 25 * 2_200)),
        ..missed()
    };
    expect!["4.00 220.00 [likely between 2 0 1 24 2024-01-05 2024-01-05] Client seems not to have increased SIP for 24 months. Expected 2 increments based on 1Y period since January 5, 2024, 0 made. Ask first."].assert_eq(&said(&stepped));

    let record = SipRecord { success_count: None, success_amount: None, ..missed() };
    let seen = AmountRun {
        as_of: day("2024-12-31"),
        to: day("2026-01-30"),
        amount: rupees(2_000),
        success_count: None,
        success_amount: None,
        failed_amount: None,
    };
    let history = [seen];
    let facts = record.facts(&history, day("2026-01-30"));
    let findings = facts.findings(day("2026-01-30"), &Policy::default()).unwrap();
    expect!["Client hasn't increased SIP for at least 12 months. Expected 1 increment based on 1Y period since December 31, 2024, 0 made."].assert_eq(&findings[0].outcome.as_ref().unwrap().description);
}
