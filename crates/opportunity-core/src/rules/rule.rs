//! What a rule declares, and what it answers.

use alloc::string::String;

use chrono::NaiveDate;

use crate::account::AccountDigest;
use crate::detail::{Detail, DetailField, Details};
use crate::halves::Halves;
use crate::money::Paise;
use crate::record_words::RecordWords;
use crate::risk::RiskScore;
use crate::silence::Silence;
use crate::sip::SipRecord;
use crate::sip_table::Sip;
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
    pub fn details<'a, const N: usize>(&self, values: [Detail<'a>; N]) -> Details<'a> {
        Details::new(self.fields, values)
    }
}

/// What a rule is about.
pub enum Subject {
    /// One SIP.
    Sip {
        /// Whether there is something to say about it on a date, under these limits.
        judge: fn(Sip<'_>, NaiveDate, &Limits) -> Result<Judgement, Silence>,
        /// What there is to say, where it does not judge that there is nothing.
        describe: for<'a> fn(Sip<'_>, RecordWords<'a>, NaiveDate, &Limits) -> Description<'a>,
    },
    /// All SIPs of one client under one agent.
    Client {
        /// Whether there is something to say about it on a date, under these limits.
        judge: fn(AccountDigest<'_>, NaiveDate, &Limits) -> Result<Judgement, Silence>,
        /// What there is to say, where it does not judge that there is nothing.
        describe: fn(AccountDigest<'_>, NaiveDate) -> Description<'static>,
    },
}

/// What ranks an opportunity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    risk_score: RiskScore,
    potential_increase: Halves,
    own_order: Option<(Halves, Halves)>,
}

impl Judgement {
    /// How urgent the call is, and what it is worth: by these opportunities are ordered, descending.
    #[must_use]
    #[inline]
    pub const fn new(risk_score: RiskScore, potential_increase: Paise) -> Self {
        let potential_increase = Halves::of(potential_increase.0);
        Self { risk_score, potential_increase, own_order: None }
    }

    /// The same, ordered in the kind's own list by these two instead, descending.
    #[must_use]
    #[inline]
    pub const fn in_own_order(self, first: i128, second: i128) -> Self {
        Self { own_order: Some((Halves::of(first), Halves::of(second))), ..self }
    }

    /// How urgent the call is.
    #[must_use]
    #[inline]
    pub const fn risk_score(&self) -> RiskScore {
        self.risk_score
    }

    /// What it is worth.
    #[must_use]
    #[inline]
    pub const fn potential_increase(&self) -> Paise {
        Paise(self.potential_increase.whole())
    }

    /// What orders it: in the list of its own kind, or in that of all kinds.
    #[inline]
    pub(crate) fn key(&self, own_list: bool) -> (Halves, Halves) {
        let general = (Halves::of(self.risk_score.hundredths().into()), self.potential_increase);
        self.own_order.filter(|_| own_list).unwrap_or(general)
    }

    pub(crate) const fn has_own_order(&self) -> bool {
        self.own_order.is_some()
    }
}

/// What a partner is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description<'a> {
    /// A sentence or two.
    pub text: String,
    /// Lifetime failed money, where the rule is about that.
    pub failed_amount: Option<Paise>,
    /// The rule's own fields, see [`Rule::details`].
    pub details: Details<'a>,
}

impl Description<'_> {
    /// No words: what a rule has to say of something of which it judges that there is nothing.
    #[must_use]
    pub fn nothing() -> Self {
        Self { text: String::new(), failed_amount: None, details: Details::none() }
    }
}
