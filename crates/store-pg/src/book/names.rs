//! The agents' ids in other systems.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};
use opportunity_core::BookBuilder;

use super::version::EARLIEST;
use crate::error::StoreError;

/// What the records of an agent say, whether deleted or not.
#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    agent_id: String,
    #[diesel(sql_type = Text)]
    agent_external_id: String,
}

#[derive(QueryableByName)]
struct Hidden {
    #[diesel(sql_type = Bool)]
    any: bool,
}

const ANY_HIDDEN: &str = "SELECT EXISTS (SELECT FROM hidden_sips) AS any";

const NAMES: &str = "
    SELECT agent_id, agent_external_id
      FROM sip_records
     WHERE agent_external_id IS NOT NULL
     GROUP BY agent_id, agent_external_id";

/// Those of records that are not hidden, which takes several times as long to tell.
const SEEN_NAMES: &str = "
    SELECT r.agent_id, r.agent_external_id
      FROM sip_records r
     WHERE r.agent_external_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM hidden_sips h WHERE h.sip_meta_id = r.sip_meta_id)
     GROUP BY r.agent_id, r.agent_external_id";

/// The newest record of each agent that names its external id: by the order in which one record
/// replaces another.
const NEWEST_NAMES: &str = "
    SELECT DISTINCT ON (r.agent_id) r.agent_id, r.agent_external_id
      FROM sip_records r
      JOIN sip_sightings s USING (sip_meta_id)
      JOIN imports i USING (import_id)
     WHERE r.agent_external_id IS NOT NULL AND r.agent_id = ANY ($1)
       AND NOT EXISTS (SELECT FROM hidden_sips h WHERE h.sip_meta_id = r.sip_meta_id)
     ORDER BY r.agent_id, s.stamp DESC, i.as_of DESC, i.sha256 DESC, s.record_number DESC";

/// Whether SIPs are hidden, for which an export has to have been the whole book.
fn hides_any(connection: &mut PgConnection, visible_from: NaiveDate) -> QueryResult<bool> {
    if visible_from == EARLIEST {
        return Ok(false);
    }
    Ok(diesel::sql_query(ANY_HIDDEN).get_result::<Hidden>(connection)?.any)
}

/// Names each agent as its newest record does that names it at all.
pub(crate) fn name_agents(
    connection: &mut PgConnection,
    visible_from: NaiveDate,
    builder: &mut BookBuilder,
) -> Result<(), StoreError> {
    let named: Vec<Named> = if hides_any(connection, visible_from)? {
        diesel::sql_query(SEEN_NAMES).load(connection)?
    } else {
        diesel::sql_query(NAMES).load(connection)?
    };
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for Named { agent_id, agent_external_id } in named {
        names.entry(agent_id).or_default().push(agent_external_id);
    }
    builder.forget_external_ids();
    let mut disputed = Vec::new();
    for (agent_id, names) in names {
        match names.as_slice() {
            [name] => builder.external_id(&agent_id, name),
            _ => disputed.push(agent_id),
        }
    }
    if disputed.is_empty() {
        return Ok(());
    }
    for (agent_id, agent_external_id) in newest_names(connection, &disputed)? {
        builder.external_id(&agent_id, &agent_external_id);
    }
    Ok(())
}

/// What the newest record that names one at all names as each agent's external id.
pub(super) fn newest_names(
    connection: &mut PgConnection,
    agents: &[String],
) -> QueryResult<BTreeMap<String, String>> {
    let newest: Vec<Named> =
        diesel::sql_query(NEWEST_NAMES).bind::<Array<Text>, _>(agents).load(connection)?;
    Ok(newest.into_iter().map(|named| (named.agent_id, named.agent_external_id)).collect())
}
