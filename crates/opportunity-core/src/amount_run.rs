//! What imports saw of an instalment.

use chrono::NaiveDate;

use crate::money::Paise;

/// A run of imports, one after the other by their dates, that saw one instalment of a SIP; and the
/// SIP's lifetime totals as the first of them told them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct AmountRun {
    /// The date of the run's first import.
    pub as_of: NaiveDate,
    /// The date of its last: the same where there was but one.
    pub to: NaiveDate,
    /// The instalment that all of them saw.
    pub amount: Paise,
    /// The number of debits that had gone through at the first import, where that is known.
    pub success_count: Option<u32>,
    /// The money of those debits, where that is known.
    pub success_amount: Option<Paise>,
    /// The money whose debit had failed by then, where that is known.
    pub failed_amount: Option<Paise>,
}
