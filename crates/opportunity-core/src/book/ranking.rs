//! Opportunities in order.

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::{Ordering, Reverse};
use core::ops::Range;

use super::texts::beginning;
use super::{AgentIndex, Book, Query};
use crate::rules::{Judgement, Kind, Subject};

/// An opportunity found: what orders it, and where it lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) key: (i128, i128),
    pub(super) entry: Entry,
    pub(super) agent: AgentIndex,
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
    Agent(AgentIndex),
    Nobody,
}

impl Candidate {
    /// A kind's own list may have an order of its own; the list of all kinds has one for all.
    pub(super) fn new(
        judgement: &Judgement,
        own_list: bool,
        entry: Entry,
        agent: AgentIndex,
    ) -> Self {
        let general = (judgement.risk_score.hundredths().into(), judgement.potential_increase.0);
        let key = judgement.own_order.filter(|_| own_list).unwrap_or(general);
        Self { key, entry, agent }
    }
}

impl Ranking {
    /// The ranking of what was found, in order, among so many agents.
    fn new(found: &[Candidate], agents: usize) -> Self {
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

impl Book {
    /// Ranks what the default thresholds find on the book's date, and adds it up.
    pub(super) fn rank(&mut self) {
        self.prospects = Kind::ALL.map(|kind| self.find_prospects(kind));
        let mut found = Vec::new();
        let mut has_own_order = [false; Kind::ALL.len()];
        self.each_judgement(&Query::default(), &Kind::ALL, |judgement, entry, agent| {
            has_own_order[entry.kind.index()] |= judgement.own_order.is_some();
            found.push(Candidate::new(judgement, false, entry, agent));
        });
        self.summarise_agents(&found);
        self.sort(&mut found);
        let agents = self.agents.len();
        for kind in Kind::ALL {
            let of_kind = if has_own_order[kind.index()] {
                let mut own = self.candidates(kind);
                self.sort(&mut own);
                own
            } else {
                found.iter().filter(|candidate| candidate.entry.kind == kind).copied().collect()
            };
            self.rankings[kind.index() + 1] = Ranking::new(&of_kind, agents);
        }
        self.rankings[0] = Ranking::new(&found, agents);
    }

    /// Puts them in order as [`Book::order`] has it, looking up ids only where all else is equal.
    fn sort(&self, found: &mut [Candidate]) {
        let rank = |candidate: &Candidate| (Reverse(candidate.key), candidate.entry.kind);
        found.sort_unstable_by_key(rank);
        for equals in found.chunk_by_mut(|a, b| rank(a) == rank(b)) {
            equals.sort_by_cached_key(|candidate| {
                let ids = self.ids_in_order(candidate.entry);
                (beginning(ids[0]), ids)
            });
        }
    }

    /// What the default thresholds find of a kind, in no order.
    fn candidates(&self, kind: Kind) -> Vec<Candidate> {
        let mut found = Vec::new();
        self.each_judgement(&Query::default(), &[kind], |judgement, entry, agent| {
            found.push(Candidate::new(judgement, true, entry, agent));
        });
        found
    }

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
}
