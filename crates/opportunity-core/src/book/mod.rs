//! The portfolio as of a date, laid out for scanning, and the questions it answers.
//!
//! Rows lie in the order of agent, client, SIP, so that an agent's book and a client's account are
//! each one slice. What the default thresholds find on the book's own date is ranked when the book
//! is built; other thresholds and later dates take one pass over what may have something to say.

mod best;
mod build;
mod clients;
mod listing;
mod prospects;
mod query;
mod ranking;
mod stats;
mod texts;

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use chrono::NaiveDate;

use crate::account::AccountDigest;
use crate::digest::SipDigest;
use crate::money::Paise;
use crate::rules::Kind;

pub use build::BookBuilder;
pub use listing::Listing;
pub use query::{Page, Query, Scope};
pub use stats::{Stats, Tally};

use prospects::Prospects;
use ranking::Ranking;
use texts::Texts;

/// An immutable portfolio as of a date, each SIP once, deleted ones out.
///
/// Whatever the order in which SIPs were added, it answers the same, as long as none was added
/// twice: that is for the caller to see to, and both would count.
///
/// ```
/// use opportunity_core::{Book, Kind, Paise, Query, SipRecord};
/// let as_of = "2026-01-30".parse()?;
/// let sip = SipRecord {
///     sip_meta_id: "135".into(),
///     amount: Paise::from_rupees(2_000),
///     failed_amount: Some(Paise::from_rupees(6_000)),
///     ..SipRecord::default()
/// };
/// let mut builder = Book::builder(as_of);
/// builder.add(&sip.facts(&[], as_of))?;
/// let book = builder.build();
///
/// let failed = Query { kind: Some(Kind::FailedSips), ..Query::default() };
/// let page = book.page(&failed, 0, 10);
/// assert_eq!((page.total, page.opportunities[0].sip_meta_id), (1, Some("135")));
/// assert_eq!(book.stats(&failed).total().potential_revenue, Paise::from_rupees(6_000));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Book {
    as_of: Option<NaiveDate>,
    digests: Vec<SipDigest>,
    sip_ids: Texts,
    status_words: Vec<String>,
    clients: Vec<Client>,
    user_ids: Texts,
    /// Every client of every agent, by client id, then agent.
    clients_by_id: Vec<u32>,
    agents: Vec<Agent>,
    agents_by_external_id: BTreeMap<String, Vec<AgentIndex>>,
    prospects: [Prospects; Kind::ALL.len()],
    /// One for the list of all kinds, then one a kind.
    rankings: [Ranking; 1 + Kind::ALL.len()],
    stats: Stats,
    agents_by_aum: Vec<AgentIndex>,
}

/// An agent's place in a book.
type AgentIndex = u32;

#[derive(Clone, Copy, Debug)]
struct Client {
    first_row: u32,
}

#[derive(Clone, Debug)]
struct Agent {
    first_client: u32,
    summary: AgentSummary,
}

/// An agent's totals on the book's date, deleted SIPs out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct AgentSummary {
    /// The agent's internal id.
    pub agent_id: String,
    /// The agent's id in other systems.
    pub agent_external_id: Option<String>,
    /// SIPs.
    pub total_sips: u64,
    /// Lifetime money invested.
    pub total_aum: Paise,
    /// Clients.
    pub total_clients: u64,
    /// SIPs that are active and have not ended.
    pub active_sips: u64,
    /// What those invest a month.
    pub monthly_sip_amount: Paise,
    /// Lifetime money whose debit failed.
    pub failed_amount: Paise,
    /// Opportunities at the default thresholds.
    pub opportunities: Stats,
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

    /// An agent's external id, where the book holds the agent and knows it.
    #[must_use]
    pub fn external_id(&self, agent_id: &str) -> Option<&str> {
        let agent = self.find_agent(agent_id)?;
        self.agents[agent as usize].summary.agent_external_id.as_deref()
    }

    /// The internal ids of the agents whose internal or external id this is.
    pub fn agents_known_as(&self, id: &str) -> impl Iterator<Item = &str> {
        let agents = self.find_agents(id).into_iter();
        agents.map(|agent| self.agents[agent as usize].summary.agent_id.as_str())
    }

    /// The date it speaks of; none before anything was imported.
    #[must_use]
    pub fn as_of(&self) -> Option<NaiveDate> {
        self.as_of
    }

    /// The date that a question for `asked` is answered as of: never one before the book's.
    fn date(&self, asked: Option<NaiveDate>) -> Option<NaiveDate> {
        self.as_of.map(|own| asked.map_or(own, |asked| asked.max(own)))
    }

    /// How many SIPs it holds, deleted ones out.
    #[must_use]
    pub fn sip_count(&self) -> usize {
        self.digests.len()
    }

    /// Every agent's totals, by assets under management descending, then agent id.
    pub fn agents(&self) -> impl ExactSizeIterator<Item = &AgentSummary> {
        self.agents_by_aum.iter().map(|agent| &self.agents[*agent as usize].summary)
    }

    /// The agent with this internal id.
    fn find_agent(&self, id: &str) -> Option<AgentIndex> {
        let by_id = |agent: &Agent| agent.summary.agent_id.as_str().cmp(id);
        self.agents.binary_search_by(by_id).ok().map(place)
    }

    /// The agents whose internal or external id this is.
    fn find_agents(&self, id: &str) -> Vec<AgentIndex> {
        let mut found: Vec<AgentIndex> =
            self.agents_by_external_id.get(id).cloned().unwrap_or_default();
        found.extend(self.find_agent(id));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The memory it takes, in bytes.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        self.digests.capacity() * size_of::<SipDigest>()
            + self.clients.capacity() * size_of::<Client>()
            + self.clients_by_id.capacity() * size_of::<u32>()
            + self.agents.capacity() * size_of::<Agent>()
            + self.sip_ids.bytes()
            + self.user_ids.bytes()
            + self.prospects.iter().map(Prospects::bytes).sum::<usize>()
            + self.rankings.iter().map(Ranking::bytes).sum::<usize>()
    }

    fn rows_of_client(&self, client: usize) -> Range<usize> {
        let start = self.clients[client].first_row as usize;
        let end =
            self.clients.get(client + 1).map_or(self.digests.len(), |next| next.first_row as usize);
        start..end
    }

    fn clients_of_agent(&self, agent: AgentIndex) -> Range<usize> {
        let agent = agent as usize;
        let start = self.agents[agent].first_client as usize;
        let end = self
            .agents
            .get(agent + 1)
            .map_or(self.clients.len(), |next| next.first_client as usize);
        start..end
    }

    fn account(&self, client: usize) -> AccountDigest<'_> {
        AccountDigest::new(&self.digests[self.rows_of_client(client)])
    }

    /// The client of a row, one of those.
    fn client_of_row(&self, row: usize, of: Range<usize>) -> usize {
        let first = of.start;
        first + self.clients[of].partition_point(|client| client.first_row as usize <= row) - 1
    }

    fn agent_of_client(&self, client: usize) -> &AgentSummary {
        &self.agents[self.agent_index_of_client(client) as usize].summary
    }

    fn agent_index_of_client(&self, client: usize) -> AgentIndex {
        place(self.agents.partition_point(|agent| agent.first_client as usize <= client) - 1)
    }

    fn ranking(&self, list: Option<Kind>) -> &Ranking {
        &self.rankings[list.map_or(0, |kind| kind.index() + 1)]
    }
}

/// Rows, clients and agents are counted by 32 bits, which the builder keeps to.
fn place(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
