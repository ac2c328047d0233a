//! Agents as an administrator names them for a key: by ids, internal or external, that the book is
//! asked for.

use std::collections::BTreeSet;

use crate::visible_agents::VisibleAgents;

/// The beginning of an external id, which the book alone can turn into an internal one.
const EXTERNAL: &str = "ag_";

/// Why an id does not name one agent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnclearAgent {
    /// Nobody has it.
    #[error("the book knows no agent {0}")]
    Unknown(String),
    /// Nobody has it, and it cannot be the internal id of somebody to come.
    #[error("the book knows no agent {0}: one that is still to come is named by the internal id")]
    UnknownExternal(String),
    /// Several agents have it.
    #[error("{id} is the external id of several agents: name one of {}", .agents.join(", "))]
    Shared {
        /// The id.
        id: String,
        /// Their internal ids.
        agents: Vec<String>,
    },
}

impl VisibleAgents {
    /// The same agents by their internal ids. `known_as` gives the internal ids of the agents whose
    /// internal or external id that is; an internal id goes before another agent's external one.
    ///
    /// # Errors
    /// Every id that does not name one agent. With `unknown_too` an internal id that nobody has yet
    /// is taken as it is.
    pub fn known(
        self,
        known_as: impl Fn(&str) -> Vec<String>,
        unknown_too: bool,
    ) -> Result<Self, Vec<UnclearAgent>> {
        let Self::Only(ids) = self else { return Ok(Self::All) };
        let (mut agents, mut unclear) = (BTreeSet::new(), Vec::new());
        for id in ids {
            match one_of(id, &known_as, unknown_too) {
                Ok(agent) => drop(agents.insert(agent)),
                Err(reason) => unclear.push(reason),
            }
        }
        if unclear.is_empty() { Ok(Self::Only(agents)) } else { Err(unclear) }
    }
}

fn one_of(
    id: String,
    known_as: impl Fn(&str) -> Vec<String>,
    unknown_too: bool,
) -> Result<String, UnclearAgent> {
    let mut agents = known_as(&id);
    match agents.len() {
        _ if agents.contains(&id) => Ok(id),
        0 if id.starts_with(EXTERNAL) => Err(UnclearAgent::UnknownExternal(id)),
        0 if unknown_too => Ok(id),
        0 => Err(UnclearAgent::Unknown(id)),
        1 => Ok(agents.swap_remove(0)),
        _ => Err(UnclearAgent::Shared { id, agents }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Known<'a> = Result<&'a [&'a str], Vec<UnclearAgent>>;

    /// Agents 1 and 2, 3 and 4 by one external id, 5 by the internal id of 1.
    fn known_as(id: &str) -> Vec<String> {
        let agents: &[&str] = match id {
            "1" => &["1", "5"],
            "2" | "ag_two" => &["2"],
            "ag_both" => &["3", "4"],
            _ => &[],
        };
        agents.iter().map(|&agent| agent.to_owned()).collect()
    }

    #[test]
    fn each_id_names_one_agent_or_is_said_not_to() {
        let unknown = |id: &str| UnclearAgent::Unknown(id.to_owned());
        let shared = || UnclearAgent::Shared {
            id: "ag_both".to_owned(),
            agents: vec!["3".to_owned(), "4".to_owned()],
        };
        let external = || UnclearAgent::UnknownExternal("ag_nobody".to_owned());
        let rows: [(&[&str], bool, Known<'_>); 9] = [
            (&["1"], false, Ok(&["1"])),
            (&["ag_two"], false, Ok(&["2"])),
            (&["2", "ag_two", "1"], false, Ok(&["1", "2"])),
            (&["9"], false, Err(vec![unknown("9")])),
            (&["9"], true, Ok(&["9"])),
            (&["9", "ag_two"], true, Ok(&["2", "9"])),
            (&["ag_nobody"], false, Err(vec![external()])),
            (&["ag_nobody"], true, Err(vec![external()])),
            (&["1", "9", "ag_both"], false, Err(vec![unknown("9"), shared()])),
        ];
        let set = |ids: &[&str]| VisibleAgents::Only(ids.iter().map(|&id| id.to_owned()).collect());
        for (ids, unknown_too, expected) in rows {
            let known = set(ids).known(known_as, unknown_too);
            assert_eq!(known, expected.map(set), "{ids:?} {unknown_too}");
        }
        assert_eq!(VisibleAgents::All.known(known_as, false), Ok(VisibleAgents::All));
    }
}
