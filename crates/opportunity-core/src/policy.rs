//! The thresholds that a caller may move, and where they stand by default.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::rules::Kind;
use crate::threshold::{Limits, Threshold};

/// The thresholds of every kind of opportunity, each within what it takes.
///
/// The defaults are the product's, chosen for a partner's morning: a year without an increase,
/// ₹5,000 failed, ₹1,00,000 invested and 60 days quiet. No regulation sets them, but that three
/// debits in a row that fail end a SIP.
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
        Self { limits: Kind::ALL.map(|kind| Limits::defaults(kind.rule().thresholds)) }
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
        self.limits[kind.index()].set(position, value);
        Ok(self)
    }

    /// The same policy with the threshold of that name moved for every kind that has one. A kind
    /// that does not take so small a value takes the least it does.
    ///
    /// # Errors
    /// [`PolicyError::TooSmall`] where no kind takes the value.
    pub fn with_every(mut self, name: &str, value: i64) -> Result<Self, PolicyError> {
        let mut refused = None;
        let mut is_taken = false;
        for kind in Kind::ALL {
            let thresholds = kind.rule().thresholds;
            let Some(position) = thresholds.iter().position(|known| known.name == name) else {
                continue;
            };
            let Threshold { name, least, .. } = thresholds[position];
            if value < least {
                refused.get_or_insert(PolicyError::TooSmall { name, least });
            } else {
                is_taken = true;
            }
            self.limits[kind.index()].set(position, value.max(least));
        }
        refused.filter(|_| !is_taken).map_or(Ok(self), Err)
    }

    /// The thresholds of one kind.
    #[must_use]
    pub fn of(&self, kind: Kind) -> &Limits {
        &self.limits[kind.index()]
    }
}
