//! An agent's id as somebody writes it.

use serde_json::Value as Json;
use sip_export::plain_id;

/// What stands for every agent.
pub(crate) const ALL_AGENTS: &str = "*";

/// Where a key takes agents, a comma would join two into a third one.
const NO_COMMA: &str = "has a comma in it: name each agent by itself, as 213 and then 166";

/// One agent's id, as it is compared with others.
///
/// # Errors
/// Says what is wrong with it. A comma is never a separator that is dropped: `213,166` would be the
/// book of agent 213166.
///
/// ```
/// assert_eq!(access::agent_id(" 213 "), Ok("213".to_owned()));
/// assert!(access::agent_id("213,166").is_err());
/// ```
pub fn agent_id(text: &str) -> Result<String, &'static str> {
    let id = text.trim();
    // PostgreSQL's text holds no NUL, and so no agent has one in the id.
    match id {
        "" | ALL_AGENTS => Err("takes an agent's id, such as 4220"),
        _ if id.contains('\0') => Err("takes an agent's id, such as 4220"),
        _ if id.contains(',') => Err(NO_COMMA),
        _ => Ok(plain_id(id).into_owned()),
    }
}

/// What is wrong with one of the agents that JSON names, where it is more than its shape.
#[must_use]
pub fn comma_among(said: &Json) -> Option<&'static str> {
    let said = said.as_array().map_or(std::slice::from_ref(said), Vec::as_slice);
    let has_comma = said.iter().filter_map(Json::as_str).any(|id| id.contains(','));
    has_comma.then_some(NO_COMMA)
}
