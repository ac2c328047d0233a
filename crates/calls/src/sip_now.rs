//! What a record says of whatever would show that a reason was mended.

use chrono::NaiveDate;
use opportunity_core::{Paise, SipDigest};

/// What a record says of whatever would show that a reason was mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SipNow {
    /// Active and not ended.
    pub is_live: bool,
    /// Active, ended or not.
    pub is_active: bool,
    /// Its end date has passed.
    pub has_ended: bool,
    /// Paused on its record's date.
    pub is_paused: bool,
    /// There is no mandate.
    pub lacks_mandate: bool,
    /// A step-up was agreed.
    pub has_step_up: bool,
    /// Today's instalment.
    pub instalment: Paise,
    /// The newest debit that went through.
    pub latest_success: Option<NaiveDate>,
    /// Its last day.
    pub end_date: Option<NaiveDate>,
    /// Debits that are missing; none where nobody can tell.
    pub missed_debits: Option<u32>,
}

impl SipNow {
    /// What a digest says on a date.
    #[must_use]
    pub fn of(sip: &SipDigest, as_of: NaiveDate) -> Self {
        Self {
            is_live: sip.is_live(as_of),
            is_active: sip.is_active(),
            has_ended: sip.has_ended(as_of),
            is_paused: sip.is_paused(),
            lacks_mandate: sip.lacks_mandate(),
            has_step_up: sip.has_step_up(),
            instalment: sip.instalment(),
            latest_success: sip.latest_success(),
            end_date: sip.end_date(),
            missed_debits: sip.missed_debits(),
        }
    }
}
