//! The thresholds that a caller may move, and where they stand by default.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::money::Paise;
use crate::rules::{Kind, Rule};

/// A bound below which a rule stays silent.
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
    /// Paise; callers speak of rupees.
    Money,
}

/// No rule has more thresholds than this.
const MOST_THRESHOLDS: usize = {
    let (mut most, mut place) = (0, 0);
    while place < Kind::ALL.len() {
        let thresholds = Kind::ALL[place].rule().thresholds.len();
        most = if thresholds > most { thresholds } else { most };
        place += 1;
    }
    most
};

/// The thresholds of every kind of opportunity, each within what it takes.
///
/// The defaults are the product's, chosen for a partner's morning: a year without an increase,
/// ₹5,000 failed, ₹1,00,000 invested and 60 days quiet. No regulation sets them.
///
/// ```
/// use opportunity_core::{Kind, Policy};
/// let early = Policy::default().with(Kind::NoSipIncrease, "min_months", 6)?;
/// assert_ne!(early, Policy::default());
/// # Ok::<(), opportunity_core::PolicyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    limits: [Limits; Kind::ALL.len()],
}

/// The values of one kind's thresholds, in the order in which its rule declares them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits([i64; MOST_THRESHOLDS]);

impl Limits {
    /// The defaults of a rule.
    #[must_use]
    pub fn of(rule: &Rule) -> Self {
        let mut values = [0; MOST_THRESHOLDS];
        for (value, threshold) in values.iter_mut().zip(rule.thresholds) {
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
}

/// A threshold that cannot be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// The kind has no threshold of that name.
    #[error("{kind} has no threshold {name}")]
    Unknown {
        /// The kind asked.
        kind: &'static str,
        /// The name that it does not know.
        name: String,
    },
    /// The value is below the least it takes.
    #[error("{name} takes {least} or more")]
    TooSmall {
        /// The threshold.
        name: &'static str,
        /// The least it takes, in its unit.
        least: i64,
    },
}

impl Default for Policy {
    fn default() -> Self {
        Self { limits: Kind::ALL.map(|kind| Limits::of(kind.rule())) }
    }
}

impl Policy {
    /// The same policy with one threshold moved, `value` in its unit (money in paise).
    ///
    /// # Errors
    /// [`PolicyError`] where the kind has no such threshold, or it does not take the value.
    pub fn with(mut self, kind: Kind, name: &str, value: i64) -> Result<Self, PolicyError> {
        let thresholds = kind.rule().thresholds;
        let unknown = || PolicyError::Unknown { kind: kind.name(), name: name.to_owned() };
        let position =
            thresholds.iter().position(|known| known.name == name).ok_or_else(unknown)?;
        let Threshold { name, least, .. } = thresholds[position];
        if value < least {
            return Err(PolicyError::TooSmall { name, least });
        }
        self.limits[kind.index()].0[position] = value;
        Ok(self)
    }

    /// The thresholds of one kind.
    #[must_use]
    pub fn of(&self, kind: Kind) -> &Limits {
        &self.limits[kind.index()]
    }
}
