//! The bounds of a rule, and the values that they take for a question.

use crate::money::Paise;

/// A bound that a caller may move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// Its name, as a caller gives it.
    pub name: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// The smallest value it takes, in its unit (money in paise).
    pub least: i64,
    /// Its default, in its unit (money in paise).
    pub default: i64,
    /// What it means, in a sentence.
    pub meaning: &'static str,
}

/// What a [`Threshold`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Calendar months.
    Months,
    /// Days.
    Days,
    /// Debits.
    Debits,
    /// Paise; callers speak of rupees.
    Money,
    /// One of these words, by its place among them.
    Word(&'static [&'static str]),
}

/// The most thresholds that a rule may have, which the list of kinds holds every rule to. Each one
/// more makes every policy larger.
pub(crate) const MOST_THRESHOLDS: usize = 2;

/// The values of one kind's thresholds, in the order in which its rule declares them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits([i64; MOST_THRESHOLDS]);

impl Limits {
    /// The defaults of a rule's thresholds.
    #[must_use]
    pub fn defaults(thresholds: &[Threshold]) -> Self {
        let mut values = [0; MOST_THRESHOLDS];
        for (value, threshold) in values.iter_mut().zip(thresholds) {
            *value = threshold.default;
        }
        Self(values)
    }

    /// The threshold declared at `position`, as a number; zero where none is.
    #[must_use]
    pub fn number(&self, position: usize) -> u32 {
        self.0.get(position).map_or(0, |value| u32::try_from(*value).unwrap_or(u32::MAX))
    }

    /// The threshold declared at `position`, as money; none where none is.
    #[must_use]
    pub fn money(&self, position: usize) -> Paise {
        self.0.get(position).map_or(Paise::ZERO, |value| Paise::new(*value))
    }

    /// Moves the threshold declared at `position`, where one is.
    pub(crate) fn set(&mut self, position: usize, value: i64) {
        if let Some(place) = self.0.get_mut(position) {
            *place = value;
        }
    }
}
