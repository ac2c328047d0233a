//! All that is known of reasons as of the newest book that was compared.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use foldhash::fast::RandomState;

use crate::settlement::Settlement;
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

impl RunningSpells {
    /// Takes over what came of a newer book.
    pub fn apply(&mut self, settlement: Settlement) {
        let Settlement { book, is_newer, touched, ended, changes, totals, new_agents, of_reasons } =
            settlement;
        self.of_reasons = of_reasons;
        for agent in new_agents {
            self.levels.entry(agent).or_default();
        }
        for touched in touched {
            match touched.after {
                Some(after) => {
                    self.spells.insert(touched.key, after);
                }
                None => {
                    self.spells.remove(&touched.key);
                }
            }
        }
        for end in ended {
            if end.is_recovery() {
                self.recovered.insert(end.key, book.as_of);
            }
        }
        if is_newer {
            self.told.clear();
            let told = changes.into_iter().filter(|change| change.why.is_none());
            self.told.extend(told.map(|change| change.key));
        }
        for totals in totals {
            let levels = self.levels.entry(totals.agent_id).or_default();
            levels[totals.kind.index()] = totals.totals.level;
        }
        self.settled = Some(book);
    }
}
