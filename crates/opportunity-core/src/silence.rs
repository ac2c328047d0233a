//! Why a rule has nothing to say.

use core::fmt::{self, Display, Formatter};

/// A reason for silence that only one rule knows: its name in answers, and a sentence.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct OwnReason {
    /// Its name in answers.
    pub name: &'static str,
    /// What it means, in a sentence.
    pub meaning: &'static str,
}

macro_rules! silences {
    ($($reason:ident $name:literal $meaning:literal;)+) => {
        /// Why a rule stays silent about a SIP or a client account.
        ///
        /// A rule gives the first reason that it meets, in the order of its conditions.
        ///
        /// ```
        /// use opportunity_core::Silence;
        /// assert_eq!(Silence::TooRecent.to_string(), "too_recent");
        /// assert_eq!(Silence::Ended.meaning(), "Its end date has passed.");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Silence {
            $(#[doc = $meaning] $reason,)+
            /// A reason that the rule declares itself.
            Own(&'static OwnReason),
        }

        impl Silence {
            /// Its name in answers.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$reason => $name,)+
                    Self::Own(own) => own.name,
                }
            }

            /// What it means, in a sentence that a partner can read.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$reason => $meaning,)+
                    Self::Own(own) => own.meaning,
                }
            }
        }
    };
}

impl Silence {
    /// Whether a rule that is silent for this reason stays so, on every later date and whatever the
    /// thresholds, until the record changes. A book passes over such SIPs and accounts.
    ///
    /// A rule's own reason never counts as lasting: nobody else knows it.
    ///
    /// ```
    /// use opportunity_core::Silence;
    /// assert!(Silence::Ended.is_lasting());
    /// assert!(!Silence::TooRecent.is_lasting());
    /// ```
    #[must_use]
    pub const fn is_lasting(self) -> bool {
        !matches!(
            self,
            Self::TooRecent
                | Self::NotProven
                | Self::TooFew
                | Self::EndsLater
                | Self::TooLittle
                | Self::StillPaying
                | Self::Own(_)
        )
    }
}

silences! {
    Deleted "deleted" "It was deleted.";
    NotActive "not_active" "It is not active.";
    Ended "ended" "Its end date has passed.";
    Paused "paused" "It is paused.";
    NotPaused "not_paused" "It is not paused, or nobody can tell since when.";
    NotRunning "not_running" "Its newest debit neither went through nor is under way.";
    NoStepUp "no_step_up" "No step-up was agreed.";
    StepUpAgreed "step_up_agreed" "A step-up was agreed.";
    NoPeriod "no_period" "A step-up was agreed, but not how often.";
    NoStart "no_start" "Neither a start date nor a first payment is known.";
    NothingPaid "nothing_paid" "Nothing was ever paid.";
    AlreadyPaid "already_paid" "Something was paid.";
    ChangedOnUnknownDate "changed_on_unknown_date" "Nobody can tell since when no increase was made.";
    NothingDue "nothing_due" "It has not run long enough for a step to be missed.";
    NoPeriodPassed "no_period_passed" "As far as is known, no whole period has passed without an increase.";
    TooRecent "too_recent" "Not enough months have passed.";
    NotProven "not_proven" "It is likely, but not proven.";
    NothingFailed "nothing_failed" "No debit failed.";
    NothingMissed "nothing_missed" "As far as its record shows, no debit is missing.";
    DebitsUnknown "debits_unknown" "Nobody can tell when debits fell due.";
    DebitMissed "debit_missed" "A debit is missing, or nobody can tell.";
    TooFew "too_few" "Fewer debits are missing than are asked for.";
    TooMany "too_many" "More debits are missing than a SIP survives.";
    HasMandate "has_mandate" "There is a mandate, as far as is known.";
    NothingFallsDue "nothing_falls_due" "No debit falls due any more.";
    NoEnd "no_end" "It has no end date.";
    EndsLater "ends_later" "It ends later.";
    TooLittle "too_little" "The money is below the threshold.";
    StillPaying "still_paying" "The client paid lately.";
    NoSips "no_sips" "The client account has no SIP that is not deleted.";
}

impl Display for Silence {
    /// Its name in answers.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Silence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
