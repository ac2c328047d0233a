use expect_test::expect;
use opportunity_core::{Paise, SipRecord, Status};
use proptest::prelude::*;
use sample_book::{BookDateError, SampleBook};
use sip_export::{Entry, ExportReader, ReadOptions};

use crate::support::{as_of, book, bytes, day};

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_others() {
    assert_eq!(bytes(&book(1, 500)), bytes(&book(1, 500)));
    assert_ne!(bytes(&book(1, 500)), bytes(&book(2, 500)));
}

#[test]
fn what_is_written_is_read_back_as_it_was() {
    for book in [book(3, 5_000), book(3, 5_000).on(day("2026-03-15")).unwrap()] {
        let written: Vec<SipRecord> = book.records().collect();
        let file = bytes(&book);
        let read: Vec<SipRecord> = ExportReader::new(&file[..], None, ReadOptions::default())
            .unwrap()
            .map(|entry| match entry.unwrap() {
                Entry::Good(located) => located.sip,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(read, written);
    }
}

#[test]
fn a_record_has_the_exports_shape() {
    let file = String::from_utf8(bytes(&book(1, 1))).unwrap();
    expect![[r#"
        [
        {"inserted_at":"January 30, 2026, 8:31 PM",
        "event_date":"November 8, 2023, 5:09 AM",
        "created_at":"April 8, 2023, 5:03 AM",
        "sip_meta_date":"April 8, 2023",
        "sip_meta_month":"April 1, 2023",
        "uid":"1,001",
        "sip_meta_id":"1,001",
        "user_id":"71680ce3-3578-48c0-b732-ee8ec4743e43",
        "goal_id":"11,001",
        "sip_days":"5",
        "num_days":"1",
        "amount":"10,000",
        "scheme_name":"[Satpura Index Nifty 50 (G)]",
        "goal_name":"Individual Fund(s)",
        "start_date":"June 2, 2023",
        "end_date":"June 2, 2033",
        "paused_from":"",
        "paused_till":"",
        "paused_reason":"",
        "increment_percentage":"10",
        "increment_amount":"0",
        "increment_period":"1Y",
        "is_active":"true",
        "sip_sales_status":"validSales",
        "had_mandate_at_creation":"true",
        "has_current_mandate":"false",
        "mandate_tracking_status":"Already Confirmed",
        "mandate_confirmed_date":"",
        "stepper_enabled":"true",
        "first_order_nav_allocated_at":"May 5, 2023",
        "first_success_order_date":"May 5, 2023",
        "latest_success_order_date":"August 5, 2023",
        "first_success_order_month":"May 1, 2023",
        "latest_success_order_month":"August 1, 2023",
        "success_amount":"40,000",
        "pending_amount":"0",
        "failed_amount":"30,000",
        "in_progress_amount":"0",
        "paused_amount":"0",
        "success_count":"4",
        "currentSipStatus":"Failed",
        "agent_external_id":"ag_Zmoz9y2N1PsA6HvHkzKgxx",
        "member_id":"01JHGS5856GPCN21MY4RP205FC",
        "agent_id":"10,128",
        "deleted":"false"}
        ]
    "#]]
    .assert_eq(&file.replace(",\"", ",\n\""));
}

#[test]
fn dates_belong_together() {
    for sip in book(4, 5_000).records() {
        let (event, inserted) = (sip.event_date.unwrap(), sip.inserted_at.unwrap());
        assert!(event <= inserted, "{sip:?}");
        assert_eq!(inserted.date(), as_of(), "{sip:?}");
        assert!(sip.created_at.is_none_or(|created| created <= event), "{sip:?}");
        assert!(sip.latest_success_order_date.is_none_or(|latest| latest <= as_of()), "{sip:?}");
        assert!(sip.first_success_order_date <= sip.latest_success_order_date, "{sip:?}");
    }
}

#[test]
fn totals_belong_to_the_state() {
    for sip in book(5, 5_000).records() {
        if let Some(count) = sip.success_count {
            assert_eq!(count > 0, sip.first_success_order_date.is_some(), "{sip:?}");
        }
        if sip.status == Status::Paused {
            assert!(sip.paused_from.is_some() && sip.is_active == Some(false), "{sip:?}");
        }
        let newest_debit = match sip.status {
            Status::Success => sip.success_amount,
            Status::Failed => sip.failed_amount,
            Status::InProgress => sip.in_progress_amount,
            Status::Paused => sip.paused_amount,
            Status::Unknown | Status::Other(_) => continue,
        };
        assert!(newest_debit.is_none_or(Paise::is_positive), "{sip:?}");
    }
}

#[test]
fn every_state_occurs() {
    let sips: Vec<SipRecord> = book(5, 5_000).records().collect();
    for status in ["Success", "Failed", "In Progress", "Paused", "Unknown"] {
        let found = sips.iter().filter(|sip| sip.status.as_str() == status).count();
        assert!(found >= 5, "{status}: {found}");
    }
    let unassigned = sips.iter().filter(|sip| sip.agent_id == "0");
    for sip in unassigned {
        assert_eq!((&sip.agent_external_id, &sip.member_id), (&None, &None));
    }
}

#[test]
fn a_book_is_of_a_date_that_an_export_can_hold() {
    let far = day("9999-12-31");
    assert_eq!(SampleBook::new(1, 1, far).err(), Some(BookDateError::OutOfRange(far)));
    assert_eq!(book(1, 1).on(far).err(), Some(BookDateError::OutOfRange(far)));
    let not_later = BookDateError::NotLater { as_of: as_of(), later: as_of() };
    assert_eq!(book(1, 1).on(as_of()).err(), Some(not_later));
    let not_earlier = BookDateError::NotEarlier { as_of: as_of(), earlier: as_of() };
    assert_eq!(book(1, 1).before(as_of()).err(), Some(not_earlier));
    let long_ago = day("1949-12-31");
    assert_eq!(book(1, 1).before(long_ago).err(), Some(BookDateError::OutOfRange(long_ago)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_book_is_readable(seed: u64, sips in 0_u64..60, days in 0_i64..73_000) {
        let as_of = day("1950-01-01") + chrono::TimeDelta::days(days);
        let book = SampleBook::new(seed, sips, as_of).unwrap();
        let file = bytes(&book);
        let entries = ExportReader::new(&file[..], None, ReadOptions::default()).unwrap();
        let good = entries.filter(|entry| matches!(entry, Ok(Entry::Good(_)))).count();
        prop_assert_eq!(good as u64, sips);
    }
}
