//! Which SIPs are debited, and which of them run well.

use chrono::NaiveDate;

use crate::digest::SipDigest;
use crate::silence::Silence;

/// Silent about a SIP that is not debited: one that is not live, or is paused.
pub(super) fn check_debited(sip: &SipDigest, as_of: NaiveDate) -> Result<(), Silence> {
    sip.check_live(as_of)?;
    if sip.is_paused() { Err(Silence::Paused) } else { Ok(()) }
}

/// Silent also about one whose newest debit neither went through nor is under way.
pub(super) fn check_running(sip: &SipDigest, as_of: NaiveDate) -> Result<(), Silence> {
    check_debited(sip, as_of)?;
    if sip.standing().is_running() { Ok(()) } else { Err(Silence::NotRunning) }
}
