//! Totals by kind.

use core::ops::AddAssign;

use crate::money::Paise;
use crate::rules::Kind;

/// How many opportunities there are, and what they are worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Tally {
    /// How many.
    pub count: u64,
    /// The sum of what each is worth.
    pub potential_revenue: Paise,
}

/// A tally a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    pub(super) by_kind: [Tally; Kind::ALL.len()],
}

impl Stats {
    /// The tally of one kind.
    #[must_use]
    pub fn of(&self, kind: Kind) -> Tally {
        self.by_kind[kind.index()]
    }

    /// The tally of all kinds.
    #[must_use]
    pub fn total(&self) -> Tally {
        let mut total = Tally::default();
        for tally in self.by_kind {
            total += tally;
        }
        total
    }

    pub(super) fn add(&mut self, kind: Kind, potential_revenue: Paise) {
        self.by_kind[kind.index()] += Tally { count: 1, potential_revenue };
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.potential_revenue += other.potential_revenue;
    }
}

impl AddAssign for Stats {
    fn add_assign(&mut self, other: Self) {
        for (tally, more) in self.by_kind.iter_mut().zip(other.by_kind) {
            *tally += more;
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Stats {
    /// By the names of the kinds.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Kind::ALL.map(|kind| (kind.name(), self.of(kind))))
    }
}
