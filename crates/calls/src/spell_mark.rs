//! What a spell says of its reason, for those who show it.

use chrono::NaiveDate;

use crate::spell::Spell;

/// Since when a reason is there, and whether it is told of in the newest book.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpellMark {
    /// The date of the book in which its spell began; none while that is not known.
    pub since: Option<NaiveDate>,
    /// It was recovered within 90 days before.
    pub regressed: bool,
    /// The newest book told that it appeared or grew.
    pub is_new: bool,
}

impl SpellMark {
    pub(crate) const fn of(spell: &Spell, is_new: bool) -> Self {
        Self { since: Some(spell.since), regressed: spell.regressed, is_new }
    }
}
