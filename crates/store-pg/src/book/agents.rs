//! Agents by any of their ids, for whoever has no book in memory to ask.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use opportunity_core::{UNASSIGNED_AGENT, UNASSIGNED_EXTERNAL_ID};

use super::names::newest_names;
use crate::error::StoreError;

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Text)]
    agent_id: String,
}

/// The agents with a SIP in the book of whom any record bears one of these ids.
const HELD: &str = "
    SELECT DISTINCT r.agent_id
      FROM sip_records r
     WHERE r.deleted IS NOT TRUE
       AND NOT EXISTS (SELECT FROM hidden_sips h WHERE h.sip_meta_id = r.sip_meta_id)
       AND r.agent_id IN (SELECT agent_id FROM sip_records
                           WHERE agent_id = ANY ($1) OR agent_external_id = ANY ($1))";

/// The internal ids of the agents whose internal or external id each of these is, as a book in memory
/// has them. An id that nobody has is left out. It reads all records, so that it takes as long as the
/// book is large.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn agents_known_as(
    connection: &mut PgConnection,
    ids: &[String],
) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
    let mut asked = ids.to_vec();
    if ids.iter().any(|id| id == UNASSIGNED_EXTERNAL_ID) {
        asked.push(UNASSIGNED_AGENT.to_owned());
    }
    let held: Vec<Held> =
        diesel::sql_query(HELD).bind::<Array<Text>, _>(&asked).load(connection)?;
    let agents: Vec<String> = held.into_iter().map(|Held { agent_id }| agent_id).collect();
    let mut names = newest_names(connection, &agents)?;
    names.insert(UNASSIGNED_AGENT.to_owned(), UNASSIGNED_EXTERNAL_ID.to_owned());
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for agent in &agents {
        for id in [Some(agent), names.get(agent)].into_iter().flatten() {
            known.entry(id.clone()).or_default().insert(agent.clone());
        }
    }
    let asked = |id: &String| ids.contains(id);
    let known = known.into_iter().filter(|(id, _)| asked(id));
    Ok(known.map(|(id, agents)| (id, agents.into_iter().collect())).collect())
}
