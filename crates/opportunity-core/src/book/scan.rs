//! One pass over the rows: what other thresholds and later dates take.

use core::ops::Range;

use chrono::NaiveDate;

use super::layout::{AgentIndex, Book, place};
use super::prospects::Prospects;
use super::query::Query;
use super::ranking::Entry;
use crate::rules::{Judgement, Kind, Subject};
use crate::silence::Silence;
use crate::threshold::Limits;

impl Book {
    pub(super) fn judge(
        &self,
        Entry { kind, place }: Entry,
        as_of: NaiveDate,
        limits: &Limits,
    ) -> Result<Judgement, Silence> {
        match kind.rule().subject {
            Subject::Sip { judge, .. } => judge(self.sips.sip(place as usize), as_of, limits),
            Subject::Client { judge, .. } => judge(self.account(place as usize), as_of, limits),
        }
    }

    pub(super) fn agent_of(&self, Entry { kind, place }: Entry) -> AgentIndex {
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

    /// Judges those of some clients that are not silent for good.
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
                    if let Ok(judgement) = judge(self.sips.sip(row), as_of, limits) {
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

    /// Judges every place of a kind by the default thresholds on the book's own date, and tells where
    /// the kind is not silent for good.
    pub(super) fn judge_all(
        &self,
        kind: Kind,
        mut found: impl FnMut(&Judgement, Entry, AgentIndex),
    ) -> Prospects {
        let Some(as_of) = self.as_of else { return Prospects::default() };
        let limits = Limits::defaults(kind.rule().thresholds);
        let mut agents = self.agents_by_place(kind);
        let mut may_speak = |place: u32, said: Result<Judgement, Silence>| match said {
            Ok(judgement) => {
                found(&judgement, Entry { kind, place }, agents.of(place));
                true
            }
            Err(silence) => !silence.is_lasting(),
        };
        match kind.rule().subject {
            Subject::Sip { judge, .. } => Prospects::of(self.sips.len(), |row| {
                may_speak(place(row), judge(self.sips.sip(row), as_of, &limits))
            }),
            Subject::Client { judge, .. } => Prospects::of(self.clients.len(), |client| {
                may_speak(place(client), judge(self.account(client), as_of, &limits))
            }),
        }
    }

    /// The agents of a kind's places.
    fn agents_by_place(&self, kind: Kind) -> AgentsByPlace<impl Fn(AgentIndex) -> u32> {
        let is_sip = matches!(kind.rule().subject, Subject::Sip { .. });
        let ends_at = move |agent| {
            let clients = self.clients_of_agent(agent);
            place(if is_sip { self.rows_of_clients(clients).end } else { clients.end })
        };
        AgentsByPlace { agent: 0, ends_at }
    }
}

/// The agents of places that are asked for in order.
struct AgentsByPlace<F> {
    agent: AgentIndex,
    /// Behind which place an agent's end.
    ends_at: F,
}

impl<F: Fn(AgentIndex) -> u32> AgentsByPlace<F> {
    fn of(&mut self, place: u32) -> AgentIndex {
        while (self.ends_at)(self.agent) <= place {
            self.agent += 1;
        }
        self.agent
    }
}
