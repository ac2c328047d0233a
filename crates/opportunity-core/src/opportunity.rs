//! An opportunity: a reason to call a client, with what it is worth and how urgent it is.

use alloc::string::String;

use chrono::NaiveDate;

use crate::detail::Details;
use crate::key::OpportunityKey;
use crate::money::Paise;
use crate::risk::RiskScore;
use crate::rules::Kind;

/// A reason to call, as a partner reads it. Text is borrowed from the book.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Opportunity<'a> {
    /// What it is known by, the same in every book that has it.
    #[cfg_attr(feature = "serde", serde(rename = "opportunity_key"))]
    pub key: OpportunityKey<'a>,
    /// Which rule speaks.
    pub kind: Kind,
    /// The client to call.
    pub user_id: &'a str,
    /// The agent who looks after the client.
    pub agent_id: &'a str,
    /// The agent's id in other systems.
    pub agent_external_id: Option<&'a str>,
    /// The SIP it is about; none where it is about the whole client account.
    pub sip_meta_id: Option<&'a str>,
    /// Why to call, in a sentence or two.
    pub description: String,
    /// What the client invests a month.
    pub current_sip_amount: Paise,
    /// What the call is worth.
    pub potential_increase: Paise,
    /// The newest debit that went through.
    pub last_activity: Option<NaiveDate>,
    /// Days since then.
    pub days_since_activity: Option<u32>,
    /// Lifetime money of the debits that went through.
    pub total_invested: Paise,
    /// Lifetime money whose debit failed, where the rule is about that.
    pub failed_amount: Option<Paise>,
    /// How urgent the call is.
    pub risk_score: RiskScore,
    /// The date of the newest import that held the record (the oldest of them for an account).
    pub record_as_of: NaiveDate,
    /// The rule's own fields by name, in the order in which it declares them.
    pub details: Details,
}
