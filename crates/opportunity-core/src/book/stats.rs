//! Totals over all opportunities, capped nowhere.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::AddAssign;

use super::ranking::Candidate;
use super::{Book, Query, Scope};
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
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
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
        if self.is_ranked(query) && query.kind.is_none() {
            return match &query.scope {
                Scope::Everyone => self.stats,
                Scope::Agents(agents) => {
                    let mut stats = Stats::default();
                    for agent in agents {
                        stats += self.agents[*agent as usize].summary.opportunities;
                    }
                    stats
                }
            };
        }
        let mut stats = Stats::default();
        self.each_judgement(query, |judgement, entry, _| {
            stats.add(entry.kind, judgement.potential_increase);
        });
        stats
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
