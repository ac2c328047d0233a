//! Laying a book out.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use chrono::NaiveDate;

use super::layout::{Agent, AgentSummary, Book, Client};
use super::texts::{TEXT_TOO_LONG, Texts, beginning};
use crate::digest::{BadFacts, SipDigest, StatusWord};
use crate::sip::{SipFacts, external_id_of};

/// Collects SIPs, in any order, into a [`Book`].
#[derive(Debug)]
pub struct BookBuilder {
    as_of: NaiveDate,
    digests: Vec<SipDigest>,
    /// Of each digest, by its number among those met.
    agents: Vec<u32>,
    agent_numbers: BTreeMap<String, u32>,
    /// Client and SIP id of each digest, in turn.
    ids: Texts,
    status_words: Vec<String>,
    status_places: BTreeMap<String, u32>,
    external_ids: BTreeMap<String, String>,
}

/// Where a digest belongs: its agent's rank, and how the ids of its client and SIP begin.
struct Place {
    client_begins: u64,
    sip_begins: u64,
    agent_rank: u32,
    digest: u32,
}

impl Place {
    fn of_one_account(a: &Self, b: &Self) -> bool {
        (a.agent_rank, a.client_begins) == (b.agent_rank, b.client_begins)
    }
}

impl BookBuilder {
    pub(super) fn new(as_of: NaiveDate) -> Self {
        Self {
            as_of,
            digests: Vec::new(),
            agents: Vec::new(),
            agent_numbers: BTreeMap::new(),
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
        let mut digest = SipDigest::new(facts)?;
        if facts.deleted {
            return Ok(());
        }
        let agent = self.agent(facts.agent_id);
        digest.status_word = StatusWord(self.status(facts.status));
        self.push(agent, facts.user_id, facts.sip_meta_id, digest);
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
        let status_words: Vec<u32> =
            book.status_words.iter().map(|word| self.status(word)).collect();
        for (place, agent) in (0..).zip(&book.agents) {
            let AgentSummary { agent_id, agent_external_id, .. } = &agent.summary;
            if let Some(name) = agent_external_id {
                self.external_id(agent_id, name);
            }
            let number = self.agent(agent_id);
            for client in book.clients_of_agent(place) {
                let user_id = book.user_ids.get(client);
                for row in book.rows_of_client(client) {
                    let (sip_meta_id, mut digest) = (book.sip_ids.get(row), book.digests[row]);
                    if keeps(agent_id, user_id, sip_meta_id, &digest) {
                        digest.status_word =
                            StatusWord(status_words[digest.status_word.0 as usize]);
                        self.push(number, user_id, sip_meta_id, digest);
                    }
                }
            }
        }
    }

    /// Forgets the external ids named so far.
    pub fn forget_external_ids(&mut self) {
        self.external_ids.clear();
    }

    fn push(&mut self, agent: u32, user_id: &str, sip_meta_id: &str, digest: SipDigest) {
        self.digests.push(digest);
        self.agents.push(agent);
        self.ids.push(user_id);
        self.ids.push(sip_meta_id);
    }

    fn agent(&mut self, agent_id: &str) -> u32 {
        number_of(&mut self.agent_numbers, agent_id)
    }

    fn status(&mut self, word: &str) -> u32 {
        let place = number_of(&mut self.status_places, word);
        if place as usize == self.status_words.len() {
            self.status_words.push(word.to_owned());
        }
        place
    }

    fn ids_of(&self, digest: u32) -> [&str; 2] {
        let first = digest as usize * 2;
        [self.ids.get(first), self.ids.get(first + 1)]
    }

    /// The digests by agent, then by how the ids of client and SIP begin.
    fn places(&self) -> Vec<Place> {
        let mut ranks = vec![0; self.agent_numbers.len()];
        for (rank, number) in (0..).zip(self.agent_numbers.values()) {
            ranks[*number as usize] = rank;
        }
        let place = |(digest, agent): (u32, &u32)| {
            let [client_begins, sip_begins] = self.ids_of(digest).map(beginning);
            Place { client_begins, sip_begins, agent_rank: ranks[*agent as usize], digest }
        };
        let mut places: Vec<Place> = (0..).zip(&self.agents).map(place).collect();
        // A stable sort goes through what is in order already, such as the rows of an older book.
        places.sort_by_key(|place| (place.agent_rank, place.client_begins, place.sip_begins));
        places
    }

    /// Ids that begin alike are compared in full.
    fn put_in_order(&self, account: &mut [Place]) {
        let ids = |place: &Place| self.ids_of(place.digest);
        if !account.is_sorted_by_key(ids) {
            account.sort_by_key(ids);
        }
    }

    /// Lays the book out and ranks what the default thresholds find.
    #[must_use]
    pub fn build(self) -> Book {
        let agent_ids: Vec<&str> = self.agent_numbers.keys().map(String::as_str).collect();
        let mut book = Book { as_of: Some(self.as_of), ..Book::default() };
        book.digests.reserve_exact(self.digests.len());
        for account in self.places().chunk_by_mut(Place::of_one_account) {
            self.put_in_order(account);
            for place in account {
                let [user_id, sip_meta_id] = self.ids_of(place.digest);
                book.open_account(agent_ids[place.agent_rank as usize], user_id);
                book.digests.push(self.digests[place.digest as usize]);
                book.sip_ids.push(sip_meta_id);
            }
        }
        book.status_words = self.status_words;
        book.name_agents(&self.external_ids);
        book.sip_ids.shrink_to_fit();
        book.user_ids.shrink_to_fit();
        book.index_clients();
        book.rank();
        book
    }
}

/// The number of a word among those met, in the order in which they were.
fn number_of(numbers: &mut BTreeMap<String, u32>, word: &str) -> u32 {
    if let Some(number) = numbers.get(word) {
        return *number;
    }
    let number = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    numbers.insert(word.to_owned(), number);
    number
}

impl Book {
    /// A book to be filled, as of a date.
    #[must_use]
    pub fn builder(as_of: NaiveDate) -> BookBuilder {
        BookBuilder::new(as_of)
    }

    /// A builder that begins with those SIPs of this book that `keeps` says yes to, and with its
    /// agents' external ids; `as_of` is the new book's date. `keeps` is asked by agent, client and
    /// SIP, in the order of these ids.
    ///
    /// With what has changed since added, it makes the book that all records would make.
    #[must_use]
    pub fn rebuilder(
        &self,
        as_of: NaiveDate,
        keeps: impl FnMut(&str, &str, &str, &SipDigest) -> bool,
    ) -> BookBuilder {
        let mut builder = Self::builder(as_of);
        builder.add_those_of(self, keeps);
        builder
    }

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
}
