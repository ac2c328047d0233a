//! An instalment of a SIP's life.

use chrono::NaiveDate;
use opportunity_core::Paise;

/// An instalment, from when to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instalment {
    /// The day it was ordered: an export tells it from then on.
    pub ordered_on: NaiveDate,
    /// The first debit that fell due at it and was presented; none where it was replaced before, or
    /// is still to come.
    pub first_debit: Option<NaiveDate>,
    /// How much it is.
    pub amount: Paise,
}

impl Instalment {
    /// The day from which it counts: its first debit, else its order.
    #[must_use]
    pub fn counted_from(&self) -> NaiveDate {
        self.first_debit.unwrap_or(self.ordered_on)
    }
}
