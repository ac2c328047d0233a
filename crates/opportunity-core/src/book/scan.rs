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
            Subject::Sip { judge, .. } => judge(&self.digests[place as usize], as_of, limits),
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
        let limits = Limits::defaults(kind.rule().thresholds);
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
}
