//! What was worked out when the book was built, and which questions that answers.

use alloc::vec::Vec;

use super::layout::Book;
use super::query::Query;
use super::ranking::Part;
use super::tally::Stats;
use crate::rules::Kind;
use crate::threshold::Limits;

impl Book {
    /// Whether the answer was worked out when the book was built; any other takes one pass.
    #[must_use]
    pub fn is_ranked(&self, query: &Query) -> bool {
        self.ranked_part(query).is_some()
    }

    /// The part of a ranking that answers, where the question is one of those ranked beforehand.
    pub(super) fn ranked_part(&self, query: &Query) -> Option<Part> {
        let mut asked = Kind::ALL.into_iter().filter(|kind| query.asks_for(*kind));
        let part = self.part(&query.scope)?;
        asked.all(|kind| self.is_settled(query, kind)).then_some(part)
    }

    /// Whether what a kind has to say was worked out when the book was built.
    pub(super) fn is_settled(&self, query: &Query, kind: Kind) -> bool {
        let own_date = self.date(query.as_of) == self.as_of;
        (own_date || !kind.rule().depends_on_date)
            && *query.policy.of(kind) == Limits::defaults(kind.rule().thresholds)
    }

    /// The kinds asked for that no ranking answers.
    pub(super) fn open_kinds(&self, query: &Query) -> Vec<Kind> {
        let has_part = self.part(&query.scope).is_some();
        let is_open = |kind: &Kind| !(has_part && self.is_settled(query, *kind));
        let asked = Kind::ALL.into_iter().filter(|kind| query.asks_for(*kind));
        asked.filter(is_open).collect()
    }

    /// What a part of the general ranking comes to.
    pub(super) fn ranked_stats(&self, part: Part) -> Stats {
        match part {
            Part::Everyone => self.stats,
            Part::Agent(agent) => self.agents[agent as usize].summary.opportunities,
            Part::Nobody => Stats::default(),
        }
    }
}
