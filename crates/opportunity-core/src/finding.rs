//! What the rules say of one SIP, of one client account: an opportunity, or why there is none.

use alloc::vec::Vec;
use core::slice;

use chrono::NaiveDate;

use crate::account::AccountDigest;
use crate::bad_facts::BadFacts;
use crate::calendar::days_between;
use crate::facts::SipFacts;
use crate::increases::Verdict;
use crate::opportunity::Opportunity;
use crate::policy::Policy;
use crate::record_words::RecordWords;
use crate::rules::{Description, Judgement, Kind, MIN_MONTHS, Rule, Subject};
use crate::silence::Silence;
use crate::sip::external_id_of;
use crate::sip_table::{Sip, SipTable, WorkedOut};
use crate::threshold::Limits;

/// What one rule says: an opportunity, or why it is silent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Finding<'a> {
    /// Which rule speaks.
    pub kind: Kind,
    /// What there is to say, or why there is nothing (`Ok` and `Err` for serde).
    pub outcome: Result<Opportunity<'a>, Silence>,
}

/// What the rules about a SIP say of one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SipFindings<'a> {
    /// The SIP.
    pub sip_meta_id: &'a str,
    /// What is known of its increases, where a step-up and its period were agreed.
    pub verdict: Option<Verdict>,
    /// One for each kind that is about a SIP, in the order of the kinds.
    pub findings: Vec<Finding<'a>>,
}

/// What the rules say of a client account and of its SIPs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct AccountFindings<'a> {
    /// The client.
    pub user_id: &'a str,
    /// The agent under whom this account is.
    pub agent_id: &'a str,
    /// The agent's id in other systems.
    pub agent_external_id: Option<&'a str>,
    /// One for each kind that is about a client account, in the order of the kinds.
    pub findings: Vec<Finding<'a>>,
    /// The account's SIPs.
    pub sips: Vec<SipFindings<'a>>,
}

impl<'a> SipFacts<'a> {
    /// What every rule about a SIP says of this one on a date, in the order of the kinds.
    ///
    /// ```
    /// # use opportunity_core::{Paise, Policy, Silence, SipRecord};
    /// # let as_of = "2026-01-30".parse()?;
    /// let plain = SipRecord { amount: Paise::from_rupees(500), ..SipRecord::default() };
    /// let said = plain.facts(&[], as_of).findings(as_of, &Policy::default())?;
    /// assert_eq!(said[0].outcome, Err(Silence::NotRunning));
    /// assert_eq!(said[1].outcome, Err(Silence::NothingFailed));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`BadFacts::OutOfRange`] for an instalment or a step-up that is not above zero, a negative
    /// amount, and 10^13 rupees (or percent) or more; [`BadFacts::HistoryOutOfOrder`].
    pub fn findings(
        &self,
        as_of: NaiveDate,
        policy: &Policy,
    ) -> Result<Vec<Finding<'a>>, BadFacts> {
        let table = SipTable::of(&[WorkedOut::of(self)?]);
        Ok(of_sip(table.sip(0), RecordWords::of(self), About::sip(self), as_of, policy))
    }

    /// What a rule says of this SIP, be it a kind's or one of your own: what ranks it and the words,
    /// or why it is silent. A rule about client accounts is asked about one that has this SIP alone.
    ///
    /// # Errors
    /// [`BadFacts`], as [`findings`](Self::findings).
    pub fn said_by(
        &self,
        rule: &Rule,
        as_of: NaiveDate,
        limits: &Limits,
    ) -> Result<Result<(Judgement, Description<'a>), Silence>, BadFacts> {
        let table = SipTable::of(&[WorkedOut::of(self)?]);
        let (sip, words) = (table.sip(0), RecordWords::of(self));
        let account = AccountDigest::new(table.digests());
        Ok(match rule.subject {
            Subject::Sip { judge, describe } => judge(sip, as_of, limits)
                .map(|judgement| (judgement, describe(sip, words, as_of, limits))),
            Subject::Client { judge, describe } => {
                judge(account, as_of, limits).map(|judgement| (judgement, describe(account, as_of)))
            }
        })
    }

    /// What is known of the SIP's increases on a date, where a step-up and its period were agreed.
    /// `min_months` is how many months make an increase overdue.
    ///
    /// # Errors
    /// [`BadFacts`], as [`findings`](Self::findings).
    pub fn verdict(&self, as_of: NaiveDate, min_months: u32) -> Result<Option<Verdict>, BadFacts> {
        let table = SipTable::of(&[WorkedOut::of(self)?]);
        Ok(table.sip(0).verdict(as_of, min_months))
    }
}

/// Whom and what a rule speaks of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About<'a> {
    pub(crate) user_id: &'a str,
    pub(crate) agent_id: &'a str,
    pub(crate) agent_external_id: Option<&'a str>,
    pub(crate) sip_meta_id: Option<&'a str>,
}

impl<'a> About<'a> {
    pub(crate) fn sip(facts: &SipFacts<'a>) -> Self {
        Self {
            user_id: facts.user_id,
            agent_id: facts.agent_id,
            agent_external_id: external_id_of(facts.agent_id, facts.agent_external_id),
            sip_meta_id: Some(facts.sip_meta_id),
        }
    }
}

/// What every rule about a SIP says of one.
pub(crate) fn of_sip<'a>(
    sip: Sip<'_>,
    words: RecordWords<'a>,
    about: About<'a>,
    as_of: NaiveDate,
    policy: &Policy,
) -> Vec<Finding<'a>> {
    let said = |kind| sip_outcome(kind, sip, || words, about, as_of, policy);
    Kind::ALL
        .into_iter()
        .filter_map(|kind| said(kind).map(|outcome| Finding { kind, outcome }))
        .collect()
}

/// What is known of a SIP's increases, by the months that the policy calls overdue.
pub(crate) fn verdict(sip: Sip<'_>, as_of: NaiveDate, policy: &Policy) -> Option<Verdict> {
    sip.verdict(as_of, policy.of(Kind::NoSipIncrease).number(MIN_MONTHS))
}

/// What every rule about a client account says of one.
pub(crate) fn of_account<'a>(
    account: AccountDigest<'_>,
    about: About<'a>,
    as_of: NaiveDate,
    policy: &Policy,
) -> Vec<Finding<'a>> {
    let said = |kind| account_outcome(kind, account, about, as_of, policy);
    Kind::ALL
        .into_iter()
        .filter_map(|kind| said(kind).map(|outcome| Finding { kind, outcome }))
        .collect()
}

/// What one rule says of a SIP; nothing where it is not about SIPs.
#[inline]
pub(crate) fn sip_outcome<'a>(
    kind: Kind,
    sip: Sip<'_>,
    words: impl FnOnce() -> RecordWords<'a>,
    about: About<'a>,
    as_of: NaiveDate,
    policy: &Policy,
) -> Option<Result<Opportunity<'a>, Silence>> {
    let Subject::Sip { judge, describe } = kind.rule().subject else { return None };
    // What every opportunity states is asked of an account: here of one that has this SIP alone.
    let account = AccountDigest::new(slice::from_ref(sip.digest()));
    let limits = policy.of(kind);
    Some(judge(sip, as_of, limits).map(|judgement| {
        let description = describe(sip, words(), as_of, limits);
        opportunity(kind, about, account, judgement, description, as_of)
    }))
}

/// What one rule says of a client account; nothing where it is not about accounts.
#[inline]
pub(crate) fn account_outcome<'a>(
    kind: Kind,
    account: AccountDigest<'_>,
    about: About<'a>,
    as_of: NaiveDate,
    policy: &Policy,
) -> Option<Result<Opportunity<'a>, Silence>> {
    let Subject::Client { judge, describe } = kind.rule().subject else { return None };
    Some(judge(account, as_of, policy.of(kind)).map(|judgement| {
        opportunity(kind, about, account, judgement, describe(account, as_of), as_of)
    }))
}

#[inline]
fn opportunity<'a>(
    kind: Kind,
    about: About<'a>,
    account: AccountDigest<'_>,
    judgement: Judgement,
    description: Description<'a>,
    as_of: NaiveDate,
) -> Opportunity<'a> {
    let last_activity = account.latest_success();
    let About { user_id, agent_id, agent_external_id, sip_meta_id } = about;
    Opportunity {
        kind,
        user_id,
        agent_id,
        agent_external_id,
        sip_meta_id,
        description: description.text,
        current_sip_amount: account.monthly_amount(as_of),
        potential_increase: judgement.potential_increase(),
        last_activity,
        days_since_activity: last_activity.map(|day| days_between(day, as_of)),
        total_invested: account.total_invested(),
        failed_amount: description.failed_amount,
        risk_score: judgement.risk_score(),
        record_as_of: account.record_as_of().unwrap_or(as_of),
        details: description.details,
    }
}
