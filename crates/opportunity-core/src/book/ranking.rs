//! Opportunities in order.

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::{AgentIndex, Book};
use crate::rules::{Judgement, Kind, Subject};

/// An opportunity found: what orders it, and where it lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) key: (i128, i128),
    pub(super) entry: Entry,
}

/// The row (or the client, for a kind about clients) that an opportunity is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) kind: Kind,
    pub(super) place: u32,
}

/// A list in its order, for the whole book and for each agent.
#[derive(Debug, Default)]
pub(super) struct Ranking {
    everyone: Vec<Entry>,
    by_agent: Vec<Entry>,
    /// Where each agent's part of `by_agent` begins, and the end of the last.
    agent_starts: Vec<u32>,
}

impl Candidate {
    /// A kind's own list may have an order of its own; the list of all kinds has one for all.
    pub(super) fn new(judgement: &Judgement, own_list: bool, entry: Entry) -> Self {
        let general = (judgement.risk_score.hundredths().into(), judgement.potential_increase.0);
        let key = judgement.own_order.filter(|_| own_list).unwrap_or(general);
        Self { key, entry }
    }
}

impl Ranking {
    pub(super) fn new(book: &Book, mut found: Vec<Candidate>) -> Self {
        found.sort_unstable_by(|a, b| book.order(a, b));
        let everyone: Vec<Entry> = found.iter().map(|candidate| candidate.entry).collect();
        drop(found);

        let agents: Vec<AgentIndex> =
            everyone.iter().map(|entry| book.agent_of_entry(*entry)).collect();
        let mut agent_starts = vec![0u32; book.agents.len() + 1];
        for agent in &agents {
            agent_starts[*agent as usize + 1] += 1;
        }
        for agent in 1..agent_starts.len() {
            agent_starts[agent] += agent_starts[agent - 1];
        }
        let mut next = agent_starts.clone();
        let mut by_agent = everyone.clone();
        for (entry, agent) in everyone.iter().zip(agents) {
            let place = &mut next[agent as usize];
            by_agent[*place as usize] = *entry;
            *place += 1;
        }
        Self { everyone, by_agent, agent_starts }
    }

    pub(super) fn everyone(&self) -> &[Entry] {
        &self.everyone
    }

    pub(super) fn of_agent(&self, agent: AgentIndex) -> &[Entry] {
        let agent = agent as usize;
        &self.by_agent[self.agent_starts[agent] as usize..self.agent_starts[agent + 1] as usize]
    }

    pub(super) fn bytes(&self) -> usize {
        (self.everyone.capacity() + self.by_agent.capacity()) * size_of::<Entry>()
            + self.agent_starts.capacity() * size_of::<u32>()
    }
}

impl Book {
    /// The larger key first; then the kind; then SIP, client and agent, by bytes.
    pub(super) fn order(&self, a: &Candidate, b: &Candidate) -> Ordering {
        b.key
            .cmp(&a.key)
            .then_with(|| a.entry.kind.cmp(&b.entry.kind))
            .then_with(|| self.ids_in_order(a.entry).cmp(&self.ids_in_order(b.entry)))
    }

    fn ids_in_order(&self, entry: Entry) -> [&str; 2] {
        let place = entry.place as usize;
        match entry.kind.rule().subject {
            // No two SIPs share an id.
            Subject::Sip { .. } => [self.sip_ids.get(place), ""],
            Subject::Client { .. } => {
                [self.user_ids.get(place), &self.agent_of_client(place).agent_id]
            }
        }
    }

    pub(super) fn client_of_entry(&self, entry: Entry) -> usize {
        match entry.kind.rule().subject {
            Subject::Sip { .. } => self.client_of_row(entry.place as usize),
            Subject::Client { .. } => entry.place as usize,
        }
    }

    pub(super) fn agent_of_entry(&self, entry: Entry) -> AgentIndex {
        let client = self.client_of_entry(entry);
        let after = self.agents.partition_point(|agent| agent.first_client as usize <= client);
        u32::try_from(after - 1).unwrap_or(0)
    }
}
