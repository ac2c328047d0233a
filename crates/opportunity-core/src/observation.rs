//! What an import saw of an instalment.

use chrono::NaiveDate;

use crate::money::Paise;

/// The instalment that an import saw on its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Observation {
    /// The date the import speaks of.
    pub as_of: NaiveDate,
    /// The instalment it saw.
    pub amount: Paise,
}
