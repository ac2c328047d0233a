//! An agreed step-up fell due and was not made.

use chrono::NaiveDate;
use expect_test::expect;
use opportunity_core::{Kind, Paise, Percent, Period, Policy, SipRecord, Status};

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

/// ₹2,000 since `start`, its totals unknown, paid last on 2026-01-10.
fn running_since(start: &str, period: &str) -> SipRecord {
    let mut record = SipRecord {
        start_date: Some(day(start)),
        first_success_order_date: None,
        success_count: None,
        success_amount: None,
        ..missed()
    };
    record.increment_period = Period::parse(period);
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
    check("twelve months to the day", &running_since("2025-01-30", "6M"), "2.00 200.00");
    check("a day less", &running_since("2025-01-31", "6M"), "too_recent");

    let record = running_since("2025-02-28", "6M");
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
fn months_are_counted_from_the_last_increase() {
    // ₹3,300 for thirteen months, ₹3,000 before.
    let mut record = SipRecord {
        amount: rupees(3_300),
        start_date: Some(day("2022-01-05")),
        first_success_order_date: None,
        latest_success_order_date: Some(day("2026-01-05")),
        success_count: Some(49),
        success_amount: Some(rupees(49 * 3_000 + 13 * 300)),
        ..missed()
    };
    check("the newest of 13 payments a year ago", &record, "2.00 330.00");
    record.success_amount = Some(rupees(49 * 3_000 + 12 * 300));
    check("of 12", &record, "too_recent");
    record.success_count = Some(37);
    record.success_amount = Some(rupees(37 * 3_000 + 13 * 300));
    record.start_date = Some(day("2024-01-06"));
    check("the one step that fell due was made", &record, "nothing_missed");
}

#[test]
fn a_step_is_missed_once_it_fell_due_before_the_latest_payment() {
    check("on the day of the payment", &running_since("2025-01-10", "1Y"), "2.00 200.00");
    check("a day later", &running_since("2025-01-11", "1Y"), "nothing_missed");

    // A later date brings months, not steps: none shows before it is paid.
    let record = running_since("2025-01-11", "1Y");
    assert_eq!(said(&record, "2030-01-30", &Policy::default()), "nothing_missed");
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
    let since = |months: u32| crate::naive::plus_months(day("2020-01-30"), 72 - months);
    for (months, risk) in [
        (12, "2.00"),
        (13, "2.17"),
        (14, "2.33"),
        (15, "2.50"),
        (59, "9.83"),
        (60, "10.00"),
        (61, "10.00"),
        (72, "10.00"),
    ] {
        let start: NaiveDate = since(months);
        let said = said(&running_since(&start.to_string(), "6M"), "2026-01-30", &Policy::default());
        assert_eq!(said.split(' ').next().unwrap(), risk, "{months} months");
    }
}

#[test]
fn it_is_worth_one_step_of_the_monthly_amount() {
    let check = |amount: Paise, words: &str, num_days: u32, worth: &str| {
        let mut record = running_since("2023-07-30", "1Y");
        record.increment_percentage = None;
        step_up(&mut record, words);
        (record.amount, record.num_days) = (amount, Some(num_days));
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
    let seen = |period: &str, start: &str| said(&running_since(start, period));
    expect!["5.00 200.00 [2 0 30 none payments] Client hasn't increased SIP for 30 months. Expected 2 increments based on 1Y period, 0 made."].assert_eq(&said(&missed()));
    expect!["3.00 200.00 [2 0 18 none assumed] Client hasn't increased SIP for 18 months. Expected 2 increments based on 6M period, 0 made."].assert_eq(&seen("6M", "2024-07-30"));
    expect!["2.00 200.00 [1 0 12 none assumed] Client hasn't increased SIP for 12 months. Expected 1 increments based on 12M period, 0 made."].assert_eq(&seen("12M", "2025-01-05"));

    let stepped = SipRecord {
        amount: rupees(3_300),
        start_date: Some(day("2022-01-05")),
        first_success_order_date: None,
        latest_success_order_date: Some(day("2026-01-05")),
        success_count: Some(49),
        success_amount: Some(rupees(49 * 3_000 + 19 * 300)),
        ..missed()
    };
    expect!["3.00 330.00 [4 1 18 2024-07-05 payments] Client hasn't increased SIP for 18 months. Expected 4 increments based on 1Y period, 1 made."].assert_eq(&said(&stepped));
}
