//! What is written is what is read.

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};
use expect_test::expect;
use opportunity_core::{Paise, Percent, Period, PeriodUnit, SipRecord, Status};
use proptest::prelude::*;
use sip_export::{Entry, ExportWriter, Field, date_in_words, plain_id};

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
        Entry::Bad(bad) => panic!("{bad:?}"),
    });
    sips.collect()
}

/// As a reader leaves it: no space around it, no NUL, and not empty.
fn text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "House",
        "घर 🏠",
        "a \"b\" \\ /",
        "tab\tand\nline",
        "\u{1}\u{1f}\u{7f}",
        "[]",
        "null",
        "0",
        "1,035",
        "{}",
    ]);
    let random = "[^\0]{0,12}".prop_map(|text| text.trim().to_owned());
    prop_oneof![words.prop_map(str::to_owned), random]
        .prop_filter("something", |text| !text.is_empty())
}

fn id() -> impl Strategy<Value = String> {
    let digits = "[0-9]{1,9}";
    let letters = text().prop_filter("an id as it is kept", |id| plain_id(id) == id.as_str());
    prop_oneof![digits.prop_map(String::from), letters]
}

fn date() -> impl Strategy<Value = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
    (0u64..=109_937).prop_map(move |days| first + Days::new(days))
}

/// The export tells no seconds.
fn time() -> impl Strategy<Value = NaiveDateTime> {
    (date(), 0i64..24 * 60).prop_map(|(date, minutes)| {
        date.and_hms_opt(0, 0, 0).unwrap() + TimeDelta::minutes(minutes)
    })
}

fn money() -> impl Strategy<Value = Paise> {
    prop_oneof![0i64..=100_000, 0i64..=999_999_999_999_999].prop_map(Paise::new)
}

fn count() -> impl Strategy<Value = u32> {
    prop_oneof![0u32..=2_000, 0u32..=2_147_483_647]
}

fn scheme() -> impl Strategy<Value = String> {
    let bracketed = "[A-Za-z]{1,8}( [A-Za-z]{1,8})?( \\([A-Z]{1,3}(, [A-Z(]{1,3}\\))?\\))?";
    bracketed.prop_map(|name| {
        // As many brackets closed as opened.
        let open = name.matches('(').count();
        let closed = name.matches(')').count();
        name + &")".repeat(open.saturating_sub(closed))
    })
}

fn period() -> impl Strategy<Value = Period> {
    (1u32.., any::<bool>()).prop_map(|(count, years)| {
        Period::new(count, if years { PeriodUnit::Years } else { PeriodUnit::Months }).unwrap()
    })
}

fn record() -> impl Strategy<Value = SipRecord> {
    use prop::option::of;
    let ids = (of(id()), id(), id(), of(id()), of(id()), of(id()), id());
    let texts = (of(text()), of(text()), of(text()), of(text()), of(text()));
    let status = text().prop_map(|word| Status::from(word.as_str()));
    let known = prop::sample::select(vec![
        Status::Success,
        Status::Failed,
        Status::InProgress,
        Status::Paused,
        Status::Unknown,
    ]);
    let status = prop_oneof![known, status];
    let schemes = prop::collection::vec(scheme(), 0..4);
    let times = (of(time()), of(time()), of(time()));
    let dates = prop::collection::vec(of(date()), 12);
    let amounts = (prop::collection::vec(of(money()), 6), money(), of(money()));
    let counts = (of(count()), of(count()), of(period()));
    let truths = prop::collection::vec(of(any::<bool>()), 5);
    (ids, texts, (status, schemes), times, dates, amounts, counts, truths).prop_map(
        |(ids, texts, (status, scheme_name), times, dates, amounts, counts, truths)| SipRecord {
            inserted_at: times.0,
            event_date: times.1,
            created_at: times.2,
            sip_meta_date: dates[0],
            sip_meta_month: dates[1],
            uid: ids.0,
            sip_meta_id: ids.1,
            user_id: ids.2,
            goal_id: ids.3,
            sip_days: texts.0,
            num_days: counts.0,
            amount: amounts.1.max(Paise::new(1)),
            scheme_name,
            goal_name: texts.1,
            start_date: dates[2],
            end_date: dates[3],
            paused_from: dates[4],
            paused_till: dates[5],
            paused_reason: texts.2,
            increment_percentage: amounts
                .2
                .map(|hundredths| Percent::from_hundredths(hundredths.paise() as u64)),
            increment_amount: amounts.0[0],
            increment_period: counts.2,
            is_active: truths[0],
            sip_sales_status: texts.3,
            had_mandate_at_creation: truths[1],
            has_current_mandate: truths[2],
            mandate_tracking_status: texts.4,
            mandate_confirmed_date: dates[6],
            stepper_enabled: truths[3],
            first_order_nav_allocated_at: dates[7],
            first_success_order_date: dates[8],
            latest_success_order_date: dates[9],
            first_success_order_month: dates[10],
            latest_success_order_month: dates[11],
            success_amount: amounts.0[1],
            pending_amount: amounts.0[2],
            failed_amount: amounts.0[3],
            in_progress_amount: amounts.0[4],
            paused_amount: amounts.0[5],
            success_count: counts.1,
            status,
            agent_external_id: ids.4,
            member_id: ids.5,
            agent_id: ids.6,
            deleted: truths[4],
        },
    )
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
