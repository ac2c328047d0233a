//! A client account as the rules see it: the SIPs of one client under one agent.

use chrono::NaiveDate;

use crate::digest::SipDigest;
use crate::money::Paise;

/// A client account as the rules see it. Deleted SIPs count for nothing.
#[derive(Clone, Copy, Debug)]
pub struct AccountDigest<'a> {
    sips: &'a [SipDigest],
}

impl<'a> AccountDigest<'a> {
    /// The account that holds these SIPs.
    #[must_use]
    pub const fn new(sips: &'a [SipDigest]) -> Self {
        Self { sips }
    }

    fn sips(self) -> impl Iterator<Item = &'a SipDigest> {
        self.sips.iter().filter(|sip| !sip.is_deleted())
    }

    /// Whether it has no SIP.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.sips().next().is_none()
    }

    /// How many SIPs it has.
    #[must_use]
    pub fn sip_count(self) -> u32 {
        u32::try_from(self.sips().count()).unwrap_or(u32::MAX)
    }

    /// Lifetime money invested through all of them.
    #[must_use]
    pub fn total_invested(self) -> Paise {
        self.sips().map(SipDigest::total_invested).sum()
    }

    /// The newest debit of any of them that went through.
    #[must_use]
    pub fn latest_success(self) -> Option<NaiveDate> {
        self.sips().filter_map(SipDigest::latest_success).max()
    }

    /// What the live SIPs invest a month, or all of them where none is live.
    #[must_use]
    pub fn monthly_amount(self, as_of: NaiveDate) -> Paise {
        let mut all = Paise::ZERO;
        let mut live = None;
        for sip in self.sips() {
            let monthly = sip.monthly_amount();
            all += monthly;
            if sip.is_live(as_of) {
                live = Some(live.unwrap_or_default() + monthly);
            }
        }
        live.unwrap_or(all)
    }

    /// The date of the oldest of its records.
    #[must_use]
    pub fn record_as_of(self) -> Option<NaiveDate> {
        self.sips().map(SipDigest::record_as_of).min()
    }
}
