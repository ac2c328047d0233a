//! Records of every kind, as a reader leaves them.

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};
use opportunity_core::{Paise, Percent, Period, PeriodUnit, SipRecord, Status};
use proptest::prelude::*;
use sip_export::Field;

use crate::support::{export_with, only, shown};

/// Whether a value is read as it is written.
fn is_kept(key: &str, text: &str) -> bool {
    let json = serde_json::to_string(text).unwrap();
    let field = Field::ALL.into_iter().find(|field| field.key() == key).unwrap();
    only(&export_with(key, &json)).is_ok_and(|record| shown(&field.get(&record)) == text)
}

/// As a reader leaves it: nothing around it, no NUL, and not nothing.
fn text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "House",
        "घर 🏠",
        "a \"b\" \\ /",
        "tab\tand\nline",
        "\u{1}\u{1f}\u{7f}",
        "[]",
        "nullable",
        "0",
        "1,035",
        "{}",
    ]);
    let random = "[^\0]{0,12}".prop_map(|text| text.trim().to_owned());
    prop_oneof![words.prop_map(str::to_owned), random]
        .prop_filter("a text as it is kept", |text| is_kept("goal_name", text))
}

fn id() -> impl Strategy<Value = String> {
    let digits = "[0-9]{1,9}";
    let letters = text().prop_filter("an id as it is kept", |id| is_kept("user_id", id));
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

fn days() -> impl Strategy<Value = String> {
    let days = prop::collection::btree_set(1u32..=31, 1..5);
    days.prop_map(|days| {
        let days: Vec<String> = days.into_iter().map(|day| day.to_string()).collect();
        days.join(",")
    })
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

/// Any record that an export can hold.
pub(crate) fn record() -> impl Strategy<Value = SipRecord> {
    use prop::option::of;
    let ids = (of(id()), id(), id(), of(id()), of(id()), of(id()), id());
    let texts = (of(days()), of(text()), of(text()), of(text()), of(text()));
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
    let counts = (of(0u32..=31), of(count()), of(period()));
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
