//! The client accounts of a book, one by one, for what is built on the rules: each with its SIPs, and
//! with what the rules find at the default thresholds on the book's own date.

use core::ops::Range;

use super::layout::{AgentIndex, AgentSummary, Book};
use super::ranking::Entry;
use crate::account::AccountDigest;
use crate::finding::{About, account_outcome, sip_outcome};
use crate::opportunity::Opportunity;
use crate::policy::Policy;
use crate::rules::{Judgement, Kind, Subject};
use crate::sip_table::Sip;
use crate::threshold::Limits;

/// One client account of a [`Book`]: the SIPs of one client under one agent, deleted ones out.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    book: &'a Book,
    agent: AgentIndex,
    client: usize,
}

/// One SIP of an [`Account`].
#[derive(Clone, Copy, Debug)]
pub struct AccountSip<'a> {
    account: Account<'a>,
    row: usize,
}

impl Book {
    /// Every account, by `agent_id`, then `user_id`, by bytes.
    pub fn accounts(&self) -> impl Iterator<Item = Account<'_>> {
        (0..).take(self.agents.len()).flat_map(move |agent| {
            self.clients_of_agent(agent).map(move |client| Account { book: self, agent, client })
        })
    }

    /// How many accounts it holds.
    #[must_use]
    pub fn account_count(&self) -> usize {
        self.clients.len()
    }

    /// The account at a place that [`Account::place`] gave; none where the book has no such place.
    #[must_use]
    pub fn account_at(&self, place: usize) -> Option<Account<'_>> {
        let agent = || self.agent_index_of_client(place);
        (place < self.clients.len()).then(|| Account { book: self, agent: agent(), client: place })
    }

    /// The client of the account at a place; empty where the book has no such place.
    #[must_use]
    pub fn user_id_at(&self, place: usize) -> &str {
        if place < self.clients.len() { self.user_ids.get(place) } else { "" }
    }

    /// The places of an agent's accounts, by the agent's internal id; none for an unknown one.
    #[must_use]
    pub fn account_places(&self, agent_id: &str) -> Range<usize> {
        self.find_agent(agent_id).map_or(0..0, |agent| self.clients_of_agent(agent))
    }

    /// A client's accounts, one for each agent, by `agent_id`.
    pub fn accounts_of(&self, user_id: &str) -> impl Iterator<Item = Account<'_>> {
        self.places_of_client(user_id).iter().filter_map(|place| self.account_at(*place as usize))
    }

    /// How many agents it holds.
    #[must_use]
    pub fn agent_count(&self) -> usize {
        self.agents.len()
    }

    /// The place of an agent among all by `agent_id`, as [`Account::agent_place`] counts.
    #[must_use]
    pub fn agent_place(&self, agent_id: &str) -> Option<usize> {
        self.find_agent(agent_id).map(|agent| agent as usize)
    }

    /// The totals of the agent at a place.
    #[must_use]
    pub fn agent_at(&self, place: usize) -> Option<&AgentSummary> {
        self.agents.get(place).map(|agent| &agent.summary)
    }
}

impl<'a> Account<'a> {
    /// Its place among [`Book::accounts`].
    #[must_use]
    pub fn place(self) -> usize {
        self.client
    }

    /// The place of its agent among the book's agents, by `agent_id`.
    #[must_use]
    pub fn agent_place(self) -> usize {
        self.agent as usize
    }

    /// The client.
    #[must_use]
    pub fn user_id(self) -> &'a str {
        self.book.user_ids.get(self.client)
    }

    /// The agent under whom it is.
    #[must_use]
    pub fn agent_id(self) -> &'a str {
        &self.summary().agent_id
    }

    /// The agent's id in other systems.
    #[must_use]
    pub fn agent_external_id(self) -> Option<&'a str> {
        self.summary().agent_external_id.as_deref()
    }

    fn summary(self) -> &'a AgentSummary {
        &self.book.agents[self.agent as usize].summary
    }

    /// What the rules see of it.
    #[must_use]
    pub fn digest(self) -> AccountDigest<'a> {
        self.book.account(self.client)
    }

    /// Its SIPs, by `sip_meta_id`.
    pub fn sips(self) -> impl Iterator<Item = AccountSip<'a>> {
        self.book.rows_of_client(self.client).map(move |row| AccountSip { account: self, row })
    }

    /// Its SIP of this id.
    #[must_use]
    pub fn sip(self, sip_meta_id: &str) -> Option<AccountSip<'a>> {
        let rows = self.book.rows_of_client(self.client);
        let id = |row: usize| self.book.sip_ids.get(row);
        let (mut low, mut high) = (rows.start, rows.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if id(middle) < sip_meta_id { low = middle + 1 } else { high = middle }
        }
        (low < rows.end && id(low) == sip_meta_id).then_some(AccountSip { account: self, row: low })
    }

    /// How a kind about accounts ranks it; none where the rule is silent, or is about SIPs.
    #[must_use]
    pub fn judgement(self, kind: Kind) -> Option<Judgement> {
        matches!(kind.rule().subject, Subject::Client { .. })
            .then(|| self.judge(kind, self.client))?
    }

    /// What a kind about accounts says of it, in words.
    #[must_use]
    pub fn opportunity(self, kind: Kind) -> Option<Opportunity<'a>> {
        let as_of = self.book.as_of?;
        account_outcome(kind, self.digest(), self.about(), as_of, &Policy::default())?.ok()
    }

    fn about(self) -> About<'a> {
        self.book.about(self.client, self.summary())
    }

    /// By the default thresholds on the book's own date. Most places are known to be silent.
    fn judge(self, kind: Kind, place: usize) -> Option<Judgement> {
        let as_of = self.book.as_of?;
        if !self.book.prospects[kind.index()].has(place) {
            return None;
        }
        let limits = Limits::defaults(kind.rule().thresholds);
        self.book.judge(Entry { kind, place: super::layout::place(place) }, as_of, &limits).ok()
    }
}

impl<'a> AccountSip<'a> {
    /// The SIP's own id.
    #[must_use]
    pub fn sip_meta_id(self) -> &'a str {
        self.account.book.sip_ids.get(self.row)
    }

    /// What the rules see of it.
    #[must_use]
    pub fn sip(self) -> Sip<'a> {
        self.account.book.sips.sip(self.row)
    }

    /// How a kind about SIPs ranks it; none where the rule is silent, or is about accounts.
    #[must_use]
    pub fn judgement(self, kind: Kind) -> Option<Judgement> {
        matches!(kind.rule().subject, Subject::Sip { .. })
            .then(|| self.account.judge(kind, self.row))?
    }

    /// What a kind about SIPs says of it, in words.
    #[must_use]
    pub fn opportunity(self, kind: Kind) -> Option<Opportunity<'a>> {
        let (book, as_of) = (self.account.book, self.account.book.as_of?);
        let about = About { sip_meta_id: Some(self.sip_meta_id()), ..self.account.about() };
        let words = || book.sips.words_of(self.row);
        sip_outcome(kind, self.sip(), words, about, as_of, &Policy::default())?.ok()
    }
}
