//! Whose clients somebody sees.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use sip_export::plain_id;

use crate::role::Role;

/// What stands for every agent.
const ALL_AGENTS: &str = "*";

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
        let agents: Option<BTreeSet<String>> = said.iter().map(agent_id).collect();
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

/// An internal id, as text or as a whole number. What stands for all names nobody.
fn agent_id(said: &Json) -> Option<String> {
    let id = match said {
        Json::String(id) => plain_id(id.trim()).into_owned(),
        Json::Number(id) => id.as_u64()?.to_string(),
        _ => return None,
    };
    // PostgreSQL's text holds no NUL, and so no agent has one in the id.
    (!id.is_empty() && id != ALL_AGENTS && !id.contains('\0')).then_some(id)
}
