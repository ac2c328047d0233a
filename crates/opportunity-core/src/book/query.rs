//! Lists: who is to be called, in order, a page at a time.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use chrono::NaiveDate;

use super::best::Best;
use super::prospects::Prospects;
use super::ranking::{Candidate, Entry, Part};
use super::{AgentIndex, Book, place};
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
    pub(super) fn asks_for(&self, kind: Kind) -> bool {
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
    /// Those of the agents with these internal ids.
    Agents(Vec<String>),
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
        let mut asked = Kind::ALL.into_iter().filter(|kind| query.asks_for(*kind));
        let part = self.part(&query.scope)?;
        asked.all(|kind| self.is_settled(query, kind)).then_some(part)
    }

    /// Whether what a kind has to say was worked out when the book was built.
    fn is_settled(&self, query: &Query, kind: Kind) -> bool {
        let own_date = self.date(query.as_of) == self.as_of;
        (own_date || !kind.rule().depends_on_date)
            && *query.policy.of(kind) == Limits::of(kind.rule())
    }

    /// The part of every ranking that is in scope, where it is one.
    pub(super) fn part(&self, scope: &Scope) -> Option<Part> {
        let Some(agents) = self.agents_in(scope) else { return Some(Part::Everyone) };
        match agents.as_slice() {
            [] => Some(Part::Nobody),
            [agent] => Some(Part::Agent(*agent)),
            _ => None,
        }
    }

    /// The agents in scope, each once; nothing where that is everyone.
    fn agents_in(&self, scope: &Scope) -> Option<Vec<AgentIndex>> {
        match scope {
            Scope::Everyone => None,
            Scope::Agent(id) => Some(self.find_agents(id)),
            Scope::Agents(ids) => {
                let mut found: Vec<_> = ids.iter().filter_map(|id| self.find_agent(id)).collect();
                found.sort_unstable();
                found.dedup();
                Some(found)
            }
        }
    }

    /// Whether the answer was worked out when the book was built; any other takes one pass.
    #[must_use]
    pub fn is_ranked(&self, query: &Query) -> bool {
        self.ranked_part(query).is_some()
    }

    /// The entries of one page: the best of what is settled and of what one pass finds.
    pub(super) fn select(&self, query: &Query, offset: usize, limit: usize) -> (usize, Vec<Entry>) {
        let mut best = Best::new(self, offset.saturating_add(limit));
        let open = self.open_kinds(query);
        if let Some(part) = self.part(&query.scope) {
            self.take_settled(query, part, &open, &mut best);
        }
        self.each_judgement(query, &open, |judgement, entry, agent| {
            best.take(Candidate::new(judgement, query.kind.is_some(), entry, agent));
        });
        best.page(offset)
    }

    /// The kinds asked for that no ranking answers.
    pub(super) fn open_kinds(&self, query: &Query) -> Vec<Kind> {
        let has_part = self.part(&query.scope).is_some();
        let is_open = |kind: &Kind| !(has_part && self.is_settled(query, *kind));
        let asked = Kind::ALL.into_iter().filter(|kind| query.asks_for(*kind));
        asked.filter(is_open).collect()
    }

    /// Takes the first entries of the kinds that are not open from the general ranking.
    fn take_settled(&self, query: &Query, part: Part, open: &[Kind], best: &mut Best<'_>) {
        let Some(as_of) = self.date(query.as_of) else { return };
        let is_settled = |kind: Kind| query.asks_for(kind) && !open.contains(&kind);
        let counts = Kind::ALL.into_iter().filter(|kind| is_settled(*kind));
        best.count(counts.map(|kind| self.ranked_stats(part).of(kind).count).sum());
        let entries = self.ranking(None).entries(part).filter(|entry| is_settled(entry.kind));
        for entry in entries.take(best.most()) {
            if let Ok(judgement) = self.judge(entry, as_of, query.policy.of(entry.kind)) {
                best.offer(Candidate::new(&judgement, false, entry, self.agent_of(entry)));
            }
        }
    }

    fn judge(
        &self,
        Entry { kind, place }: Entry,
        as_of: NaiveDate,
        limits: &Limits,
    ) -> Result<Judgement, Silence> {
        match kind.rule().subject {
            Subject::Sip { judge, .. } => judge(&self.digests[place as usize], as_of, limits),
            Subject::Client { judge, .. } => judge(self.account(place as usize), as_of, limits),
        }
    }

    fn agent_of(&self, Entry { kind, place }: Entry) -> AgentIndex {
        let client = match kind.rule().subject {
            Subject::Sip { .. } => self.client_of_row(place as usize, 0..self.clients.len()),
            Subject::Client { .. } => place as usize,
        };
        self.agent_index_of_client(client)
    }

    /// One pass over the rows in scope, for these kinds.
    pub(super) fn each_judgement(
        &self,
        query: &Query,
        kinds: &[Kind],
        mut found: impl FnMut(&Judgement, Entry, AgentIndex),
    ) {
        let Some(as_of) = self.date(query.as_of).filter(|_| !kinds.is_empty()) else { return };
        // Agent after agent, so that each one's rows are fetched from memory once for all kinds.
        let judge = |agent| {
            let clients = self.clients_of_agent(agent);
            for kind in kinds.iter().copied() {
                let limits = query.policy.of(kind);
                self.judge_clients(kind, clients.clone(), as_of, limits, |said, place| {
                    found(said, Entry { kind, place }, agent);
                });
            }
        };
        match self.agents_in(&query.scope) {
            None => (0..).take(self.agents.len()).for_each(judge),
            Some(agents) => agents.into_iter().for_each(judge),
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
