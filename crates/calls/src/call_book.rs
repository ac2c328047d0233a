//! The calls of a book in order, as if nothing had been done yet: what was done is put on top of it
//! by [`Day`](crate::Day).

use std::cmp::{Ordering, Reverse};
use std::ops::Range;

use chrono::NaiveDate;
use opportunity_core::{Book, Kind};

use crate::chances::Chances;
use crate::judged::{key_of, reasons_of};
use crate::kind_sums::KindSums;
use crate::order::RowOrder;
use crate::running_spells::RunningSpells;
use crate::spell_mark::SpellMark;
use crate::weighing::{ToWeigh, Weighed, weigh};

/// What a list of calls needs to know of one, in 40 bytes.
#[derive(Clone, Copy, Debug)]
pub struct CallRow {
    /// The account's place in the book.
    pub place: u32,
    /// The place of the agent.
    pub agent: u32,
    /// Where its reasons begin among those of all calls.
    pub(crate) first_reason: u32,
    /// The kinds of what counts, a bit each.
    pub kinds: u16,
    /// What orders it.
    pub order: RowOrder,
    /// Rupees a month, in paise.
    pub monthly_value: i64,
}

/// A server has one of these for nearly every other SIP.
const _: () = assert!(size_of::<CallRow>() == 40);

/// The calls of a book, as if nothing had been done yet.
#[derive(Debug, Default)]
pub struct CallBook {
    as_of: Option<NaiveDate>,
    chances: Chances,
    /// By the account's place.
    rows: Vec<CallRow>,
    reasons: usize,
    /// Places of rows, in order.
    ranking: Vec<u32>,
    /// The same, agent after agent, each one's in order.
    of_agents: Vec<u32>,
    /// Where the rows of each agent begin, and the end of the last.
    agent_starts: Vec<u32>,
    /// What each agent's calls come to.
    sums: Vec<KindSums>,
    whole: KindSums,
}

/// What spells say of the reasons of a call book.
#[derive(Clone, Debug, Default)]
pub struct SpellMarks {
    marks: Vec<SpellMark>,
    /// Rows that the newest book told something of, in order of their places.
    new_rows: Vec<u32>,
}

/// A book, its calls in order, and what spells say of them: what a day is put on top of.
#[derive(Clone, Copy, Debug)]
pub struct Ranked<'a> {
    /// The book.
    pub book: &'a Book,
    /// Its calls.
    pub calls: &'a CallBook,
    /// What spells say of their reasons.
    pub marks: &'a SpellMarks,
}

impl CallBook {
    /// The calls of a book, each chance as given.
    #[must_use]
    pub fn of(book: &Book, chances: Chances) -> Self {
        let mut calls = Self { as_of: book.as_of(), chances, ..Self::default() };
        calls.sums = vec![KindSums::default(); book.agent_count()];
        let mut counts = vec![0u32; book.agent_count() + 1];
        if let Some(as_of) = calls.as_of {
            for account in book.accounts() {
                let found = reasons_of(account, as_of).reasons;
                if found.is_empty() {
                    continue;
                }
                let to_weigh: Vec<ToWeigh<'_>> = found.iter().map(ToWeigh::untouched).collect();
                let weighed = weigh(&to_weigh, &chances);
                let sums = KindSums::of(&to_weigh, &weighed, &chances);
                calls.sums[account.agent_place()] += sums;
                calls.whole += sums;
                counts[account.agent_place() + 1] += 1;
                calls.rows.push(CallRow {
                    place: narrow(account.place()),
                    agent: narrow(account.agent_place()),
                    first_reason: narrow(calls.reasons),
                    kinds: kinds_of(&to_weigh, &weighed),
                    order: weighed.order.into(),
                    monthly_value: paise(&weighed),
                });
                calls.reasons += found.len();
            }
        }
        for agent in 1..counts.len() {
            counts[agent] += counts[agent - 1];
        }
        calls.agent_starts = counts;
        calls.rank(book);
        calls
    }

    fn rank(&mut self, book: &Book) {
        // What orders most calls lies beside their places, so that sorting touches nothing else.
        let mut ranking: Vec<(Reverse<RowOrder>, u32)> =
            (0..).zip(&self.rows).map(|(place, row)| (Reverse(row.order), place)).collect();
        let rows = &self.rows;
        let ids = |place: u32| ids(book, rows[place as usize].place);
        ranking.sort_unstable_by(|(a, a_place), (b, b_place)| {
            a.cmp(b).then_with(|| ids(*a_place).cmp(&ids(*b_place)))
        });
        self.ranking = ranking.into_iter().map(|(_, place)| place).collect();
        // Dealt out in order, each agent's are in order too.
        let mut next = self.agent_starts.clone();
        self.of_agents = vec![0; self.rows.len()];
        for place in &self.ranking {
            let agent = &mut next[self.rows[*place as usize].agent as usize];
            self.of_agents[*agent as usize] = *place;
            *agent += 1;
        }
    }

    /// The date of the book; none before any import.
    #[must_use]
    pub fn as_of(&self) -> Option<NaiveDate> {
        self.as_of
    }

    /// The chances that weigh the calls.
    #[must_use]
    pub fn chances(&self) -> &Chances {
        &self.chances
    }

    /// How many accounts have a reason.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no account has one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The memory it takes, in bytes.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        self.rows.capacity() * size_of::<CallRow>()
            + (self.ranking.capacity() + self.of_agents.capacity()) * size_of::<u32>()
            + self.sums.capacity() * size_of::<KindSums>()
    }

    /// The row of an account, and its place among all.
    #[must_use]
    pub fn row_of(&self, place: usize) -> Option<(usize, &CallRow)> {
        let found = self.rows.binary_search_by_key(&narrow(place), |row| row.place).ok()?;
        Some((found, &self.rows[found]))
    }

    /// The rows of one agent, or of all, in order.
    pub(crate) fn ranked(&self, agent: Option<usize>) -> impl ExactSizeIterator<Item = &CallRow> {
        let list = match agent {
            None => &self.ranking[..],
            Some(agent) => &self.of_agents[self.rows_of_agent(agent)],
        };
        list.iter().map(|row| &self.rows[*row as usize])
    }

    fn rows_of_agent(&self, agent: usize) -> Range<usize> {
        match self.agent_starts.get(agent..agent + 2) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// What the calls of one agent, or of all, come to.
    pub(crate) fn sums(&self, agent: Option<usize>) -> KindSums {
        match agent {
            None => self.whole,
            Some(agent) => self.sums.get(agent).copied().unwrap_or_default(),
        }
    }

    /// What spells say of each reason; `sequence` is the number of the book's state. Where that is the
    /// one that was settled last, nothing has to be looked up.
    #[must_use]
    pub fn marks(&self, book: &Book, spells: &RunningSpells, sequence: i64) -> SpellMarks {
        let (Some(as_of), Some(settled)) = (self.as_of, spells.settled) else {
            return SpellMarks::default();
        };
        // A book may have as many reasons as the one before it.
        let is_settled = settled.sequence == sequence;
        let marks = if is_settled && spells.of_reasons.len() == self.reasons {
            spells.of_reasons.clone()
        } else {
            self.looked_up(book, as_of, spells)
        };
        let mut new_rows = Vec::new();
        for (position, row) in (0..).zip(&self.rows) {
            let start = row.first_reason as usize;
            let next = self.rows.get(position as usize + 1);
            let end = next.map_or(marks.len(), |next| next.first_reason as usize);
            if marks[start..end].iter().any(|mark| mark.is_new) {
                new_rows.push(position);
            }
        }
        SpellMarks { marks, new_rows }
    }

    fn looked_up(&self, book: &Book, as_of: NaiveDate, spells: &RunningSpells) -> Vec<SpellMark> {
        let mut marks = Vec::with_capacity(self.reasons);
        let mut text = String::new();
        for row in &self.rows {
            let Some(account) = book.account_at(row.place as usize) else { continue };
            for (sip, reason) in reasons_of(account, as_of).reasons {
                text.clear();
                // Writing to a text never fails.
                let _ = key_of(account, sip, reason.nature()).write(&mut text);
                let spell = spells.spells.get(text.as_str());
                let spell = spell.filter(|spell| spell.resting_since.is_none());
                marks.push(SpellMark {
                    since: spell.map(|spell| spell.since),
                    regressed: spell.is_some_and(|spell| spell.regressed),
                    is_new: spells.told.contains(text.as_str()),
                });
            }
        }
        marks
    }
}

impl SpellMarks {
    /// What is known of a reason of a call, by its place among the account's reasons as found.
    #[must_use]
    pub fn of(&self, row: &CallRow, found_at: usize) -> SpellMark {
        self.marks.get(row.first_reason as usize + found_at).copied().unwrap_or_default()
    }

    /// Whether the newest book told something of a row.
    #[must_use]
    pub fn is_new(&self, row: usize) -> bool {
        self.new_rows.binary_search(&narrow(row)).is_ok()
    }

    /// The rows that the newest book told something of.
    pub(crate) fn new_rows<'a>(&'a self, calls: &'a CallBook) -> impl Iterator<Item = &'a CallRow> {
        self.new_rows.iter().filter_map(|row| calls.rows.get(*row as usize))
    }
}

/// The kinds of what counts, a bit each.
pub(crate) fn kinds_of(reasons: &[ToWeigh<'_>], weighed: &Weighed) -> u16 {
    let counting = reasons.iter().zip(&weighed.reasons).filter(|(_, it)| it.counts);
    counting.fold(0, |kinds, (one, _)| kinds | bit(one.reason.kind))
}

/// The bit that stands for a kind.
pub(crate) const fn bit(kind: Kind) -> u16 {
    1 << kind.index()
}

pub(crate) fn paise(weighed: &Weighed) -> i64 {
    i64::try_from(weighed.monthly_value.paise()).unwrap_or(i64::MAX)
}

/// How two calls of a book stand to each other: less comes first.
pub(crate) fn compare(book: &Book, a: &CallRow, b: &CallRow) -> Ordering {
    b.order.cmp(&a.order).then_with(|| ids(book, a.place).cmp(&ids(book, b.place)))
}

/// A client's accounts lie in the order of their agents.
fn ids(book: &Book, place: u32) -> (&str, u32) {
    (book.user_id_at(place as usize), place)
}

/// A position in 32 bits: more accounts than these can count would not fit a machine's memory.
pub(crate) fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Whether the newest book told something of a call.
pub(crate) fn is_new(calls: &CallBook, marks: &SpellMarks, row: &CallRow) -> bool {
    calls.row_of(row.place as usize).is_some_and(|(position, _)| marks.is_new(position))
}
