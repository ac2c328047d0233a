//! Totals over all opportunities, capped nowhere.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::AddAssign;

use super::ranking::{Candidate, Part};
use super::{Book, Query};
use crate::money::Paise;
use crate::rules::Kind;

/// How many opportunities there are, and what they are worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Tally {
    /// How many.
    pub count: u64,
    /// The sum of what each is worth.
    pub potential_revenue: Paise,
}

/// A tally a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    by_kind: [Tally; Kind::ALL.len()],
}

impl Stats {
    /// The tally of one kind.
    #[must_use]
    pub fn of(&self, kind: Kind) -> Tally {
        self.by_kind[kind.index()]
    }

    /// The tally of all kinds.
    #[must_use]
    pub fn total(&self) -> Tally {
        let mut total = Tally::default();
        for tally in self.by_kind {
            total += tally;
        }
        total
    }

    fn add(&mut self, kind: Kind, potential_revenue: Paise) {
        self.by_kind[kind.index()] += Tally { count: 1, potential_revenue };
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.potential_revenue += other.potential_revenue;
    }
}

impl AddAssign for Stats {
    fn add_assign(&mut self, other: Self) {
        for (tally, more) in self.by_kind.iter_mut().zip(other.by_kind) {
            *tally += more;
        }
    }
}

impl Book {
    /// The totals of what a query finds.
    #[must_use]
    pub fn stats(&self, query: &Query) -> Stats {
        let mut stats = Stats::default();
        let open = self.open_kinds(query);
        if let Some(part) = self.part(&query.scope) {
            let ranked = self.ranked_stats(part);
            for kind in Kind::ALL.into_iter().filter(|kind| query.asks_for(*kind)) {
                if !open.contains(&kind) {
                    stats.by_kind[kind.index()] = ranked.of(kind);
                }
            }
        }
        self.each_judgement(query, &open, |judgement, entry, _| {
            stats.add(entry.kind, judgement.potential_increase);
        });
        stats
    }

    /// What a part of the general ranking comes to.
    pub(super) fn ranked_stats(&self, part: Part) -> Stats {
        match part {
            Part::Everyone => self.stats,
            Part::Agent(agent) => self.agents[agent as usize].summary.opportunities,
            Part::Nobody => Stats::default(),
        }
    }

    /// What each agent's part of these candidates of the general list comes to.
    pub(super) fn tally_by_agent(&self, found: &[Candidate]) -> Vec<Stats> {
        let mut tallies = vec![Stats::default(); self.agents.len()];
        for Candidate { key: (_, potential), entry, agent } in found {
            tallies[*agent as usize].add(entry.kind, Paise(*potential));
        }
        tallies
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Stats {
    /// By the names of the kinds.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Kind::ALL.map(|kind| (kind.name(), self.of(kind))))
    }
}
