//! A client account by itself, without a book.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::account::AccountDigest;
use crate::bad_facts::{BadFacts, SipTwice};
use crate::facts::SipFacts;
use crate::finding::{self, About, AccountFindings, SipFindings};
use crate::policy::Policy;
use crate::record_words::RecordWords;
use crate::sip::external_id_of;
use crate::sip_table::{SipTable, WorkedOut};
use crate::twice::{given_twice, hash};

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
    table: SipTable,
}

impl<'a> ClientAccount<'a> {
    /// The account that holds these SIPs, in this order.
    ///
    /// # Errors
    /// [`BadFacts`]: those of [`SipFacts::findings`], [`BadFacts::NoSips`] for none at all,
    /// [`BadFacts::SipTwice`], and [`BadFacts::SeveralAccounts`] where they are not of one client
    /// under one agent.
    pub fn new(sips: &[SipFacts<'a>]) -> Result<Self, BadFacts> {
        let first = sips.first().ok_or(BadFacts::NoSips)?;
        let owner = (first.user_id, first.agent_id);
        if sips.iter().any(|sip| (sip.user_id, sip.agent_id) != owner) {
            return Err(BadFacts::SeveralAccounts);
        }
        let ids = sips.iter().map(|sip| sip.sip_meta_id);
        let hashes: Vec<u64> = ids.clone().map(hash).collect();
        if let Some(sip_meta_id) = given_twice(ids, &hashes, 0) {
            return Err(SipTwice { sip_meta_id: sip_meta_id.to_owned() }.into());
        }
        let worked_out = sips.iter().map(WorkedOut::of).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { facts: sips.to_vec(), table: SipTable::of(&worked_out) })
    }

    /// What every rule says of the account and of each of its SIPs, or why it is silent. The agent's
    /// external id is that of the first SIP that has one.
    #[must_use]
    pub fn findings(&self, as_of: NaiveDate, policy: &Policy) -> AccountFindings<'a> {
        let first = &self.facts[0];
        let known = self.facts.iter().find_map(|sip| sip.agent_external_id);
        let agent_external_id = external_id_of(first.agent_id, known);
        let about = About { sip_meta_id: None, agent_external_id, ..About::sip(first) };
        let sips = self.facts.iter().enumerate().map(|(row, facts)| {
            let (sip, words) = (self.table.sip(row), RecordWords::of(facts));
            SipFindings {
                sip_meta_id: facts.sip_meta_id,
                verdict: finding::verdict(sip, as_of, policy),
                findings: finding::of_sip(sip, words, About::sip(facts), as_of, policy),
            }
        });
        let account = AccountDigest::new(self.table.digests());
        AccountFindings {
            user_id: about.user_id,
            agent_id: about.agent_id,
            agent_external_id: about.agent_external_id,
            findings: finding::of_account(account, about, as_of, policy),
            sips: sips.collect(),
        }
    }
}
