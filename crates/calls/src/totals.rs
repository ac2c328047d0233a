//! Totals by agent and kind, book after book.

use std::collections::HashMap;

use opportunity_core::{Kind, Paise};

/// All reasons of one kind, by the book alone: as if nothing were dismissed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// How many.
    pub count: u64,
    /// Rupees a month of those that count.
    pub monthly_value: Paise,
    /// What the opportunities say that they are worth.
    pub potential_increase: Paise,
}

/// The totals of an agent and a kind in a book.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KindTotals {
    /// What there is.
    pub level: Level,
    /// Spells that were told to have begun.
    pub appeared: u64,
    /// Spells that were told to have ended.
    pub ended: u64,
    /// Those of them that recovered.
    pub recovered: u64,
}

impl KindTotals {
    /// Whether nothing came or went.
    #[must_use]
    pub const fn is_still(&self) -> bool {
        self.appeared == 0 && self.ended == 0 && self.recovered == 0
    }
}

/// The agent under whom the totals of the whole book stand: no agent has an empty id.
pub const WHOLE_BOOK: &str = "";

/// The totals of every agent, and of the whole book under [`WHOLE_BOOK`].
pub type Levels = HashMap<Box<str>, [Level; Kind::ALL.len()]>;
