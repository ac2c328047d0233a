//! Lists: who is to be called, in order, a page at a time.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use chrono::NaiveDate;

use super::best::Best;
use super::prospects::Prospects;
use super::ranking::{Candidate, Entry, Part};
use super::{AgentIndex, Book};
use crate::opportunity::Opportunity;
use crate::policy::{Limits, Policy};
use crate::rules::{Judgement, Kind, Subject};
use crate::silence::Silence;

/// Which opportunities are asked for. The default asks for all of them, on the book's date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// One kind, in that kind's own order; or all of them in one order.
    pub kind: Option<Kind>,
    /// Whose clients.
    pub scope: Scope,
    /// The thresholds.
    pub policy: Policy,
    /// The date to ask for; the book's own where none is given, or an earlier one: a book knows more
    /// than that day did, and cannot be rolled back.
    pub as_of: Option<NaiveDate>,
}

impl Query {
    fn asks_for(&self, kind: Kind) -> bool {
        self.kind.is_none_or(|only| only == kind)
    }
}

/// Whose clients a question is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Every agent's.
    #[default]
    Everyone,
    /// Those of the agents whose internal or external id this is, which may be none.
    Agent(String),
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Page<'a> {
    /// How many opportunities the whole list has.
    pub total: usize,
    /// The ones on this page, in order.
    pub opportunities: Vec<Opportunity<'a>>,
}

impl Book {
    /// The opportunities from `offset` on, at most `limit` of them, and how many there are in all.
    #[must_use]
    pub fn page(&self, query: &Query, offset: usize, limit: usize) -> Page<'_> {
        let list = self.list(query, offset, limit);
        Page { total: list.total(), opportunities: list.collect() }
    }

    /// The part of a ranking that answers, where the question is one of those ranked beforehand.
    pub(super) fn ranked_part(&self, query: &Query) -> Option<Part> {
        let own_date = self.date(query.as_of) == self.as_of;
        if !own_date || query.policy != Policy::default() {
            return None;
        }
        match &query.scope {
            Scope::Everyone => Some(Part::Everyone),
            Scope::Agent(id) => match self.find_agents(id).as_slice() {
                [] => Some(Part::Nobody),
                [agent] => Some(Part::Agent(*agent)),
                _ => None,
            },
        }
    }

    /// Whether the answer was worked out when the book was built; any other takes one pass.
    #[must_use]
    pub fn is_ranked(&self, query: &Query) -> bool {
        self.ranked_part(query).is_some()
    }

    /// The entries of one page, found in one pass.
    pub(super) fn select(&self, query: &Query, offset: usize, limit: usize) -> (usize, Vec<Entry>) {
        let mut best = Best::new(self, offset.saturating_add(limit));
        self.each_candidate(query, |candidate| best.take(candidate));
        let (total, in_order) = best.in_order();
        (total, in_order.into_iter().skip(offset).collect())
    }

    pub(super) fn each_candidate(&self, query: &Query, mut found: impl FnMut(Candidate)) {
        let own_list = query.kind.is_some();
        self.each_judgement(query, |judgement, entry, agent| {
            found(Candidate::new(judgement, own_list, entry, agent));
        });
    }

    /// One pass over the rows in scope.
    pub(super) fn each_judgement(
        &self,
        query: &Query,
        mut found: impl FnMut(&Judgement, Entry, AgentIndex),
    ) {
        let Some(as_of) = self.date(query.as_of) else { return };
        // Agent after agent, so that each one's rows are fetched from memory once for all kinds.
        let judge = |agent| {
            let clients = self.clients_of_agent(agent);
            for kind in Kind::ALL.into_iter().filter(|kind| query.asks_for(*kind)) {
                let limits = query.policy.of(kind);
                self.judge_clients(kind, clients.clone(), as_of, limits, |said, place| {
                    found(said, Entry { kind, place }, agent);
                });
            }
        };
        match &query.scope {
            Scope::Everyone => (0..).take(self.agents.len()).for_each(judge),
            Scope::Agent(id) => self.find_agents(id).into_iter().for_each(judge),
        }
    }

    fn judge_clients(
        &self,
        kind: Kind,
        clients: Range<usize>,
        as_of: NaiveDate,
        limits: &Limits,
        mut found: impl FnMut(&Judgement, u32),
    ) {
        let prospects = &self.prospects[kind.index()];
        match kind.rule().subject {
            Subject::Sip { judge, .. } => {
                prospects.each_within(self.rows_of_clients(clients), |row| {
                    if let Ok(judgement) = judge(&self.digests[row], as_of, limits) {
                        found(&judgement, place(row));
                    }
                });
            }
            Subject::Client { judge, .. } => prospects.each_within(clients, |client| {
                if let Ok(judgement) = judge(self.account(client), as_of, limits) {
                    found(&judgement, place(client));
                }
            }),
        }
    }

    /// The places where a kind is not silent for good.
    pub(super) fn find_prospects(&self, kind: Kind) -> Prospects {
        let Some(as_of) = self.as_of else { return Prospects::default() };
        let limits = Limits::of(kind.rule());
        let may_speak = |said: Result<Judgement, Silence>| !said.is_err_and(Silence::is_lasting);
        match kind.rule().subject {
            Subject::Sip { judge, .. } => Prospects::of(self.digests.len(), |row| {
                may_speak(judge(&self.digests[row], as_of, &limits))
            }),
            Subject::Client { judge, .. } => Prospects::of(self.clients.len(), |client| {
                may_speak(judge(self.account(client), as_of, &limits))
            }),
        }
    }

    fn rows_of_clients(&self, clients: Range<usize>) -> Range<usize> {
        if clients.is_empty() {
            return 0..0;
        }
        self.rows_of_client(clients.start).start..self.rows_of_client(clients.end - 1).end
    }
}

/// Rows are counted by 32 bits, which the builder keeps to.
fn place(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
