//! Laying a book out.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Reverse;

use chrono::NaiveDate;

use super::ranking::Ranking;
use super::texts::{TEXT_TOO_LONG, Texts};
use super::{Agent, AgentIndex, AgentSummary, Book, Client, Query};
use crate::digest::{BadFacts, SipDigest};
use crate::rules::Kind;
use crate::sip::{SipFacts, external_id_of};

/// Collects SIPs, in any order, into a [`Book`].
#[derive(Debug)]
pub struct BookBuilder {
    as_of: NaiveDate,
    drafts: Vec<Draft>,
    /// Agent, client and SIP id of each draft, in turn.
    ids: Texts,
    status_words: Vec<String>,
    status_places: BTreeMap<String, u32>,
    external_ids: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Draft {
    digest: SipDigest,
    status: u32,
}

impl BookBuilder {
    pub(super) fn new(as_of: NaiveDate) -> Self {
        Self {
            as_of,
            drafts: Vec::new(),
            ids: Texts::default(),
            status_words: Vec::new(),
            status_places: BTreeMap::new(),
            external_ids: BTreeMap::new(),
        }
    }

    /// Adds a SIP, each `sip_meta_id` once. Deleted ones are left out of a book.
    ///
    /// # Errors
    /// [`BadFacts`] for facts that cannot be.
    pub fn add(&mut self, facts: &SipFacts<'_>) -> Result<(), BadFacts> {
        let ids = [facts.agent_id, facts.user_id, facts.sip_meta_id];
        if ids.iter().any(|id| id.len() >= TEXT_TOO_LONG) {
            return Err(BadFacts::IdTooLong);
        }
        let digest = SipDigest::new(facts)?;
        if facts.deleted {
            return Ok(());
        }
        let status = self.status(facts.status);
        self.push(ids, Draft { digest, status });
        Ok(())
    }

    /// Names an agent's external id. That of [`UNASSIGNED_AGENT`](crate::UNASSIGNED_AGENT) cannot be named otherwise.
    pub fn external_id(&mut self, agent_id: &str, external_id: &str) {
        self.external_ids.insert(agent_id.to_owned(), external_id.to_owned());
    }

    /// Adds the SIPs of another book that `keeps` says yes to: it is asked by agent, client and SIP,
    /// as the book has them. Agents keep their external ids.
    pub(super) fn add_those_of(
        &mut self,
        book: &Book,
        mut keeps: impl FnMut(&str, &str, &str, &SipDigest) -> bool,
    ) {
        for (place, agent) in (0..).zip(&book.agents) {
            let AgentSummary { agent_id, agent_external_id, .. } = &agent.summary;
            if let Some(name) = agent_external_id {
                self.external_id(agent_id, name);
            }
            for client in book.clients_of_agent(place) {
                let user_id = book.user_ids.get(client);
                for row in book.rows_of_client(client) {
                    let (sip_meta_id, digest) = (book.sip_ids.get(row), book.digests[row]);
                    if keeps(agent_id, user_id, sip_meta_id, &digest) {
                        let status = self.status(book.status(row));
                        self.push([agent_id, user_id, sip_meta_id], Draft { digest, status });
                    }
                }
            }
        }
    }

    /// Forgets the external ids named so far.
    pub fn forget_external_ids(&mut self) {
        self.external_ids.clear();
    }

    fn push(&mut self, ids: [&str; 3], draft: Draft) {
        self.drafts.push(draft);
        for id in ids {
            self.ids.push(id);
        }
    }

    fn status(&mut self, word: &str) -> u32 {
        if let Some(place) = self.status_places.get(word) {
            return *place;
        }
        let place = u32::try_from(self.status_words.len()).unwrap_or(u32::MAX);
        self.status_words.push(word.to_owned());
        self.status_places.insert(word.to_owned(), place);
        place
    }

    fn ids_of(&self, draft: u32) -> [&str; 3] {
        let first = draft as usize * 3;
        [self.ids.get(first), self.ids.get(first + 1), self.ids.get(first + 2)]
    }

    /// Lays the book out and ranks what the default thresholds find.
    #[must_use]
    pub fn build(self) -> Book {
        let mut order: Vec<u32> = (0u32..).take(self.drafts.len()).collect();
        // A stable sort goes through what is in order already, such as the rows of an older book.
        order.sort_by_key(|draft| self.ids_of(*draft));
        let mut book = Book { as_of: Some(self.as_of), ..Book::default() };
        book.digests.reserve_exact(order.len());
        book.statuses.reserve_exact(order.len());
        for draft in order {
            let [agent_id, user_id, sip_meta_id] = self.ids_of(draft);
            book.open_account(agent_id, user_id);
            let Draft { digest, status } = &self.drafts[draft as usize];
            book.digests.push(*digest);
            book.statuses.push(*status);
            book.sip_ids.push(sip_meta_id);
        }
        book.status_words = self.status_words;
        book.name_agents(&self.external_ids);
        book.sip_ids.shrink_to_fit();
        book.user_ids.shrink_to_fit();
        book.rank();
        book
    }
}

impl Book {
    /// Starts a client, and an agent, where the next row is not of the last one's.
    fn open_account(&mut self, agent_id: &str, user_id: &str) {
        let same_agent = self.agents.last().is_some_and(|agent| agent.summary.agent_id == agent_id);
        let last_client = self.clients.len().checked_sub(1);
        if same_agent && last_client.is_some_and(|last| self.user_ids.get(last) == user_id) {
            return;
        }
        if !same_agent {
            let first_client = u32::try_from(self.clients.len()).unwrap_or(u32::MAX);
            let summary = AgentSummary { agent_id: agent_id.to_owned(), ..AgentSummary::default() };
            self.agents.push(Agent { first_client, summary });
        }
        let first_row = u32::try_from(self.digests.len()).unwrap_or(u32::MAX);
        self.clients.push(Client { first_row });
        self.user_ids.push(user_id);
    }

    fn name_agents(&mut self, external_ids: &BTreeMap<String, String>) {
        for (place, agent) in (0..).zip(&mut self.agents) {
            let summary = &mut agent.summary;
            let named = external_ids.get(&summary.agent_id).map(String::as_str);
            let external_id = external_id_of(&summary.agent_id, named);
            summary.agent_external_id = external_id.map(str::to_owned);
            if let Some(name) = external_id {
                self.agents_by_external_id.entry(name.to_owned()).or_default().push(place);
            }
        }
    }

    fn rank(&mut self) {
        let everything = Query::default();
        let found = self.candidates(&everything);
        let tallies = self.tally_by_agent(&found);
        for (place, opportunities) in (0..).zip(tallies) {
            self.stats += opportunities;
            let summary = self.summarise(place);
            self.agents[place as usize].summary = AgentSummary { opportunities, ..summary };
        }
        let mut by_aum: Vec<AgentIndex> = (0..).take(self.agents.len()).collect();
        // Agents lie in the order of their ids, which a stable sort keeps among equals.
        by_aum.sort_by_key(|agent| Reverse(self.agents[*agent as usize].summary.total_aum));
        self.agents_by_aum = by_aum;

        self.rankings[0] = Ranking::new(self, found);
        for kind in Kind::ALL {
            let only = Query { kind: Some(kind), ..everything.clone() };
            self.rankings[kind.index() + 1] = Ranking::new(self, self.candidates(&only));
        }
    }

    fn summarise(&self, place: AgentIndex) -> AgentSummary {
        let clients = self.clients_of_agent(place);
        let mut summary = self.agents[place as usize].summary.clone();
        summary.total_clients = clients.len() as u64;
        for sip in clients.flat_map(|client| &self.digests[self.rows_of_client(client)]) {
            summary.total_sips += 1;
            summary.total_aum += sip.total_invested();
            summary.failed_amount += sip.failed_amount();
            if self.as_of.is_some_and(|as_of| sip.is_live(as_of)) {
                summary.active_sips += 1;
                summary.monthly_sip_amount += sip.monthly_amount();
            }
        }
        summary
    }
}
