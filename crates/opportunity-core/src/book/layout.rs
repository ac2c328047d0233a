//! Where everything lies in a book.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use chrono::NaiveDate;

use super::prospects::Prospects;
use super::ranking::{Entry, OwnRanking, Part, Ranking};
use super::tally::Stats;
use super::texts::Texts;
use crate::account::{AccountDigest, AccountTotals};
use crate::money::Paise;
use crate::rules::Kind;
use crate::sip_table::SipTable;

/// An immutable portfolio as of a date, each SIP once, deleted ones out.
///
/// Whatever the order in which SIPs were added, it answers the same.
///
/// ```
/// use opportunity_core::{Book, Kind, Paise, Query, SipRecord};
/// let as_of = "2026-01-30".parse()?;
/// let sip = SipRecord {
///     sip_meta_id: "135".into(),
///     user_id: "anita".into(),
///     amount: Paise::from_rupees(2_000),
///     failed_amount: Some(Paise::from_rupees(6_000)),
///     ..SipRecord::default()
/// };
/// let mut builder = Book::builder(as_of);
/// builder.add(&sip.facts(&[], as_of))?;
/// let book = builder.build()?;
///
/// let failed = Query { kind: Some(Kind::FailedSips), ..Query::default() };
/// let page = book.page(&failed, 0, 10);
/// assert_eq!((page.total, page.opportunities[0].sip_meta_id), (1, Some("135")));
/// assert_eq!(book.stats(&failed).total().potential_revenue, Paise::from_rupees(6_000));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Book {
    pub(super) as_of: Option<NaiveDate>,
    pub(super) sips: SipTable,
    pub(super) sip_ids: Texts,
    pub(super) clients: Vec<Client>,
    pub(super) user_ids: Texts,
    /// Every client of every agent, by client id, then agent.
    pub(super) clients_by_id: Vec<u32>,
    pub(super) agents: Vec<Agent>,
    pub(super) agents_by_external_id: BTreeMap<String, Vec<AgentIndex>>,
    pub(super) prospects: [Prospects; Kind::ALL.len()],
    pub(super) ranking: Ranking,
    /// Of each kind that has an order of its own.
    pub(super) own_rankings: [Option<OwnRanking>; Kind::ALL.len()],
    pub(super) stats: Stats,
    pub(super) agents_by_aum: Vec<AgentIndex>,
}

/// An agent's place in a book.
pub(super) type AgentIndex = u32;

#[derive(Clone, Copy, Debug)]
pub(super) struct Client {
    pub(super) first_row: u32,
    pub(super) totals: AccountTotals,
}

#[derive(Clone, Debug)]
pub(super) struct Agent {
    pub(super) first_client: u32,
    pub(super) summary: AgentSummary,
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
    pub(super) fn date(&self, asked: Option<NaiveDate>) -> Option<NaiveDate> {
        self.as_of.map(|own| asked.map_or(own, |asked| asked.max(own)))
    }

    /// How many SIPs it holds, deleted ones out.
    #[must_use]
    pub fn sip_count(&self) -> usize {
        self.sips.len()
    }

    /// Every agent's totals, by assets under management descending, then agent id.
    pub fn agents(&self) -> impl ExactSizeIterator<Item = &AgentSummary> {
        self.agents_by_aum.iter().map(|agent| &self.agents[*agent as usize].summary)
    }

    /// The agent with this internal id.
    pub(super) fn find_agent(&self, id: &str) -> Option<AgentIndex> {
        let by_id = |agent: &Agent| agent.summary.agent_id.as_str().cmp(id);
        self.agents.binary_search_by(by_id).ok().map(place)
    }

    /// The agents whose internal or external id this is.
    pub(super) fn find_agents(&self, id: &str) -> Vec<AgentIndex> {
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
        self.sips.bytes()
            + self.clients.capacity() * size_of::<Client>()
            + self.clients_by_id.capacity() * size_of::<u32>()
            + self.agents.capacity() * size_of::<Agent>()
            + self.sip_ids.bytes()
            + self.user_ids.bytes()
            + self.prospects.iter().map(Prospects::bytes).sum::<usize>()
            + self.ranking.bytes()
            + self.own_rankings.iter().flatten().map(OwnRanking::bytes).sum::<usize>()
    }

    pub(super) fn rows_of_client(&self, client: usize) -> Range<usize> {
        let start = self.clients[client].first_row as usize;
        let end =
            self.clients.get(client + 1).map_or(self.sips.len(), |next| next.first_row as usize);
        start..end
    }

    pub(super) fn rows_of_clients(&self, clients: Range<usize>) -> Range<usize> {
        if clients.is_empty() {
            return 0..0;
        }
        self.rows_of_client(clients.start).start..self.rows_of_client(clients.end - 1).end
    }

    pub(super) fn clients_of_agent(&self, agent: AgentIndex) -> Range<usize> {
        let agent = agent as usize;
        let start = self.agents[agent].first_client as usize;
        let end = self
            .agents
            .get(agent + 1)
            .map_or(self.clients.len(), |next| next.first_client as usize);
        start..end
    }

    pub(super) fn account(&self, client: usize) -> AccountDigest<'_> {
        let sips = &self.sips.digests()[self.rows_of_client(client)];
        AccountDigest::with_totals(sips, self.clients[client].totals)
    }

    /// The client of a row, which is one of these clients.
    pub(super) fn client_of_row(&self, row: usize, of: Range<usize>) -> usize {
        let first = of.start;
        first + self.clients[of].partition_point(|client| client.first_row as usize <= row) - 1
    }

    pub(super) fn agent_of_client(&self, client: usize) -> &AgentSummary {
        &self.agents[self.agent_index_of_client(client) as usize].summary
    }

    pub(super) fn agent_index_of_client(&self, client: usize) -> AgentIndex {
        place(self.agents.partition_point(|agent| agent.first_client as usize <= client) - 1)
    }

    /// A page of what is ranked, of one kind or of all.
    pub(super) fn ranked_page(
        &self,
        list: Option<Kind>,
        part: Part,
        offset: usize,
        limit: usize,
    ) -> (usize, Vec<Entry>) {
        let Some(kind) = list else { return self.ranking.page(part, offset, limit) };
        match &self.own_rankings[kind.index()] {
            Some(own) => own.page(kind, part, offset, limit),
            None => self.ranking.page_of_kind(kind, part, offset, limit),
        }
    }
}

/// A position in 32 bits: more SIPs than these can count would not fit a machine's memory.
pub(super) fn place(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
