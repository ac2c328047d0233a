//! All that is known of reasons as of the newest book that was compared.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use foldhash::fast::RandomState;

use crate::spell::Spell;
use crate::spell_mark::SpellMark;
use crate::totals::Levels;

/// A book that was compared with the spells before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettledBook {
    /// Its number: a later state of the book has a higher one.
    pub sequence: i64,
    /// Its date.
    pub as_of: NaiveDate,
    /// The version of the rules that judged it.
    pub rules: i32,
}

/// The spells that run or rest, and what else the next book is compared with.
#[derive(Clone, Debug, Default)]
pub struct RunningSpells {
    /// The newest book that was compared.
    pub settled: Option<SettledBook>,
    /// By the text of the key.
    pub spells: HashMap<Box<str>, Spell, RandomState>,
    /// When the last spell of a key recovered, of those of the last 90 days.
    pub recovered: HashMap<Box<str>, NaiveDate>,
    /// The keys of which the newest book told that they appeared or grew.
    pub told: HashSet<Box<str>, RandomState>,
    /// What spells say of each reason of the book that was settled last, in the book's order; empty
    /// where that is not known.
    pub of_reasons: Vec<SpellMark>,
    /// Every agent that a book had, with its totals.
    pub levels: Levels,
}
