//! What is worked out once, when a book is built: the rankings and each agent's totals.

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::layout::{AgentIndex, AgentSummary, Book};
use super::query::Query;
use super::ranking::{Candidate, OwnRanking, Ranking};
use super::tally::Stats;
use crate::money::Paise;
use crate::rules::Kind;

impl Book {
    /// Ranks what the default thresholds find on the book's date, and adds it up.
    pub(super) fn rank(&mut self) {
        let mut found = Vec::new();
        let mut has_own_order = [false; Kind::ALL.len()];
        self.prospects = Kind::ALL.map(|kind| {
            self.judge_all(kind, |judgement, entry, agent| {
                has_own_order[kind.index()] |= judgement.has_own_order();
                found.push(Candidate::new(judgement, false, entry, agent));
            })
        });
        self.summarise_agents(&found);
        self.sort(&mut found);
        let agents = self.agents.len();
        self.ranking = Ranking::new(&found, agents);
        for kind in Kind::ALL.into_iter().filter(|kind| has_own_order[kind.index()]) {
            let mut own = self.candidates(kind);
            self.sort(&mut own);
            self.own_rankings[kind.index()] = Some(OwnRanking::new(&own, agents));
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

    /// Each agent's totals, with those opportunities of the general list.
    fn summarise_agents(&mut self, found: &[Candidate]) {
        let tallies = self.tally_by_agent(found);
        for (place, opportunities) in (0..).zip(tallies) {
            self.stats += opportunities;
            let summary = self.summarise(place);
            self.agents[place as usize].summary = AgentSummary { opportunities, ..summary };
        }
        let mut by_aum: Vec<AgentIndex> = (0..).take(self.agents.len()).collect();
        // Agents lie in the order of their ids, in which a stable sort leaves equals.
        by_aum.sort_by_key(|agent| Reverse(self.agents[*agent as usize].summary.total_aum));
        self.agents_by_aum = by_aum;
    }

    fn summarise(&self, place: AgentIndex) -> AgentSummary {
        let clients = self.clients_of_agent(place);
        let mut summary = self.agents[place as usize].summary.clone();
        summary.total_clients = clients.len() as u64;
        for sip in clients.flat_map(|client| &self.sips.digests()[self.rows_of_client(client)]) {
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

    /// What each agent's part of these candidates of the general list comes to.
    fn tally_by_agent(&self, found: &[Candidate]) -> Vec<Stats> {
        let mut tallies = vec![Stats::default(); self.agents.len()];
        for Candidate { key: (_, potential), entry, agent } in found {
            tallies[*agent as usize].add(entry.kind, Paise(potential.whole()));
        }
        tallies
    }
}
