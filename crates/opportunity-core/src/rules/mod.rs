//! The kinds of opportunity, one file each.
//!
//! To add a kind, write its file (a `RULE`) and name it in the list below: its endpoint, its
//! parameters, the statistics and the agents' totals follow from that list.

mod cause;
mod example;
mod missing;
mod paid;
mod rule;
mod running;

use crate::detail::MOST_FIELDS;
use crate::threshold::MOST_THRESHOLDS;

pub use example::{EXAMPLE_AS_OF, example_record};
pub use failed_sips::suggested_action_of;
pub(crate) use no_sip_increase::MIN_MONTHS;
pub use rule::{Description, Judgement, Rule, Subject};

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
    /// A step-up was agreed, and a whole period has passed in which none was made.
    ///
    /// About a SIP that runs. How often a step is due follows from the client's own agreement (the
    /// "step-up" or "top-up" that fund houses offer with a SIP); whether one was made, from payments
    /// and imports, see [`Verdict`](crate::Verdict). A point of risk is six months without an
    /// increase, and the call is worth one step of the monthly amount: both are the product's choice.
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
    /// One debit or two are missing.
    ///
    /// About a SIP that is live and not paused. Three debits in a row that fail end a SIP, says the
    /// association of India's fund houses (AMFI) since April 2024: a debit that is missing is five
    /// points of risk, and the call is worth the monthly amount.
    MissedDebits => missed_debits,
    /// Three debits or more are missing, so that the SIP has ended.
    ///
    /// About a SIP that is live and not paused, by its record. The risk is highest when it has just
    /// stopped, and the call is worth the monthly amount: both are the product's choice.
    StoppedSips => stopped_sips,
    /// Debits fell due, and nothing was ever paid.
    ///
    /// About a SIP that is live and not paused. The risk is highest at the first debit, and the call
    /// is worth the monthly amount: both are the product's choice.
    NeverStarted => never_started,
    /// The SIP is paused.
    ///
    /// About a SIP, active or not. The risk is highest when it was paused lately, and the call is
    /// worth the monthly amount: both are the product's choice.
    PausedSips => paused_sips,
    /// A SIP that runs well has no step-up agreed.
    ///
    /// A point of risk is two years without one, five points the most, and the call is worth a tenth
    /// of the monthly amount: the product's choice.
    NoStepUp => no_step_up,
    /// A SIP that runs well ends soon.
    ///
    /// A point of risk is thirty days nearer to the end, and the call is worth the monthly amount:
    /// both are the product's choice.
    EndingSips => ending_sips,
    /// There is no mandate, and the next debit will fail for it.
    ///
    /// About a SIP that is live and not paused and has missed nothing yet. A point of risk is five
    /// days nearer to the debit, and the call is worth the monthly amount: both are the product's
    /// choice.
    LostMandates => lost_mandates,
}

// A rule beyond either bound does not compile; to move the bound is a decision about memory.
const _: () = {
    let mut place = 0;
    while place < Kind::ALL.len() {
        let rule = Kind::ALL[place].rule();
        assert!(rule.thresholds.len() <= MOST_THRESHOLDS, "a rule has more than MOST_THRESHOLDS");
        assert!(rule.fields.len() <= MOST_FIELDS, "a rule has more fields than MOST_FIELDS");
        place += 1;
    }
};

impl Kind {
    /// Its place among [`Kind::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
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
