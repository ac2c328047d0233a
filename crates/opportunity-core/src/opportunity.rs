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
pub struct Opportunity<'a> {
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
    pub details: Details<'a>,
}

impl<'a> Opportunity<'a> {
    /// What it is known by, the same in every book that has it.
    #[must_use]
    pub const fn key(&self) -> OpportunityKey<'a> {
        match self.sip_meta_id {
            Some(sip_meta_id) => OpportunityKey::of_sip(self.kind, sip_meta_id),
            None => OpportunityKey::of_account(self.kind, self.agent_id, self.user_id),
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Opportunity<'_> {
    /// Its fields, and before them its key as `opportunity_key`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        /// A field that is not in the list does not compile.
        macro_rules! serialized {
            ($($field:ident)+) => {{
                let Self { $($field),+ } = self;
                let fields = 1 + [$(stringify!($field)),+].len();
                let mut out = serializer.serialize_struct("Opportunity", fields)?;
                out.serialize_field("opportunity_key", &self.key())?;
                $(out.serialize_field(stringify!($field), $field)?;)+
                out.end()
            }};
        }
        serialized! {
            kind user_id agent_id agent_external_id sip_meta_id description current_sip_amount
            potential_increase last_activity days_since_activity total_invested failed_amount
            risk_score record_as_of details
        }
    }
}
