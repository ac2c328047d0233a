//! Which reasons a client has, or had.

use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Text};

use crate::error::StoreError;

const HAD: &str = "
    SELECT reason_key FROM spells WHERE reason_key = ANY ($1) AND user_id = $2 AND ($3 IS NULL OR agent_id = ANY ($3))
     UNION
    SELECT reason_key FROM ended_spells
     WHERE reason_key = ANY ($1) AND user_id = $2 AND ($3 IS NULL OR agent_id = ANY ($3))
     UNION
    SELECT r.reason_key FROM work_reasons r JOIN work_events e USING (work_id)
     WHERE r.reason_key = ANY ($1) AND e.user_id = $2 AND ($3 IS NULL OR e.agent_id = ANY ($3))
     ORDER BY reason_key";

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Text)]
    reason_key: String,
}

/// Those of these keys by which the client has, or had, a reason under any of these agents.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn keys_had(
    connection: &mut PgConnection,
    user_id: &str,
    keys: &[String],
    agents: Option<&[String]>,
) -> Result<Vec<String>, StoreError> {
    let had: Vec<Key> = diesel::sql_query(HAD)
        .bind::<Array<Text>, _>(keys)
        .bind::<Text, _>(user_id)
        .bind::<Nullable<Array<Text>>, _>(agents)
        .load(connection)?;
    Ok(had.into_iter().map(|key| key.reason_key).collect())
}
