//! Laying a book out.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use chrono::NaiveDate;

use super::layout::{Agent, AgentSummary, Book, Client};
use super::texts::{TEXT_TOO_LONG, Texts, beginning};
use crate::account::AccountTotals;
use crate::bad_facts::{BadFacts, SipTwice};
use crate::digest::SipDigest;
use crate::facts::SipFacts;
use crate::sip::external_id_of;
use crate::sip_table::{SipTable, WordPlaces, WorkedOut};
use crate::twice::{given_twice, hash};

/// Collects SIPs, in any order, into a [`Book`].
#[derive(Debug)]
pub struct BookBuilder {
    as_of: NaiveDate,
    sips: SipTable,
    words: WordPlaces,
    /// Of each SIP, its agent by its number among those met.
    agents: Vec<u32>,
    agent_numbers: BTreeMap<String, u32>,
    /// Client and SIP id of each, in turn.
    ids: Texts,
    /// Of each SIP's id, taken while the id is at hand.
    hashes: Vec<u64>,
    /// So many of the first are of one book, whose SIPs are known to differ.
    distinct: usize,
    external_ids: BTreeMap<String, String>,
}

/// Where a SIP belongs: its agent's rank, and how the ids of its client and itself begin.
struct Place {
    client_begins: u64,
    sip_begins: u64,
    agent_rank: u32,
    /// Its position among those given.
    sip: u32,
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
            sips: SipTable::default(),
            words: WordPlaces::default(),
            agents: Vec::new(),
            agent_numbers: BTreeMap::new(),
            ids: Texts::default(),
            hashes: Vec::new(),
            distinct: 0,
            external_ids: BTreeMap::new(),
        }
    }

    /// Adds a SIP, each `sip_meta_id` once: [`build`](Self::build) refuses one that is given twice.
    /// Deleted ones are left out of a book.
    ///
    /// # Errors
    /// [`BadFacts`]: those of [`SipFacts::findings`], [`BadFacts::EmptyId`], [`BadFacts::IdTooLong`], and
    /// [`BadFacts::LaterThanBook`]. The builder is as it was.
    pub fn add(&mut self, facts: &SipFacts<'_>) -> Result<(), BadFacts> {
        for (field, id) in [
            ("sip_meta_id", facts.sip_meta_id),
            ("user_id", facts.user_id),
            ("agent_id", facts.agent_id),
        ] {
            check_id(field, id)?;
        }
        self.check_date(facts.record_as_of)?;
        let sip = WorkedOut::of(facts)?;
        if !facts.is_deleted() {
            let agent = self.agent(facts.agent_id);
            self.sips.push(&sip, &mut self.words);
            self.place(agent, facts.user_id, facts.sip_meta_id);
        }
        Ok(())
    }

    /// Names an agent's external id. That of [`UNASSIGNED_AGENT`](crate::UNASSIGNED_AGENT) stays as
    /// it is.
    pub fn external_id(&mut self, agent_id: &str, external_id: &str) {
        self.external_ids.insert(agent_id.to_owned(), external_id.to_owned());
    }

    fn check_date(&self, record_as_of: NaiveDate) -> Result<(), BadFacts> {
        let as_of = self.as_of;
        if record_as_of > as_of {
            return Err(BadFacts::LaterThanBook { record_as_of, as_of });
        }
        Ok(())
    }

    /// Begins with the SIPs of another book that `retains` says yes to: it is asked by agent, client
    /// and SIP, as the book has them. Agents have the external ids that they have there.
    fn begin_with(
        &mut self,
        book: &Book,
        mut retains: impl FnMut(&str, &str, &str, &SipDigest) -> bool,
    ) -> Result<(), BadFacts> {
        self.sips.reserve(book.sips.len());
        self.hashes.reserve(book.sips.len());
        self.words = self.sips.begin_with_words_of(&book.sips);
        for (place, agent) in (0..).zip(&book.agents) {
            let AgentSummary { agent_id, agent_external_id, .. } = &agent.summary;
            if let Some(name) = agent_external_id {
                self.external_id(agent_id, name);
            }
            let agent = self.agent(agent_id);
            for client in book.clients_of_agent(place) {
                let user_id = book.user_ids.get(client);
                for row in book.rows_of_client(client) {
                    let (sip_meta_id, digest) = (book.sip_ids.get(row), &book.sips.digests()[row]);
                    if retains(agent_id, user_id, sip_meta_id, digest) {
                        self.check_date(digest.record_as_of())?;
                        self.sips.push_row_of(&book.sips, row);
                        self.place(agent, user_id, sip_meta_id);
                    }
                }
            }
        }
        self.distinct = self.sips.len();
        Ok(())
    }

    /// Forgets the external ids named so far.
    pub fn forget_external_ids(&mut self) {
        self.external_ids.clear();
    }

    /// Says whose the SIP is that was added last.
    fn place(&mut self, agent: u32, user_id: &str, sip_meta_id: &str) {
        self.agents.push(agent);
        self.hashes.push(hash(sip_meta_id));
        self.ids.push(user_id);
        self.ids.push(sip_meta_id);
    }

    fn agent(&mut self, agent_id: &str) -> u32 {
        number_of(&mut self.agent_numbers, agent_id)
    }

    fn ids_of(&self, sip: u32) -> [&str; 2] {
        let first = sip as usize * 2;
        [self.ids.get(first), self.ids.get(first + 1)]
    }

    /// The SIPs by agent, then by how the ids of client and SIP begin.
    fn places(&self) -> Vec<Place> {
        let mut ranks = vec![0; self.agent_numbers.len()];
        for (rank, number) in (0..).zip(self.agent_numbers.values()) {
            ranks[*number as usize] = rank;
        }
        let place = |(sip, agent): (u32, &u32)| {
            let [client_begins, sip_begins] = self.ids_of(sip).map(beginning);
            Place { client_begins, sip_begins, agent_rank: ranks[*agent as usize], sip }
        };
        let mut places: Vec<Place> = (0..).zip(&self.agents).map(place).collect();
        // The rows of an older book come in order, which a stable sort makes use of.
        places.sort_by_key(|place| (place.agent_rank, place.client_begins, place.sip_begins));
        places
    }

    /// Puts an account's SIPs in order by their whole ids: their places know only how these begin.
    fn put_in_order(&self, account: &mut [Place]) {
        let ids = |place: &Place| self.ids_of(place.sip);
        if !account.is_sorted_by_key(ids) {
            account.sort_by_key(ids);
        }
    }

    /// Lays the book out and ranks what the default thresholds find.
    ///
    /// # Errors
    /// [`SipTwice`] where a SIP was given twice, if under different agents or clients: both would
    /// count. It is found out here, for all of them at once at a small part of the work.
    pub fn build(self) -> Result<Book, SipTwice> {
        let sip_ids = (0..self.sips.len()).map(|sip| self.ids.get(sip * 2 + 1));
        if let Some(sip_meta_id) = given_twice(sip_ids, &self.hashes, self.distinct) {
            return Err(SipTwice { sip_meta_id: sip_meta_id.to_owned() });
        }
        let agent_ids: Vec<&str> = self.agent_numbers.keys().map(String::as_str).collect();
        let mut book = Book { as_of: Some(self.as_of), ..Book::default() };
        book.sips.reserve(self.sips.len());
        book.sips.begin_with_words_of(&self.sips);
        for account in self.places().chunk_by_mut(Place::of_one_account) {
            self.put_in_order(account);
            for place in account {
                let [user_id, sip_meta_id] = self.ids_of(place.sip);
                book.open_account(agent_ids[place.agent_rank as usize], user_id);
                book.sips.push_row_of(&self.sips, place.sip as usize);
                book.sip_ids.push(sip_meta_id);
            }
        }
        book.add_up_accounts();
        book.name_agents(&self.external_ids);
        book.sips.forget_unused_words();
        book.sips.shrink_to_fit();
        book.clients.shrink_to_fit();
        book.sip_ids.shrink_to_fit();
        book.user_ids.shrink_to_fit();
        book.index_clients();
        book.rank();
        Ok(book)
    }
}

fn check_id(field: &'static str, id: &str) -> Result<(), BadFacts> {
    match id.len() {
        0 => Err(BadFacts::EmptyId { field }),
        TEXT_TOO_LONG.. => Err(BadFacts::IdTooLong),
        _ => Ok(()),
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

    /// A builder that begins with those SIPs of this book that `retains` says yes to, and with its
    /// agents' external ids; `as_of` is the new book's date. `retains` is asked by agent, client and
    /// SIP, in the order of these ids.
    ///
    /// With what has changed since added, it makes the book that all records would make.
    ///
    /// # Errors
    /// [`BadFacts::LaterThanBook`] for a SIP that is retained and whose record is later than
    /// `as_of`.
    pub fn rebuilder(
        &self,
        as_of: NaiveDate,
        retains: impl FnMut(&str, &str, &str, &SipDigest) -> bool,
    ) -> Result<BookBuilder, BadFacts> {
        let mut builder = Self::builder(as_of);
        builder.begin_with(self, retains)?;
        Ok(builder)
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
        let first_row = u32::try_from(self.sips.len()).unwrap_or(u32::MAX);
        self.clients.push(Client { first_row, totals: AccountTotals::default() });
        self.user_ids.push(user_id);
    }

    fn add_up_accounts(&mut self) {
        for client in 0..self.clients.len() {
            let rows = self.rows_of_client(client);
            self.clients[client].totals = AccountTotals::of(&self.sips.digests()[rows]);
        }
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
