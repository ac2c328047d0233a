//! What a token says of whoever sends it.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};
use sip_export::plain_id;

use super::{Role, Sees, Who};

/// Which claims tell what.
#[derive(Clone, Debug)]
pub(crate) struct ClaimNames {
    pub(crate) role: String,
    pub(crate) agents: String,
}

/// The longest name of a person that OpenID Connect allows (Core 1.0, section 2).
const LONGEST_SUBJECT: usize = 255;

/// What stands for every agent.
const ALL_AGENTS: &str = "*";

impl ClaimNames {
    /// Whoever a token speaks of. What is not said is not assumed: nobody sees all agents by leaving
    /// out a claim.
    pub(crate) fn read(&self, claims: &Map<String, Json>) -> Result<Who, &'static str> {
        let subject =
            claims.get("sub").and_then(Json::as_str).filter(|subject| !subject.is_empty());
        let subject = subject.ok_or("The token does not say who it is about (`sub`).")?;
        // A longer one would be cut in the audit trail, and could be taken for somebody else's.
        if subject.len() > LONGEST_SUBJECT {
            return Err("The token's `sub` is longer than 255 bytes.");
        }
        let role = claims.get(&self.role).and_then(Json::as_str).and_then(Role::named);
        let role = role.ok_or("The token does not say a role that is known here.")?;
        let sees = match (role, claims.get(&self.agents)) {
            (Role::Admin, _) => Sees::Everyone,
            (_, None) => return Err("The token does not say whose clients may be seen."),
            (role, Some(said)) => sees(role, said)?,
        };
        Ok(Who { id: format!("token:{subject}"), role, sees })
    }
}

/// Whose clients are named: an id, several, or all of them.
pub(crate) fn sees(role: Role, said: &Json) -> Result<Sees, &'static str> {
    if role == Role::Manager && said == ALL_AGENTS {
        return Ok(Sees::Everyone);
    }
    let said = match said {
        Json::Array(ids) => ids.as_slice(),
        one => std::slice::from_ref(one),
    };
    let agents: Option<BTreeSet<String>> = said.iter().map(agent_id).collect();
    match agents {
        Some(agents) if role == Role::Manager && !agents.is_empty() => Ok(Sees::Agents(agents)),
        Some(agents) if said.len() == 1 => Ok(Sees::Agents(agents)),
        _ => Err("The token does not name its agents as they are named here."),
    }
}

/// An internal id, as text or as a whole number. Nobody is named by all.
fn agent_id(said: &Json) -> Option<String> {
    let id = match said {
        Json::String(id) => plain_id(id.trim()).into_owned(),
        Json::Number(id) => id.as_u64()?.to_string(),
        _ => return None,
    };
    (!id.is_empty() && id != ALL_AGENTS).then_some(id)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

    use serde_json::json;

    use super::*;

    fn check(claims: Json, expected: Result<(Role, &[&str]), ()>) {
        let names = ClaimNames { role: "role".into(), agents: "agent_id".into() };
        let said = names.read(claims.as_object().unwrap());
        let said = said.map(|who| (who.role, who.sees)).map_err(drop);
        let expected = expected.map(|(role, agents)| match agents {
            ["*"] => (role, Sees::Everyone),
            agents => (role, Sees::Agents(agents.iter().map(|id| (*id).to_owned()).collect())),
        });
        assert_eq!(said, expected, "{claims}");
    }

    #[test]
    fn nothing_is_assumed() {
        check(
            json!({"sub": "a", "role": "agent", "agent_id": "4220"}),
            Ok((Role::Agent, &["4220"])),
        );
        check(json!({"sub": "a", "role": "agent", "agent_id": 4220}), Ok((Role::Agent, &["4220"])));
        check(
            json!({"sub": "a", "role": "agent", "agent_id": "4,220"}),
            Ok((Role::Agent, &["4220"])),
        );
        check(
            json!({"sub": "a", "role": "agent", "agent_id": ["4220"]}),
            Ok((Role::Agent, &["4220"])),
        );
        check(json!({"sub": "a", "role": "agent", "agent_id": ["1", "2"]}), Err(()));
        check(json!({"sub": "a", "role": "agent", "agent_id": "*"}), Err(()));
        check(json!({"sub": "a", "role": "agent", "agent_id": ""}), Err(()));
        check(json!({"sub": "a", "role": "agent", "agent_id": null}), Err(()));
        check(json!({"sub": "a", "role": "agent", "agent_id": 1.5}), Err(()));
        check(json!({"sub": "a", "role": "agent"}), Err(()));
        check(json!({"sub": "a", "role": "manager"}), Err(()));
        check(json!({"sub": "a", "role": "manager", "agent_id": []}), Err(()));
        check(json!({"sub": "a", "role": "manager", "agent_id": ["1", "*"]}), Err(()));
        check(json!({"sub": "a", "role": "manager", "agent_id": "*"}), Ok((Role::Manager, &["*"])));
        check(
            json!({"sub": "a", "role": "manager", "agent_id": ["2", 1]}),
            Ok((Role::Manager, &["1", "2"])),
        );
        check(json!({"sub": "a", "role": "admin"}), Ok((Role::Admin, &["*"])));
        check(json!({"sub": "a", "role": "root", "agent_id": "*"}), Err(()));
        check(json!({"sub": "", "role": "admin"}), Err(()));
        check(json!({"sub": "a".repeat(255), "role": "admin"}), Ok((Role::Admin, &["*"])));
        check(json!({"sub": "a".repeat(256), "role": "admin"}), Err(()));
        check(json!({"role": "admin"}), Err(()));
    }
}
