//! One client: what there is to say, and why there is no more.

use alloc::vec::Vec;
use core::ops::Range;

use chrono::NaiveDate;

use super::{AgentIndex, AgentSummary, Book};
use crate::finding::{About, AccountFindings, SipFindings, of_account, of_sip};
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
        let agents = (0..).take(self.agents.len());
        agents
            .filter_map(|agent| self.find_client(agent, user_id))
            .map(|client| self.account_findings(client, as_of, policy))
            .collect()
    }

    /// An agent's clients lie in the order of their ids.
    fn find_client(&self, agent: AgentIndex, user_id: &str) -> Option<usize> {
        let Range { mut start, mut end } = self.clients_of_agent(agent);
        while start < end {
            let middle = start.midpoint(end);
            if self.user_ids.get(middle) < user_id {
                start = middle + 1;
            } else {
                end = middle;
            }
        }
        let of_agent = self.clients_of_agent(agent).contains(&start);
        (of_agent && self.user_ids.get(start) == user_id).then_some(start)
    }

    fn account_findings(
        &self,
        client: usize,
        as_of: NaiveDate,
        policy: &Policy,
    ) -> AccountFindings<'_> {
        let about = self.about(client, self.agent_of_client(client));
        let sips = self.rows_of_client(client).map(|row| SipFindings {
            sip_meta_id: self.sip_ids.get(row),
            findings: of_sip(
                &self.digests[row],
                self.status(row),
                About { sip_meta_id: Some(self.sip_ids.get(row)), ..about },
                as_of,
                policy,
            ),
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

    /// The status of a row, as the export words it.
    pub(super) fn status(&self, row: usize) -> &str {
        &self.status_words[self.digests[row].status_word.0 as usize]
    }
}
