//! Lists: who is to be called, in order, a page at a time, put into words as it is read.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use chrono::NaiveDate;

use super::best::Best;
use super::layout::{AgentSummary, Book};
use super::query::Query;
use super::ranking::{Candidate, Entry, Part};
use crate::finding::{About, account_outcome, sip_outcome};
use crate::opportunity::Opportunity;
use crate::policy::Policy;
use crate::rules::{Kind, Subject};

/// The opportunities of a part of a list, in order. Each is put into words when it is taken, so that
/// a long part never lies in memory whole.
#[derive(Clone, Debug)]
pub struct Listing<'a> {
    book: &'a Book,
    as_of: NaiveDate,
    policy: Policy,
    total: usize,
    /// The agent of all of them, where they have one in common.
    agent: Option<&'a AgentSummary>,
    /// Where their clients lie.
    clients: Range<usize>,
    entries: vec::IntoIter<Entry>,
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

    /// The opportunities from `offset` on, at most `limit` of them, one by one.
    #[must_use]
    pub fn list(&self, query: &Query, offset: usize, limit: usize) -> Listing<'_> {
        let part = self.ranked_part(query);
        let (total, entries) = match part {
            Some(part) => self.ranked_page(query.kind, part, offset, limit),
            None => self.select(query, offset, limit),
        };
        let (agent, clients) = match part {
            Some(Part::Agent(agent)) => {
                (Some(&self.agents[agent as usize].summary), self.clients_of_agent(agent))
            }
            _ => (None, 0..self.clients.len()),
        };
        Listing {
            book: self,
            // A book without a date has nothing to list.
            as_of: self.date(query.as_of).unwrap_or_default(),
            policy: query.policy,
            total,
            agent,
            clients,
            entries: entries.into_iter(),
        }
    }

    /// The entries of one page: the best of what is settled and of what one pass finds.
    fn select(&self, query: &Query, offset: usize, limit: usize) -> (usize, Vec<Entry>) {
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

    /// Takes the first entries of the kinds that are not open from the general ranking.
    fn take_settled(&self, query: &Query, part: Part, open: &[Kind], best: &mut Best<'_>) {
        let Some(as_of) = self.date(query.as_of) else { return };
        let is_settled = |kind: Kind| query.asks_for(kind) && !open.contains(&kind);
        let counts = Kind::ALL.into_iter().filter(|kind| is_settled(*kind));
        best.count(counts.map(|kind| self.ranked_stats(part).of(kind).count).sum());
        let entries = self.ranking.entries(part).filter(|entry| is_settled(entry.kind));
        for entry in entries.take(best.most()) {
            if let Ok(judgement) = self.judge(entry, as_of, query.policy.of(entry.kind)) {
                best.offer(Candidate::new(&judgement, false, entry, self.agent_of(entry)));
            }
        }
    }
}

impl<'a> Listing<'a> {
    /// How many opportunities the whole list has.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// What is said about an entry, in words.
    #[inline]
    fn opportunity(&self, Entry { kind, place }: Entry) -> Option<Opportunity<'a>> {
        let Self { book, as_of, ref policy, .. } = *self;
        let place = place as usize;
        let outcome = match kind.rule().subject {
            Subject::Sip { .. } => {
                let client = book.client_of_row(place, self.clients.clone());
                let sip_meta_id = Some(book.sip_ids.get(place));
                let about = About { sip_meta_id, ..self.about_client(client) };
                let words = || book.sips.words_of(place);
                sip_outcome(kind, book.sips.sip(place), words, about, as_of, policy)
            }
            Subject::Client { .. } => {
                account_outcome(kind, book.account(place), self.about_client(place), as_of, policy)
            }
        };
        outcome?.ok()
    }

    fn about_client(&self, client: usize) -> About<'a> {
        let agent = self.agent.unwrap_or_else(|| self.book.agent_of_client(client));
        self.book.about(client, agent)
    }
}

impl<'a> Iterator for Listing<'a> {
    type Item = Opportunity<'a>;

    fn next(&mut self) -> Option<Opportunity<'a>> {
        // Each entry was worth saying when the list was made, and is again. Should a rule judge by
        // more than it declares, a list that is one short is better than a server that stops.
        loop {
            let entry = self.entries.next()?;
            let said = self.opportunity(entry);
            debug_assert!(said.is_some(), "a rule judges otherwise than it declares: {entry:?}");
            if said.is_some() {
                return said;
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}
