//! Whose clients somebody sees.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::agent_id::{ALL_AGENTS, agent_id};
use crate::role::Role;

/// Whose clients somebody sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VisibleAgents {
    /// Every agent's.
    All,
    /// Those of these agents alone, by internal id.
    Only(BTreeSet<String>),
}

impl VisibleAgents {
    /// What a token or a key says of agents: an id, several, or `*` for all. Only a manager may have
    /// several, or all.
    ///
    /// # Errors
    /// A sentence for whoever sent a token that says it in another way.
    pub fn named(role: Role, said: &Json) -> Result<Self, &'static str> {
        if role == Role::Manager && said == ALL_AGENTS {
            return Ok(Self::All);
        }
        let said = match said {
            Json::Array(ids) => ids.as_slice(),
            one => std::slice::from_ref(one),
        };
        let agents: Option<BTreeSet<String>> = said.iter().map(id_in).collect();
        match agents {
            Some(agents) if role == Role::Manager && !agents.is_empty() => Ok(Self::Only(agents)),
            Some(agents) if said.len() == 1 => Ok(Self::Only(agents)),
            _ => Err("The token does not name its agents as they are named here."),
        }
    }

    /// Whether the clients of an agent, by internal id, are among them.
    #[must_use]
    pub fn include(&self, agent_id: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(agents) => agents.contains(agent_id),
        }
    }
}

/// An id, as text or as a whole number. What stands for all names nobody.
fn id_in(said: &Json) -> Option<String> {
    match said {
        Json::String(id) => agent_id(id).ok(),
        Json::Number(id) => Some(id.as_u64()?.to_string()),
        _ => None,
    }
}
