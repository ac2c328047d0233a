//! Which debits fall due, and which of them are missing.

use opportunity_core::{Detail, Kind, Opportunity, Policy, SipRecord, Status};

use crate::support::{day, paying};

/// A SIP with these debit days, paid last on `latest`; the book and its record are of one date.
fn sip(days: &str, latest: &str) -> SipRecord {
    SipRecord {
        sip_days: (!days.is_empty()).then(|| days.to_owned()),
        latest_success_order_date: (!latest.is_empty()).then(|| day(latest)),
        has_current_mandate: Some(false),
        status: Status::Failed,
        success_count: None,
        ..paying()
    }
}

/// `2 since 2025-12-05`; `none, next 2026-02-05` where none is missing; `silent` where nobody can
/// tell.
fn missing(record: &SipRecord, record_as_of: &str) -> String {
    let date = day(record_as_of);
    let findings = record.facts(&[], date).findings(date, &Policy::default()).unwrap();
    let speaks = |kind| {
        let finding = findings.iter().find(|finding| finding.kind == kind)?;
        finding.outcome.as_ref().ok()
    };
    let of = |call: &Opportunity<'_>, name: &str| match call
        .details
        .iter()
        .find(|(own, _)| *own == name)
        .unwrap()
        .1
    {
        Detail::Count(count) => count.to_string(),
        Detail::Date(date) => date.to_string(),
        other => panic!("{other:?}"),
    };
    let missed = [Kind::MissedDebits, Kind::StoppedSips, Kind::NeverStarted];
    match (missed.into_iter().find_map(speaks), speaks(Kind::LostMandates)) {
        (Some(call), None) => {
            format!("{} since {}", of(call, "missed_debits"), of(call, "missed_since"))
        }
        (None, Some(call)) => format!("none, next {}", of(call, "next_debit_on")),
        (None, None) => "silent".to_owned(),
        (Some(_), Some(_)) => panic!("a mandate is lost before debits are missed, or after"),
    }
}

fn check(days: &str, latest: &str, record_as_of: &str, expected: &str) {
    let said = missing(&sip(days, latest), record_as_of);
    assert_eq!(said, expected, "days {days}, paid {latest}, record of {record_as_of}");
}

#[test]
fn a_debit_is_missing_when_it_is_not_told_of_within_a_week() {
    check("5", "2025-12-05", "2026-01-11", "none, next 2026-02-05");
    check("5", "2025-12-05", "2026-01-12", "1 since 2026-01-05");
    check("5", "2025-11-05", "2026-01-11", "1 since 2025-12-05");
    check("5", "2025-11-05", "2026-01-12", "2 since 2025-12-05");
    check("5", "2025-10-05", "2026-01-30", "3 since 2025-11-05");
    // The day of the payment is not due again, and the day after is.
    check("5", "2026-01-05", "2026-01-30", "none, next 2026-02-05");
    check("5", "2026-01-04", "2026-01-30", "1 since 2026-01-05");
    check("5", "2026-01-06", "2026-01-30", "none, next 2026-02-05");
}

#[test]
fn a_day_past_the_end_of_a_month_falls_on_its_last() {
    let ends = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for day in [29, 30, 31] {
        for (month, end) in (1..).zip(ends) {
            let due = format!("2025-{month:02}-{:02}", day.min(end));
            let before = format!("2025-{month:02}-{:02}", day.min(end) - 1);
            check(&day.to_string(), &before, "2026-01-10", &expected(&due));
            check(&day.to_string(), &due, "2026-01-10", &after(day, month, &ends));
        }
    }
    check("29", "2024-02-28", "2024-03-20", "1 since 2024-02-29");
    check("30", "2024-02-28", "2024-03-20", "1 since 2024-02-29");
    check("31", "2023-02-27", "2023-03-20", "1 since 2023-02-28");
    check("31", "2023-02-28", "2023-03-20", "none, next 2023-03-31");
}

/// What is missing from a day of 2025 on, by the end of that year.
fn expected(due: &str) -> String {
    let month: u32 = due[5..7].parse().unwrap();
    format!("{} since {due}", 13 - month)
}

/// What is missing after the debit of a month was paid.
fn after(debit_day: u32, month: u32, ends: &[u32; 12]) -> String {
    if month == 12 {
        return format!("none, next 2026-01-{debit_day}");
    }
    let next = debit_day.min(ends[month as usize]);
    format!("{} since 2025-{:02}-{next:02}", 12 - month, month + 1)
}

#[test]
fn several_days_a_month_are_as_many_debits() {
    check("1,15", "2026-01-01", "2026-01-21", "none, next 2026-02-01");
    check("1,15", "2026-01-01", "2026-01-22", "1 since 2026-01-15");
    check("1,15", "2025-12-15", "2026-01-30", "2 since 2026-01-01");
    check("15,1", "2025-12-15", "2026-01-30", "2 since 2026-01-01");
    check("5,10,15,20", "2025-12-20", "2026-01-30", "4 since 2026-01-05");
    // Two that fall on one day are one debit.
    check("29,30,31", "2025-02-27", "2025-03-20", "1 since 2025-02-28");
    check("29,30,31", "2025-03-28", "2025-04-20", "3 since 2025-03-29");
    check("30,31", "2025-04-29", "2025-05-20", "1 since 2025-04-30");
}

#[test]
fn days_are_read_whatever_stands_between_them() {
    for days in ["1,15", "1;15", "1 / 15", "[1, 15]", "01,15", "1,0,15", "1,1,15"] {
        check(days, "2025-12-15", "2026-01-30", "2 since 2026-01-01");
    }
    check("45", "2025-12-31", "2026-02-10", "1 since 2026-01-31");
}

#[test]
fn without_days_that_of_the_latest_payment_counts_else_that_of_the_start() {
    for days in ["", "0", "none"] {
        check(days, "2025-12-07", "2026-01-30", "1 since 2026-01-07");
        check(days, "2025-10-31", "2025-12-20", "1 since 2025-11-30");
    }
    let never = SipRecord { start_date: Some(day("2025-12-09")), ..sip("", "") };
    assert_eq!(missing(&never, "2026-01-30"), "2 since 2025-12-09");
    let nowhere = SipRecord { start_date: None, ..sip("", "") };
    assert_eq!(missing(&nowhere, "2026-01-30"), "silent");
}

#[test]
fn what_was_never_paid_falls_due_from_the_start_on() {
    let starts = |start: &str| SipRecord { start_date: Some(day(start)), ..sip("5", "") };
    let check = |record: SipRecord, expected: &str| {
        assert_eq!(missing(&record, "2026-01-30"), expected, "{:?}", record.start_date);
    };
    check(starts("2026-01-05"), "1 since 2026-01-05");
    check(starts("2026-01-06"), "none, next 2026-02-05");
    check(starts("2026-02-05"), "none, next 2026-02-05");
    check(starts("2026-02-06"), "none, next 2026-03-05");
    check(SipRecord { success_count: Some(0), ..starts("2026-01-05") }, "1 since 2026-01-05");
    check(SipRecord { success_count: Some(3), ..starts("2026-01-05") }, "silent");
    check(SipRecord { start_date: None, ..sip("5", "") }, "silent");
    // Past its end nothing falls due.
    let ends = |end: &str| SipRecord { end_date: Some(day(end)), ..starts("2026-02-01") };
    check(ends("2026-02-05"), "none, next 2026-02-05");
    check(ends("2026-02-04"), "silent");
}

#[test]
fn one_debit_may_still_be_under_way() {
    let under_way = |latest: &str| SipRecord { status: Status::InProgress, ..sip("5", latest) };
    for (latest, expected) in [
        ("2026-01-05", "none, next 2026-02-05"),
        ("2025-12-05", "none, next 2026-02-05"),
        ("2025-11-05", "1 since 2025-12-05"),
        ("2025-10-05", "2 since 2025-11-05"),
        ("2025-09-05", "3 since 2025-10-05"),
    ] {
        assert_eq!(missing(&under_way(latest), "2026-01-30"), expected, "{latest}");
    }
}

#[test]
fn a_pause_takes_debits_out() {
    let paused = |from: &str, till: &str| SipRecord {
        paused_from: Some(day(from)),
        paused_till: Some(day(till)),
        ..sip("5", "2025-09-05")
    };
    let check = |from: &str, till: &str, expected: &str| {
        assert_eq!(missing(&paused(from, till), "2026-01-30"), expected, "{from} to {till}");
    };
    check("2025-09-06", "2025-09-30", "4 since 2025-10-05");
    check("2025-10-05", "2025-10-05", "3 since 2025-11-05");
    check("2025-10-06", "2025-11-04", "4 since 2025-10-05");
    check("2025-10-06", "2025-11-05", "3 since 2025-10-05");
    check("2025-10-01", "2026-01-29", "none, next 2026-02-05");
    check("2026-02-01", "2026-03-04", "4 since 2025-10-05");
    // Upside down it is no pause.
    check("2025-12-31", "2025-10-01", "4 since 2025-10-05");
    // On the record's date it is paused: it is not debited.
    check("2025-10-01", "2026-01-30", "silent");
    check("2026-01-30", "2026-03-01", "silent");
    let open = SipRecord { paused_till: None, ..paused("2025-10-01", "2026-01-30") };
    assert_eq!(missing(&open, "2026-01-30"), "4 since 2025-10-05");
    let status = SipRecord { status: Status::Paused, ..sip("5", "2025-09-05") };
    assert_eq!(missing(&status, "2026-01-30"), "silent");
    // The next debit lies behind a pause that is to come.
    let later = SipRecord {
        latest_success_order_date: Some(day("2026-01-05")),
        ..paused("2026-02-01", "2026-03-05")
    };
    assert_eq!(missing(&later, "2026-01-30"), "none, next 2026-04-05");
}

#[test]
fn what_an_old_record_does_not_show_is_not_missed() {
    let record = sip("5", "2025-11-05");
    let facts = record.facts(&[], day("2025-11-30"));
    let findings = facts.findings(day("2026-05-30"), &Policy::default()).unwrap();
    let spoken: Vec<Kind> =
        findings.iter().filter(|said| said.outcome.is_ok()).map(|said| said.kind).collect();
    assert_eq!(spoken, [Kind::LostMandates]);
}

#[test]
fn a_very_long_time_is_counted_as_far_as_it_can_be() {
    check("1,2,3,4,5,6,7,8,9,10", "1900-01-01", "2200-12-31", "36119 since 1900-01-02");
    let days: Vec<String> = (1..=28).map(|day| day.to_string()).collect();
    check(&days.join(","), "1900-01-01", "2200-12-31", "65535 since 1900-01-02");
}

#[test]
fn the_ends_of_the_calendar_are_no_trouble() {
    use chrono::NaiveDate;
    for date in [NaiveDate::MIN, NaiveDate::MAX] {
        for paid in [None, Some(NaiveDate::MIN), Some(NaiveDate::MAX)] {
            let record = SipRecord {
                start_date: Some(NaiveDate::MIN),
                latest_success_order_date: paid,
                paused_from: Some(NaiveDate::MIN),
                paused_till: Some(NaiveDate::MIN),
                ..sip("31", "")
            };
            assert!(record.facts(&[], date).findings(date, &Policy::default()).is_ok());
        }
    }
}
