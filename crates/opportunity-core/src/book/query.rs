//! What is asked of a book.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;

use super::layout::{AgentIndex, Book};
use super::ranking::Part;
use crate::policy::Policy;
use crate::rules::Kind;

/// Which opportunities are asked for. The default asks for all of them, on the book's date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// One kind, in that kind's own order; or all of them in one order.
    pub kind: Option<Kind>,
    /// Whose clients.
    pub scope: Scope,
    /// The thresholds.
    pub policy: Policy,
    /// The date to ask for; the book's own where none is given, or an earlier one: a book knows more
    /// than that day did, and cannot be rolled back.
    pub as_of: Option<NaiveDate>,
}

impl Query {
    pub(super) fn asks_for(&self, kind: Kind) -> bool {
        self.kind.is_none_or(|only| only == kind)
    }
}

/// Whose clients a question is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Every agent's.
    #[default]
    Everyone,
    /// Those of the agents whose internal or external id this is, which may be none.
    Agent(String),
    /// Those of the agents with these internal ids.
    Agents(Vec<String>),
}

impl Book {
    /// The part of every ranking that is in scope, where it is one.
    pub(super) fn part(&self, scope: &Scope) -> Option<Part> {
        let Some(agents) = self.agents_in(scope) else { return Some(Part::Everyone) };
        match agents.as_slice() {
            [] => Some(Part::Nobody),
            [agent] => Some(Part::Agent(*agent)),
            _ => None,
        }
    }

    /// The agents in scope, each once; nothing where that is everyone.
    pub(super) fn agents_in(&self, scope: &Scope) -> Option<Vec<AgentIndex>> {
        match scope {
            Scope::Everyone => None,
            Scope::Agent(id) => Some(self.find_agents(id)),
            Scope::Agents(ids) => {
                let mut found: Vec<_> = ids.iter().filter_map(|id| self.find_agent(id)).collect();
                found.sort_unstable();
                found.dedup();
                Some(found)
            }
        }
    }
}
