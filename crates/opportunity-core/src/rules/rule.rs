//! What a rule declares, and what it answers.

use alloc::string::String;

use chrono::NaiveDate;

use crate::account::AccountDigest;
use crate::detail::{Detail, DetailField, Details};
use crate::digest::SipDigest;
use crate::money::Paise;
use crate::risk::RiskScore;
use crate::silence::Silence;
use crate::sip::SipRecord;
use crate::threshold::{Limits, Threshold};

/// What a kind of opportunity is made of.
pub struct Rule {
    /// The kind in answers and, with hyphens, in addresses.
    pub name: &'static str,
    /// The kind as a partner reads it.
    pub title: &'static str,
    /// What it finds, in a sentence.
    pub meaning: &'static str,
    /// The bounds a caller may move.
    pub thresholds: &'static [Threshold],
    /// Whether a later date may change its judgement; what it says in words may change all the same.
    pub depends_on_date: bool,
    /// Why it may stay silent, in the order of its conditions.
    pub silences: &'static [Silence],
    /// The fields that only this kind has.
    pub fields: &'static [DetailField],
    /// A record of which the rule speaks on [`EXAMPLE_AS_OF`](crate::EXAMPLE_AS_OF), for the
    /// documentation: [`example_record`](crate::example_record) with what the rule is about.
    pub example: fn() -> SipRecord,
    /// What it is about, and how it judges that.
    pub subject: Subject,
}

impl Rule {
    /// The rule's own fields with these values, one for each that it declares.
    #[must_use]
    #[inline]
    pub fn details<const N: usize>(&self, values: [Detail; N]) -> Details {
        Details::new(self.fields, values)
    }
}

/// What a rule is about.
pub enum Subject {
    /// One SIP.
    Sip {
        /// Whether there is something to say about it on a date, under these limits.
        judge: fn(&SipDigest, NaiveDate, &Limits) -> Result<Judgement, Silence>,
        /// What there is to say. The last argument is the status as the export words it.
        describe: fn(&SipDigest, NaiveDate, &str) -> Description,
    },
    /// All SIPs of one client under one agent.
    Client {
        /// Whether there is something to say about it on a date, under these limits.
        judge: fn(AccountDigest<'_>, NaiveDate, &Limits) -> Result<Judgement, Silence>,
        /// What there is to say.
        describe: fn(AccountDigest<'_>, NaiveDate) -> Description,
    },
}

/// What ranks an opportunity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// How urgent the call is.
    pub risk_score: RiskScore,
    /// What it is worth.
    pub potential_increase: Paise,
    /// What the kind's own list is ordered by, descending, where that is not the two above.
    pub own_order: Option<(i128, i128)>,
}

/// What a partner is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// A sentence or two.
    pub text: String,
    /// Lifetime failed money, where the rule is about that.
    pub failed_amount: Option<Paise>,
    /// The rule's own fields, see [`Rule::details`].
    pub details: Details,
}
