//! The kinds of opportunity, one file each.
//!
//! To add a kind, write its file (a `RULE`) and name it in the list below: its endpoint, its
//! parameters, the statistics and the agents' totals follow from that list.

use alloc::string::String;

use chrono::NaiveDate;

use crate::account::AccountDigest;
use crate::detail::{DetailField, Details};
use crate::digest::SipDigest;
use crate::money::Paise;
use crate::opportunity::RiskScore;
use crate::policy::{Limits, Threshold};
use crate::silence::Silence;

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
    /// What it is about, and how it judges that.
    pub subject: Subject,
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

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident => $module:ident),+ $(,)?) => {
        $(mod $module;)+

        /// A kind of opportunity. The order of the kinds breaks ties between opportunities.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Kind {
            $($(#[$doc])* $kind,)+
        }

        impl Kind {
            /// Every kind, in order.
            pub const ALL: [Self; [$(Self::$kind),+].len()] = [$(Self::$kind),+];

            /// The rule that finds this kind.
            #[must_use]
            pub const fn rule(self) -> &'static Rule {
                match self {
                    $(Self::$kind => &$module::RULE,)+
                }
            }
        }
    };
}

kinds! {
    /// An agreed step-up fell due and was not made.
    ///
    /// About a SIP that runs. What fell due follows from the client's own agreement (the "step-up"
    /// or "top-up" that fund houses offer with a SIP); what was made, from payments and imports,
    /// see [`Progress`](crate::Progress). A point of risk is six months without an increase, and
    /// the call is worth one step of the monthly amount: both are the product's choice.
    NoSipIncrease => no_sip_increase,
    /// Debits failed.
    ///
    /// About a SIP, running or not, that was not deleted. Risk is the share of all money due that
    /// failed, the worth is the money that failed: the product's choice. A SIP is debited by a
    /// mandate that the client gave to the bank; where there is none, that is what to renew.
    FailedSips => failed_sips,
    /// A client with real money invested went quiet.
    ///
    /// About a client account. A point of risk is thirty days without a payment, and the call is
    /// worth half of what the client invests a month: both are the product's choice.
    HighValueInactive => high_value_inactive,
}

impl Kind {
    /// Its place among [`Kind::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Its name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.rule().name
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
