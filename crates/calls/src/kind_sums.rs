//! What open calls come to, kind by kind.

use std::ops::{AddAssign, SubAssign};

use opportunity_core::{Kind, Paise};

use crate::chances::Chances;
use crate::standing::State;
use crate::weighing::{ToWeigh, Weighed};

/// What counts and is open, of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KindSum {
    /// How many reasons.
    pub count: i64,
    /// Rupees a month.
    pub monthly_value: Paise,
    /// The same, each times its chance.
    pub expected_value: Paise,
}

/// What counts and is open, kind by kind, and how many calls are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KindSums {
    /// How many calls are open.
    pub calls: i64,
    by_kind: [KindSum; Kind::ALL.len()],
}

impl KindSums {
    /// What one call adds.
    #[must_use]
    pub fn of(reasons: &[ToWeigh<'_>], weighed: &Weighed, chances: &Chances) -> Self {
        let mut sums = Self { calls: i64::from(weighed.state == State::Open), ..Self::default() };
        for (one, it) in reasons.iter().zip(&weighed.reasons) {
            if it.counts && one.state == State::Open {
                let value = one.reason.monthly_value;
                let sum = &mut sums.by_kind[one.reason.kind.index()];
                sum.count += 1;
                sum.monthly_value += value;
                sum.expected_value += chances.of(one.reason.kind).expected(value);
            }
        }
        sums
    }

    /// Those of one kind.
    #[must_use]
    pub const fn of_kind(&self, kind: Kind) -> KindSum {
        self.by_kind[kind.index()]
    }

    /// Those of some kinds together.
    #[must_use]
    pub fn of_kinds(&self, kinds: &[Kind]) -> KindSum {
        let mut total = KindSum::default();
        for kind in kinds {
            total += self.of_kind(*kind);
        }
        total
    }
}

impl AddAssign for KindSum {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.monthly_value += other.monthly_value;
        self.expected_value += other.expected_value;
    }
}

impl AddAssign for KindSums {
    fn add_assign(&mut self, other: Self) {
        self.calls += other.calls;
        for (own, more) in self.by_kind.iter_mut().zip(other.by_kind) {
            *own += more;
        }
    }
}

impl SubAssign for KindSums {
    fn sub_assign(&mut self, other: Self) {
        self.calls -= other.calls;
        for (own, less) in self.by_kind.iter_mut().zip(other.by_kind) {
            own.count -= less.count;
            own.monthly_value = own.monthly_value - less.monthly_value;
            own.expected_value = own.expected_value - less.expected_value;
        }
    }
}
