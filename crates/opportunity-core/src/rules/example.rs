//! The invented SIP that the documentation speaks of.

use alloc::borrow::ToOwned;
use alloc::vec;

use chrono::NaiveDate;

use crate::agreement::{Percent, Period, PeriodUnit};
use crate::money::Paise;
use crate::sip::{SipRecord, Status};

/// The date that the examples of rules are of.
pub const EXAMPLE_AS_OF: NaiveDate = NaiveDate::from_ymd_opt(2026, 1, 30).unwrap();

/// A SIP of ₹5,500 that never grew, though 10% a year were agreed. A rule's example changes of it
/// what the rule is about.
#[must_use]
pub fn example_record() -> SipRecord {
    SipRecord {
        sip_meta_id: "135".to_owned(),
        user_id: "u-135".to_owned(),
        agent_id: "4220".to_owned(),
        agent_external_id: Some("ag_godavari4220".to_owned()),
        amount: Paise::from_rupees(5_500),
        scheme_name: vec!["Godavari Flexi Cap Fund (G)".to_owned()],
        start_date: NaiveDate::from_ymd_opt(2023, 1, 5),
        first_success_order_date: NaiveDate::from_ymd_opt(2023, 1, 5),
        latest_success_order_date: NaiveDate::from_ymd_opt(2026, 1, 5),
        success_count: Some(37),
        success_amount: Some(Paise::from_rupees(37 * 5_500)),
        increment_percentage: Some(Percent::from_hundredths(10_00)),
        increment_period: Period::new(1, PeriodUnit::Years),
        status: Status::Success,
        ..SipRecord::default()
    }
}
