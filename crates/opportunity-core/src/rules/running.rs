//! Which SIPs run well.

use chrono::NaiveDate;

use crate::digest::SipDigest;
use crate::silence::Silence;

/// Silent about a SIP that is not live, is paused, or whose newest debit did not go through.
pub(super) fn check_running(sip: &SipDigest, as_of: NaiveDate) -> Result<(), Silence> {
    sip.check_live(as_of)?;
    if sip.is_paused() {
        Err(Silence::Paused)
    } else if sip.standing().is_running() {
        Ok(())
    } else {
        Err(Silence::NotRunning)
    }
}
