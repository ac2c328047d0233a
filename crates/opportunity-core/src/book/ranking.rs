//! Opportunities in order.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::merged::Merged;
use crate::halves::Halves;
use crate::rules::{Judgement, Kind};

/// An opportunity found: what orders it, and where it lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) key: (Halves, Halves),
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

/// Whose part of a ranking.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    Everyone,
    /// By the agent's place in the book.
    Agent(u32),
    Nobody,
}

const KINDS: usize = Kind::ALL.len();

/// The list of all kinds in its order, and in it that of each kind and each agent.
///
/// An opportunity takes thirteen bytes: its place, its kind, and its position among those of its
/// kind, and of its agent and kind. An agent's list of all kinds is merged from those.
#[derive(Debug, Default)]
pub(super) struct Ranking {
    places: Vec<u32>,
    kinds: Vec<Kind>,
    of_kinds: Groups,
    /// Agent after agent, of each of them kind after kind.
    of_agents: Groups,
}

/// The list of one kind that has an order of its own, and in it that of each agent.
#[derive(Debug, Default)]
pub(super) struct OwnRanking {
    places: Vec<u32>,
    of_agents: Groups,
}

/// Positions in a list, group after group, each group's in order.
#[derive(Debug, Default)]
struct Groups {
    positions: Vec<u32>,
    /// Where each group begins, and the end of the last.
    starts: Vec<u32>,
}

impl Candidate {
    /// A kind's own list may have an order of its own; the list of all kinds has one for all.
    pub(super) fn new(judgement: &Judgement, own_list: bool, entry: Entry, agent: u32) -> Self {
        Self { key: judgement.key(own_list), entry, agent }
    }

    fn agent_and_kind(&self) -> usize {
        self.agent as usize * KINDS + self.entry.kind.index()
    }
}

impl Groups {
    /// The members of a list by their groups, of which there are so many.
    fn of(groups: usize, members: impl Iterator<Item = usize> + Clone) -> Self {
        let mut starts = vec![0u32; groups + 1];
        for group in members.clone() {
            starts[group + 1] += 1;
        }
        for group in 1..starts.len() {
            starts[group] += starts[group - 1];
        }
        let mut next = starts.clone();
        let mut positions = vec![0u32; starts[groups] as usize];
        for (position, group) in (0..).zip(members) {
            let place = &mut next[group];
            positions[*place as usize] = position;
            *place += 1;
        }
        Self { positions, starts }
    }

    /// The members of a group; none in the ranking of a book that was never filled.
    fn group(&self, group: usize) -> &[u32] {
        match self.starts.get(group..group + 2) {
            Some(&[start, end]) => &self.positions[start as usize..end as usize],
            _ => &[],
        }
    }

    fn bytes(&self) -> usize {
        (self.positions.capacity() + self.starts.capacity()) * size_of::<u32>()
    }
}

impl Ranking {
    /// The ranking of what was found, in order, among so many agents.
    pub(super) fn new(found: &[Candidate], agents: usize) -> Self {
        let kinds = found.iter().map(|candidate| candidate.entry.kind);
        Self {
            places: found.iter().map(|candidate| candidate.entry.place).collect(),
            kinds: kinds.clone().collect(),
            of_kinds: Groups::of(KINDS, kinds.map(Kind::index)),
            of_agents: Groups::of(agents * KINDS, found.iter().map(Candidate::agent_and_kind)),
        }
    }

    /// How many entries a part has, and those from `offset` on, at most `limit` of them.
    pub(super) fn page(&self, part: Part, offset: usize, limit: usize) -> (usize, Vec<Entry>) {
        match part {
            Part::Nobody => (0, Vec::new()),
            Part::Everyone => {
                let page = cut(self.places.len(), offset, limit);
                (self.places.len(), page.map(|position| self.entry(position)).collect())
            }
            Part::Agent(agent) => {
                let list = self.merged(agent);
                let page = list.skip_to(offset).take(limit);
                (list.len(), page.map(|position| self.entry(position as usize)).collect())
            }
        }
    }

    /// The same of one kind.
    pub(super) fn page_of_kind(
        &self,
        kind: Kind,
        part: Part,
        offset: usize,
        limit: usize,
    ) -> (usize, Vec<Entry>) {
        let list = match part {
            Part::Nobody => &[],
            Part::Everyone => self.of_kinds.group(kind.index()),
            Part::Agent(agent) => self.of_agents.group(agent as usize * KINDS + kind.index()),
        };
        let page = &list[cut(list.len(), offset, limit)];
        (list.len(), page.iter().map(|position| self.entry(*position as usize)).collect())
    }

    /// All entries of a part, in order.
    pub(super) fn entries(&self, part: Part) -> impl Iterator<Item = Entry> {
        let (everyone, agent) = match part {
            Part::Nobody => (0..0, None),
            Part::Everyone => (0..self.places.len(), None),
            Part::Agent(agent) => (0..0, Some(self.merged(agent))),
        };
        let of_agent = agent.into_iter().flatten().map(|position| position as usize);
        everyone.chain(of_agent).map(|position| self.entry(position))
    }

    fn merged(&self, agent: u32) -> Merged<'_, KINDS> {
        let first = agent as usize * KINDS;
        Merged::of(core::array::from_fn(|kind| self.of_agents.group(first + kind)))
    }

    fn entry(&self, position: usize) -> Entry {
        Entry { kind: self.kinds[position], place: self.places[position] }
    }

    pub(super) fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<u32>()
            + self.kinds.capacity() * size_of::<Kind>()
            + self.of_kinds.bytes()
            + self.of_agents.bytes()
    }
}

impl OwnRanking {
    /// The ranking of what was found of one kind, in its own order, among so many agents.
    pub(super) fn new(found: &[Candidate], agents: usize) -> Self {
        let members = found.iter().map(|candidate| candidate.agent as usize);
        Self {
            places: found.iter().map(|candidate| candidate.entry.place).collect(),
            of_agents: Groups::of(agents, members),
        }
    }

    /// How many entries a part has, and those from `offset` on, at most `limit` of them.
    pub(super) fn page(
        &self,
        kind: Kind,
        part: Part,
        offset: usize,
        limit: usize,
    ) -> (usize, Vec<Entry>) {
        let entry = |position: usize| Entry { kind, place: self.places[position] };
        match part {
            Part::Nobody => (0, Vec::new()),
            Part::Everyone => {
                let page = cut(self.places.len(), offset, limit);
                (self.places.len(), page.map(entry).collect())
            }
            Part::Agent(agent) => {
                let list = self.of_agents.group(agent as usize);
                let page = &list[cut(list.len(), offset, limit)];
                (list.len(), page.iter().map(|position| entry(*position as usize)).collect())
            }
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<u32>() + self.of_agents.bytes()
    }
}

/// That page of so many entries, as far as they go.
fn cut(entries: usize, offset: usize, limit: usize) -> Range<usize> {
    let start = offset.min(entries);
    start..start.saturating_add(limit).min(entries)
}
