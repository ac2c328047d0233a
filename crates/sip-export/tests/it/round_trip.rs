//! What is written is what is read.

use chrono::NaiveDate;
use expect_test::expect;
use opportunity_core::{Paise, Percent, Period, SipRecord};
use proptest::prelude::*;
use sip_export::{Entry, ExportWriter, Field, date_in_words};

use crate::records::record;
use crate::support::entries;

fn written(records: &[SipRecord]) -> Vec<u8> {
    let mut writer = ExportWriter::new(Vec::new()).unwrap();
    for record in records {
        writer.write(record).unwrap();
    }
    writer.finish().unwrap()
}

fn read(file: &[u8]) -> Vec<SipRecord> {
    let sips = entries(file, None).into_iter().map(|entry| match entry {
        Entry::Good(good) => good.sip,
        other => panic!("{other:?}"),
    });
    sips.collect()
}

#[test]
fn a_record_is_written_as_the_warehouse_words_it() {
    let record = SipRecord {
        event_date: NaiveDate::from_ymd_opt(2026, 1, 12).unwrap().and_hms_opt(0, 5, 0),
        inserted_at: NaiveDate::from_ymd_opt(2026, 1, 12).unwrap().and_hms_opt(20, 49, 0),
        sip_meta_id: "104431".into(),
        user_id: "104431".into(),
        agent_id: "4220".into(),
        agent_external_id: Some("ag_1,2".into()),
        amount: Paise::new(151_750),
        success_amount: Some(Paise::new(28_300_000)),
        failed_amount: Some(Paise::new(5)),
        increment_percentage: Some(Percent::from_hundredths(1_250)),
        increment_period: Period::parse("1Y"),
        success_count: Some(1_056),
        start_date: NaiveDate::from_ymd_opt(2026, 1, 5),
        scheme_name: vec!["Fund A (G)".into(), "Fund B".into()],
        goal_name: Some("a \"big\"\thouse".into()),
        is_active: Some(true),
        deleted: Some(false),
        ..SipRecord::default()
    };
    expect![[r#"
        [
        {"inserted_at":"January 12, 2026, 8:49 PM","event_date":"January 12, 2026, 12:05 AM","created_at":"","sip_meta_date":"","sip_meta_month":"","uid":"","sip_meta_id":"104,431","user_id":"104431","goal_id":"","sip_days":"","num_days":"","amount":"1,517.5","scheme_name":"[Fund A (G), Fund B]","goal_name":"a \"big\"\u0009house","start_date":"January 5, 2026","end_date":"","paused_from":"","paused_till":"","paused_reason":"","increment_percentage":"12.5","increment_amount":"","increment_period":"1Y","is_active":"true","sip_sales_status":"","had_mandate_at_creation":"","has_current_mandate":"","mandate_tracking_status":"","mandate_confirmed_date":"","stepper_enabled":"","first_order_nav_allocated_at":"","first_success_order_date":"","latest_success_order_date":"","first_success_order_month":"","latest_success_order_month":"","success_amount":"283,000","pending_amount":"","failed_amount":"0.05","in_progress_amount":"","paused_amount":"","success_count":"1,056","currentSipStatus":"Unknown","agent_external_id":"ag_1,2","member_id":"","agent_id":"4,220","deleted":"false"}
        ]
    "#]]
    .assert_eq(&String::from_utf8(written(&[record])).unwrap());
}

#[test]
fn no_records_make_an_empty_array() {
    assert_eq!(read(&written(&[])), []);
}

#[test]
fn every_key_of_the_export_is_known_once() {
    let mut keys: Vec<&str> = Field::ALL.iter().map(|field| field.key()).collect();
    assert_eq!(keys.len(), 45);
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 45);
}

#[test]
fn dates_are_worded_as_people_word_them() {
    for (date, words) in [
        ("2026-01-05", "January 5, 2026"),
        ("2024-02-29", "February 29, 2024"),
        ("1900-12-31", "December 31, 1900"),
    ] {
        assert_eq!(date_in_words(date.parse().unwrap()), words);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_record_written_is_read_back(records in prop::collection::vec(record(), 0..4)) {
        prop_assert_eq!(read(&written(&records)), records);
    }

    #[test]
    fn what_is_read_back_is_written_alike(record in record()) {
        let once = written(&[record]);
        prop_assert_eq!(&written(&read(&once)), &once);
    }
}
