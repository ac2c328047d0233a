//! Who asks, as every route knows them.

use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};

use opportunity_core::{Book, Scope};

use crate::problem::Problem;

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// A partner: their own book.
    Agent,
    /// Looks after agents: those named, or all.
    Manager,
    /// Sees everything, imports, and hands out keys.
    Admin,
}

impl Role {
    pub(crate) const ALL: [Self; 3] = [Self::Agent, Self::Manager, Self::Admin];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl Display for Role {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whose clients somebody sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sees {
    /// Every agent's.
    Everyone,
    /// Those of these agents alone, by internal id.
    Agents(BTreeSet<String>),
}

/// Somebody who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Who {
    /// Tells people apart: a key's id, or the issuer's name of a person. Not a secret.
    pub(crate) id: String,
    pub(crate) role: Role,
    pub(crate) sees: Sees,
}

impl Who {
    /// Whoever asks a server that nobody signs in to.
    pub(crate) fn anyone() -> Self {
        Self { id: "open".to_owned(), role: Role::Admin, sees: Sees::Everyone }
    }

    /// Whether they may see the clients of an agent, by internal id.
    pub(crate) fn sees_agent(&self, agent_id: &str) -> bool {
        match &self.sees {
            Sees::Everyone => true,
            Sees::Agents(agents) => agents.contains(agent_id),
        }
    }

    /// The agent whose clients they see, where it is one alone.
    pub(crate) fn only_agent(&self) -> Option<&str> {
        match &self.sees {
            Sees::Agents(agents) if agents.len() == 1 => agents.first().map(String::as_str),
            _ => None,
        }
    }

    /// Whose clients a question is about: those of the agent asked for, or of all that they see.
    pub(crate) fn scope(&self, book: &Book, asked: Option<&str>) -> Result<Scope, Problem> {
        let agents = match (&self.sees, asked) {
            (Sees::Everyone, None) => return Ok(Scope::Everyone),
            (Sees::Everyone, Some(id)) => return Ok(Scope::Agent(id.to_owned())),
            (Sees::Agents(agents), None) => agents.iter().cloned().collect(),
            (Sees::Agents(agents), Some(id)) => {
                let named = book.agents_known_as(id).chain([id]);
                let seen: BTreeSet<&str> = named.filter(|agent| agents.contains(*agent)).collect();
                seen.into_iter().map(str::to_owned).collect::<Vec<_>>()
            }
        };
        if agents.is_empty() && asked.is_some() {
            return Err(Problem::Forbidden("You may not see this agent's clients."));
        }
        Ok(Scope::Agents(agents))
    }

    /// What tells apart answers to the same question: they depend on who asks, and on what they see
    /// at the moment, which another token of theirs may say otherwise.
    pub(crate) fn question(&self, question: &str) -> String {
        format!("{} {:?} {:?} {question}", self.role, self.id, self.sees)
    }
}
