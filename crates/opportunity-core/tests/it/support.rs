//! Short ways to say a SIP.

use chrono::NaiveDate;
use opportunity_core::{Paise, Percent, Period, SipRecord, Status};

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text} is no date"))
}

pub(crate) fn rupees(amount: i64) -> Paise {
    Paise::from_rupees(amount)
}

/// A SIP that pays: ₹5,000 a month since 2023, no step-up agreed, nothing failed.
pub(crate) fn paying() -> SipRecord {
    SipRecord {
        sip_meta_id: "1".into(),
        user_id: "asha".into(),
        agent_id: "4220".into(),
        amount: rupees(5_000),
        scheme_name: vec!["Fund A (G)".into()],
        start_date: Some(day("2023-01-05")),
        first_success_order_date: Some(day("2023-01-05")),
        latest_success_order_date: Some(day("2026-01-05")),
        status: Status::Success,
        ..SipRecord::default()
    }
}

/// Reads `10% 1Y` or `₹500 6M` into the record.
pub(crate) fn step_up(record: &mut SipRecord, words: &str) {
    let (size, period) = words.split_once(' ').expect("size and period");
    match size.strip_suffix('%') {
        Some(percent) => {
            let hundredths = (percent.parse::<f64>().expect("a percentage") * 100.0).round();
            record.increment_percentage = Some(Percent(hundredths as i64));
        }
        None => {
            let amount = size.trim_start_matches('₹').parse().expect("rupees");
            record.increment_amount = Some(rupees(amount));
        }
    }
    record.increment_period = Some(Period::parse(period).expect("a period"));
}
