//! What a reason is by nature: what a partner does about it, and what goes before what.

use opportunity_core::Kind;

/// What a reason is by nature. A SIP has at most one reason of each; the account, one of its own.
///
/// ```
/// use calls::Nature;
/// use opportunity_core::Kind;
/// assert_eq!(Nature::of(Kind::MissedDebits), Nature::Repair);
/// assert_eq!(Nature::Grow.kinds(), [Kind::NoSipIncrease, Kind::NoStepUp]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nature {
    /// Debits bounce, or are about to: nothing else is asked before that is mended.
    Repair,
    /// What runs is about to stop.
    Keep,
    /// The client as a whole went quiet.
    Account,
    /// More could be invested.
    Grow,
}

/// Every kind in the order in which reasons go before each other.
const ORDER: [Kind; Kind::ALL.len()] = [
    Kind::MissedDebits,
    Kind::LostMandates,
    Kind::NeverStarted,
    Kind::StoppedSips,
    Kind::FailedSips,
    Kind::EndingSips,
    Kind::PausedSips,
    Kind::HighValueInactive,
    Kind::NoSipIncrease,
    Kind::NoStepUp,
];

impl Nature {
    /// Every nature, in order.
    pub const ALL: [Self; 4] = [Self::Repair, Self::Keep, Self::Account, Self::Grow];

    /// That of the reasons of a kind.
    #[must_use]
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::MissedDebits
            | Kind::LostMandates
            | Kind::NeverStarted
            | Kind::StoppedSips
            | Kind::FailedSips => Self::Repair,
            Kind::EndingSips | Kind::PausedSips => Self::Keep,
            Kind::HighValueInactive => Self::Account,
            Kind::NoSipIncrease | Kind::NoStepUp => Self::Grow,
        }
    }

    /// Its kinds, of which the first that speaks is the reason.
    #[must_use]
    pub const fn kinds(self) -> &'static [Kind] {
        let (start, end) = match self {
            Self::Repair => (0, 5),
            Self::Keep => (5, 7),
            Self::Account => (7, 8),
            Self::Grow => (8, 10),
        };
        ORDER.split_at(end).0.split_at(start).1
    }

    /// Its name in keys and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Repair => "repair",
            Self::Keep => "keep",
            Self::Account => "account",
            Self::Grow => "grow",
        }
    }

    /// The nature of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|nature| nature.name() == name)
    }

    /// The place of a kind among all, in the order in which reasons go before each other.
    #[must_use]
    pub fn place_of(kind: Kind) -> usize {
        ORDER.iter().position(|listed| *listed == kind).unwrap_or(ORDER.len())
    }
}

// Every kind stands in the order, under its own nature.
const _: () = {
    let mut nature = 0;
    let mut listed = 0;
    while nature < Nature::ALL.len() {
        let kinds = Nature::ALL[nature].kinds();
        let mut place = 0;
        while place < kinds.len() {
            assert!(Nature::of(kinds[place]) as usize == nature);
            place += 1;
        }
        listed += kinds.len();
        nature += 1;
    }
    assert!(listed == Kind::ALL.len());
};
