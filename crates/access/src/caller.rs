//! Whoever asks, as every route knows them.

use std::collections::BTreeSet;

use http_edge::Problem;
use opportunity_core::{Book, Scope};

use crate::role::Role;
use crate::visible_agents::VisibleAgents;

/// Somebody who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Tells callers apart: a key's id, or the issuer's name of a person. Not a secret.
    pub id: String,
    /// What they may do.
    pub role: Role,
    /// Whose clients they see.
    pub visible: VisibleAgents,
    /// Whether they may write down what was done about those clients.
    pub may_write: bool,
}

impl Caller {
    /// Whoever asks a server that nobody signs in to.
    #[must_use]
    pub fn anyone() -> Self {
        Self {
            id: "open".to_owned(),
            role: Role::Admin,
            visible: VisibleAgents::All,
            may_write: true,
        }
    }

    /// Whether they may see the clients of an agent, by internal id.
    #[must_use]
    pub fn sees_agent(&self, agent_id: &str) -> bool {
        self.visible.include(agent_id)
    }

    /// The agent whose clients they see, where it is one alone.
    #[must_use]
    pub fn only_agent(&self) -> Option<&str> {
        match &self.visible {
            VisibleAgents::Only(agents) if agents.len() == 1 => agents.first().map(String::as_str),
            _ => None,
        }
    }

    /// Whose clients a question is about: those of the agent asked for, or of all that they see.
    ///
    /// # Errors
    /// [`Problem::Forbidden`] for an agent whose clients they may not see.
    pub fn scope(&self, book: &Book, asked: Option<&str>) -> Result<Scope, Problem> {
        let agents = match (&self.visible, asked) {
            (VisibleAgents::All, None) => return Ok(Scope::Everyone),
            (VisibleAgents::All, Some(id)) => return Ok(Scope::Agent(id.to_owned())),
            (VisibleAgents::Only(agents), None) => agents.iter().cloned().collect(),
            (VisibleAgents::Only(agents), Some(id)) => {
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

    /// A question together with who asks it, for tags, cursors and cached answers: an answer depends
    /// on who asks, and on what they see at the moment, which another token of theirs may say
    /// otherwise.
    #[must_use]
    pub fn scoped_question(&self, question: &str) -> String {
        format!("{} {:?} {:?} {question}", self.role, self.id, self.visible)
    }
}
