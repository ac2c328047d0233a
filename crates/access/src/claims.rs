//! What a token says of whoever sends it.

use serde_json::{Map, Value as Json};

use crate::caller::Caller;
use crate::role::Role;
use crate::visible_agents::VisibleAgents;

/// Which claims tell what.
#[derive(Clone, Debug)]
pub struct ClaimNames {
    /// The claim that says the role.
    pub role: String,
    /// The claim that names the agents.
    pub agents: String,
}

/// The longest name of a person that OpenID Connect allows (Core 1.0, section 2).
const LONGEST_SUBJECT: usize = 255;

/// The claim that says, by `true`, that work may be written down.
const MAY_WRITE: &str = "desk:write";

impl ClaimNames {
    /// Whoever a token speaks of. What is not said is not assumed: nobody sees all agents by leaving
    /// out a claim.
    ///
    /// # Errors
    /// A sentence for whoever sent the token.
    pub fn read(&self, claims: &Map<String, Json>) -> Result<Caller, &'static str> {
        let subject =
            claims.get("sub").and_then(Json::as_str).filter(|subject| !subject.is_empty());
        let subject = subject.ok_or("The token does not say who it is about (`sub`).")?;
        // A longer one would be cut in the audit trail, and could be taken for somebody else's.
        if subject.len() > LONGEST_SUBJECT {
            return Err("The token's `sub` is longer than 255 bytes.");
        }
        // PostgreSQL's text holds no NUL, and so no trail could name them.
        if subject.contains('\0') {
            return Err("The token's `sub` has a NUL in it.");
        }
        let role = claims.get(&self.role).and_then(Json::as_str).and_then(Role::named);
        let role = role.ok_or("The token does not say a role that is known here.")?;
        let visible = match (role, claims.get(&self.agents)) {
            (Role::Admin, _) => VisibleAgents::All,
            (_, None) => return Err("The token does not say whose clients may be seen."),
            (role, Some(said)) => VisibleAgents::named(role, said)?,
        };
        let may_write = claims.get(MAY_WRITE).and_then(Json::as_bool).unwrap_or(false);
        Ok(Caller { id: format!("token:{subject}"), role, visible, may_write })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

    use serde_json::json;

    use super::*;

    fn check(claims: Json, expected: Result<(Role, &[&str]), ()>) {
        let names = ClaimNames { role: "role".into(), agents: "agent_id".into() };
        let said = names.read(claims.as_object().unwrap());
        let said = said.map(|caller| (caller.role, caller.visible)).map_err(drop);
        let expected = expected.map(|(role, agents)| match agents {
            ["*"] => (role, VisibleAgents::All),
            agents => {
                (role, VisibleAgents::Only(agents.iter().map(|id| (*id).to_owned()).collect()))
            }
        });
        assert_eq!(said, expected, "{claims}");
    }

    #[test]
    fn only_a_plain_yes_lets_write() {
        let names = ClaimNames { role: "role".into(), agents: "agent_id".into() };
        for (said, may_write) in [
            (json!(true), true),
            (json!(false), false),
            (json!("true"), false),
            (json!(1), false),
            (json!(null), false),
        ] {
            let claims = json!({"sub": "a", "role": "admin", "desk:write": said});
            let caller = names.read(claims.as_object().unwrap()).unwrap();
            assert_eq!(caller.may_write, may_write, "{claims}");
        }
        let silent = json!({"sub": "a", "role": "admin"});
        assert!(!names.read(silent.as_object().unwrap()).unwrap().may_write);
    }

    #[test]
    fn nothing_is_assumed() {
        check(
            json!({"sub": "a", "role": "agent", "agent_id": "4220"}),
            Ok((Role::Agent, &["4220"])),
        );
        check(json!({"sub": "a", "role": "agent", "agent_id": 4220}), Ok((Role::Agent, &["4220"])));
        check(
            json!({"sub": "a", "role": "agent", "agent_id": " 4220 "}),
            Ok((Role::Agent, &["4220"])),
        );
        // A list in text: without its comma it would be a third agent.
        check(json!({"sub": "a", "role": "agent", "agent_id": "213,166"}), Err(()));
        check(json!({"sub": "a", "role": "manager", "agent_id": ["1", "213,166"]}), Err(()));
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
        check(json!({"sub": "a\u{0}", "role": "admin"}), Err(()));
        check(json!({"sub": "a".repeat(255), "role": "admin"}), Ok((Role::Admin, &["*"])));
        check(json!({"sub": "a".repeat(256), "role": "admin"}), Err(()));
        check(json!({"role": "admin"}), Err(()));
    }
}
