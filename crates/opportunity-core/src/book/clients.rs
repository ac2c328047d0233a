//! One client: what there is to say, and why there is no more.

use alloc::vec::Vec;

use chrono::NaiveDate;

use super::layout::{AgentSummary, Book};
use super::query::Scope;
use super::texts::beginning;
use crate::finding::{About, AccountFindings, SipFindings, of_account, of_sip, verdict};
use crate::policy::Policy;

impl Book {
    /// What every rule says of a client's accounts and SIPs, one account for each agent, by agent
    /// id. Empty for a client whom the book does not hold. The date is the book's own where none is
    /// given.
    #[must_use]
    pub fn client(
        &self,
        user_id: &str,
        as_of: Option<NaiveDate>,
        policy: &Policy,
    ) -> Vec<AccountFindings<'_>> {
        let Some(as_of) = self.date(as_of) else { return Vec::new() };
        let accounts = self.places_of_client(user_id).iter();
        accounts.map(|client| self.account_findings(*client as usize, as_of, policy)).collect()
    }

    /// How many SIPs of a client the book holds.
    #[must_use]
    pub fn sips_of_client(&self, user_id: &str) -> usize {
        let accounts = self.places_of_client(user_id).iter();
        accounts.map(|client| self.rows_of_client(*client as usize).len()).sum()
    }

    /// The agents under whom it holds a client, by id; none where it does not.
    pub fn agents_of_client(&self, user_id: &str) -> impl Iterator<Item = &str> {
        let accounts = self.places_of_client(user_id).iter();
        accounts.map(|client| self.agent_of_client(*client as usize).agent_id.as_str())
    }

    /// The clients of the agents in scope, once for each agent; nothing where those are all agents.
    #[must_use]
    pub fn clients_in(&self, scope: &Scope) -> Option<Vec<&str>> {
        let clients =
            self.agents_in(scope)?.into_iter().flat_map(|agent| self.clients_of_agent(agent));
        Some(clients.map(|client| self.user_ids.get(client)).collect())
    }

    /// Where a client's accounts are, in the order of their agents.
    pub(super) fn places_of_client(&self, user_id: &str) -> &[u32] {
        let id = |client: &u32| self.user_ids.get(*client as usize);
        let first = self.clients_by_id.partition_point(|client| id(client) < user_id);
        let rest = &self.clients_by_id[first..];
        &rest[..rest.partition_point(|client| id(client) == user_id)]
    }

    /// Puts the clients of all agents in the order of their ids.
    pub(super) fn index_clients(&mut self) {
        let begins = |client: u32| (beginning(self.user_ids.get(client as usize)), client);
        let mut clients: Vec<(u64, u32)> = (0..).take(self.clients.len()).map(begins).collect();
        clients.sort_unstable();
        for alike in clients.chunk_by_mut(|(a, _), (b, _)| a == b) {
            // A stable sort leaves a client's accounts in the order of their agents.
            alike.sort_by_key(|(_, client)| self.user_ids.get(*client as usize));
        }
        self.clients_by_id = clients.into_iter().map(|(_, client)| client).collect();
    }

    fn account_findings(
        &self,
        client: usize,
        as_of: NaiveDate,
        policy: &Policy,
    ) -> AccountFindings<'_> {
        let about = self.about(client, self.agent_of_client(client));
        let sips = self.rows_of_client(client).map(|row| {
            let (sip, sip_meta_id) = (self.sips.sip(row), self.sip_ids.get(row));
            let about = About { sip_meta_id: Some(sip_meta_id), ..about };
            SipFindings {
                sip_meta_id,
                verdict: verdict(sip, as_of, policy),
                findings: of_sip(sip, self.sips.words_of(row), about, as_of, policy),
            }
        });
        AccountFindings {
            user_id: about.user_id,
            agent_id: about.agent_id,
            agent_external_id: about.agent_external_id,
            findings: of_account(self.account(client), about, as_of, policy),
            sips: sips.collect(),
        }
    }

    pub(super) fn about<'a>(&'a self, client: usize, agent: &'a AgentSummary) -> About<'a> {
        About {
            user_id: self.user_ids.get(client),
            agent_id: &agent.agent_id,
            agent_external_id: agent.agent_external_id.as_deref(),
            sip_meta_id: None,
        }
    }
}
