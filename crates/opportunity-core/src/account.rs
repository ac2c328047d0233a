//! A client account as the rules see it: the SIPs of one client under one agent.

use chrono::NaiveDate;

use crate::digest::SipDigest;
use crate::money::Paise;

/// A client account as the rules see it. Deleted SIPs count for nothing.
#[derive(Clone, Copy, Debug)]
pub struct AccountDigest<'a> {
    sips: &'a [SipDigest],
    totals: AccountTotals,
}

/// What tells most accounts apart, worked out once: a book has these of every client.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AccountTotals {
    /// The largest number stands for all that 64 bits do not hold.
    invested_paise: i64,
    latest_success: Option<NaiveDate>,
}

impl AccountTotals {
    pub(crate) fn of(sips: &[SipDigest]) -> Self {
        let counted = || sips.iter().filter(|sip| !sip.is_deleted());
        let invested: Paise = counted().map(SipDigest::total_invested).sum();
        Self {
            invested_paise: i64::try_from(invested.0).unwrap_or(i64::MAX),
            latest_success: counted().filter_map(SipDigest::latest_success).max(),
        }
    }
}

impl<'a> AccountDigest<'a> {
    /// The account that holds these SIPs.
    #[must_use]
    pub fn new(sips: &'a [SipDigest]) -> Self {
        Self::with_totals(sips, AccountTotals::of(sips))
    }

    /// The account that holds these SIPs, of which these are the totals.
    pub(crate) const fn with_totals(sips: &'a [SipDigest], totals: AccountTotals) -> Self {
        Self { sips, totals }
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
        match self.totals.invested_paise {
            i64::MAX => self.sips().map(SipDigest::total_invested).sum(),
            paise => Paise::new(paise),
        }
    }

    /// The newest debit of any of them that went through.
    #[must_use]
    pub fn latest_success(self) -> Option<NaiveDate> {
        self.totals.latest_success
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
