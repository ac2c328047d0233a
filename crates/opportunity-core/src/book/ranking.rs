//! Opportunities in order.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use crate::rules::{Judgement, Kind};

/// An opportunity found: what orders it, and where it lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) key: (i128, i128),
    pub(super) entry: Entry,
    /// The agent's place in the book.
    pub(super) agent: u32,
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
    places: Vec<u32>,
    kinds: Vec<Kind>,
    /// Positions in the list, agent after agent, each agent's in order.
    by_agent: Vec<u32>,
    /// Where each agent's part of `by_agent` begins, and the end of the last.
    agent_starts: Vec<u32>,
}

/// Whose part of a ranking.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    Everyone,
    /// By the agent's place in the book.
    Agent(u32),
    Nobody,
}

impl Candidate {
    /// A kind's own list may have an order of its own; the list of all kinds has one for all.
    pub(super) fn new(judgement: &Judgement, own_list: bool, entry: Entry, agent: u32) -> Self {
        let general = (judgement.risk_score.hundredths().into(), judgement.potential_increase.0);
        let key = judgement.own_order.filter(|_| own_list).unwrap_or(general);
        Self { key, entry, agent }
    }
}

impl Ranking {
    /// The ranking of what was found, in order, among so many agents.
    pub(super) fn new(found: &[Candidate], agents: usize) -> Self {
        let mut agent_starts = vec![0u32; agents + 1];
        for candidate in found {
            agent_starts[candidate.agent as usize + 1] += 1;
        }
        for agent in 1..agent_starts.len() {
            agent_starts[agent] += agent_starts[agent - 1];
        }
        let mut next = agent_starts.clone();
        let mut by_agent = vec![0u32; found.len()];
        for (position, candidate) in (0..).zip(found) {
            let place = &mut next[candidate.agent as usize];
            by_agent[*place as usize] = position;
            *place += 1;
        }
        Self {
            places: found.iter().map(|candidate| candidate.entry.place).collect(),
            kinds: found.iter().map(|candidate| candidate.entry.kind).collect(),
            by_agent,
            agent_starts,
        }
    }

    /// How many entries a part has, and those from `offset` on, at most `limit` of them.
    pub(super) fn page(&self, part: Part, offset: usize, limit: usize) -> (usize, Vec<Entry>) {
        let whole = self.whole(part);
        (whole.len(), cut(whole, offset, limit).map(|nth| self.nth(part, nth)).collect())
    }

    /// All entries of a part, in order.
    pub(super) fn entries(&self, part: Part) -> impl Iterator<Item = Entry> {
        self.whole(part).map(move |nth| self.nth(part, nth))
    }

    fn whole(&self, part: Part) -> Range<usize> {
        match part {
            Part::Everyone => 0..self.places.len(),
            Part::Nobody => 0..0,
            Part::Agent(agent) => {
                let agent = agent as usize;
                self.agent_starts[agent] as usize..self.agent_starts[agent + 1] as usize
            }
        }
    }

    fn nth(&self, part: Part, nth: usize) -> Entry {
        match part {
            Part::Everyone | Part::Nobody => self.entry(nth),
            Part::Agent(_) => self.entry(self.by_agent[nth] as usize),
        }
    }

    fn entry(&self, position: usize) -> Entry {
        Entry { kind: self.kinds[position], place: self.places[position] }
    }

    pub(super) fn bytes(&self) -> usize {
        let words =
            self.places.capacity() + self.by_agent.capacity() + self.agent_starts.capacity();
        words * size_of::<u32>() + self.kinds.capacity() * size_of::<Kind>()
    }
}

/// That page of a range, as far as the range goes.
fn cut(whole: Range<usize>, offset: usize, limit: usize) -> Range<usize> {
    let start = whole.start.saturating_add(offset).min(whole.end);
    start..start.saturating_add(limit).min(whole.end)
}
