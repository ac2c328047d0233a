//! Why a rule has nothing to say.

use std::fmt::{self, Display, Formatter};

/// The reason why a rule stays silent about a SIP or a client account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Silence {
    /// It was deleted.
    Deleted,
    /// It is not active.
    NotActive,
    /// Its end date has passed.
    Ended,
    /// Its newest debit neither went through nor is under way.
    NotRunning,
    /// No step-up was agreed.
    NoStepUp,
    /// A step-up was agreed, but not how often.
    NoPeriod,
    /// Neither a start date nor a first payment is known.
    NoStart,
    /// Nothing was ever paid.
    NothingPaid,
    /// The instalment changed on a date that nobody can tell.
    ChangedOnUnknownDate,
    /// Every step that fell due was made.
    NothingMissed,
    /// The last increase, or the start, is too recent.
    TooRecent,
    /// No debit ever failed.
    NothingFailed,
    /// Too little money for the threshold.
    TooLittle,
    /// The client paid lately.
    StillPaying,
    /// The client account has no SIP that is not deleted.
    NoSips,
}

impl Silence {
    /// Its name in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::NotActive => "not_active",
            Self::Ended => "ended",
            Self::NotRunning => "not_running",
            Self::NoStepUp => "no_step_up",
            Self::NoPeriod => "no_period",
            Self::NoStart => "no_start",
            Self::NothingPaid => "nothing_paid",
            Self::ChangedOnUnknownDate => "changed_on_unknown_date",
            Self::NothingMissed => "nothing_missed",
            Self::TooRecent => "too_recent",
            Self::NothingFailed => "nothing_failed",
            Self::TooLittle => "too_little",
            Self::StillPaying => "still_paying",
            Self::NoSips => "no_sips",
        }
    }
}

impl Display for Silence {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
