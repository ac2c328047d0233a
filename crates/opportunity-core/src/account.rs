//! A client account: the SIPs of one client under one agent.

use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::digest::{BadFacts, SipDigest};
use crate::finding::{self, About, AccountFindings, SipFindings};
use crate::money::Paise;
use crate::policy::Policy;
use crate::sip::{SipFacts, external_id_of};

/// The SIPs of one client under one agent, one at least.
///
/// ```
/// # use opportunity_core::{ClientAccount, Kind, Paise, Policy, SipRecord};
/// # let as_of = "2026-01-30".parse()?;
/// let quiet = SipRecord {
///     sip_meta_id: "135".into(),
///     user_id: "anita".into(),
///     agent_id: "4220".into(),
///     amount: Paise::from_rupees(5_000),
///     success_amount: Some(Paise::from_rupees(150_000)),
///     latest_success_order_date: "2025-10-27".parse().ok(),
///     ..SipRecord::default()
/// };
/// let account = ClientAccount::new(&[quiet.facts(&[], as_of)])?;
/// let said = account.findings(as_of, &Policy::default());
/// let call = said.findings[0].outcome.as_ref().expect("95 days are more than 60");
/// assert_eq!((call.kind, call.days_since_activity), (Kind::HighValueInactive, Some(95)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ClientAccount<'a> {
    facts: Vec<SipFacts<'a>>,
    digests: Vec<SipDigest>,
}

impl<'a> ClientAccount<'a> {
    /// The account that holds these SIPs; their order is kept.
    ///
    /// # Errors
    /// [`BadFacts`]: those of [`SipDigest::new`], [`BadFacts::NoSips`] for none at all,
    /// [`BadFacts::SipTwice`], and [`BadFacts::SeveralAccounts`] where they are not of one client
    /// under one agent.
    pub fn new(sips: &[SipFacts<'a>]) -> Result<Self, BadFacts> {
        let first = sips.first().ok_or(BadFacts::NoSips)?;
        let owner = (first.user_id, first.agent_id);
        if sips.iter().any(|sip| (sip.user_id, sip.agent_id) != owner) {
            return Err(BadFacts::SeveralAccounts);
        }
        let mut ids: Vec<&str> = sips.iter().map(|sip| sip.sip_meta_id).collect();
        ids.sort_unstable();
        if ids.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(BadFacts::SipTwice);
        }
        let digests = sips.iter().map(SipDigest::new).collect::<Result<_, _>>()?;
        Ok(Self { facts: sips.to_vec(), digests })
    }

    /// What every rule says of the account and of each of its SIPs, or why it is silent. The agent's
    /// external id is that of the first SIP that has one.
    #[must_use]
    pub fn findings(&self, as_of: NaiveDate, policy: &Policy) -> AccountFindings<'a> {
        let first = &self.facts[0];
        let known = self.facts.iter().find_map(|sip| sip.agent_external_id);
        let agent_external_id = external_id_of(first.agent_id, known);
        let about = About { sip_meta_id: None, agent_external_id, ..About::sip(first) };
        let sips = self.facts.iter().zip(&self.digests).map(|(facts, digest)| SipFindings {
            sip_meta_id: facts.sip_meta_id,
            findings: finding::of_sip(digest, facts.status, About::sip(facts), as_of, policy),
        });
        let account = AccountDigest::new(&self.digests);
        AccountFindings {
            user_id: about.user_id,
            agent_id: about.agent_id,
            agent_external_id: about.agent_external_id,
            findings: finding::of_account(account, about, as_of, policy),
            sips: sips.collect(),
        }
    }
}

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
