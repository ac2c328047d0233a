//! What imports held of clients that the directory does not keep, and may yet.
//!
//! What loses could win again only if every import that beats it were taken back. So it is kept, beside
//! the import to whose record it lost, for as long as that one can be. When it was held is a narrow
//! row; the record itself is kept only where it is not the one that beat it.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::columns::listed;
use crate::error::StoreError;

/// What goes into the table of lost records.
pub(super) fn insert(selected: &str) -> String {
    let columns = listed(str::to_owned);
    format!("INSERT INTO lost_clients ({columns}, content_digest, lost_to) {selected}")
}

const KEEP_SIGHTINGS: &str = "
    INSERT INTO lost_client_sightings
        (user_id, inserted_at, event_date, stamp, import_id, content_digest, lost_to)
    SELECT user_id, kept_inserted_at, kept_event_date, kept_stamp, kept_import_id, kept_digest, $1
      FROM judged_clients WHERE verdict IN ('updated', 'unchanged')
     UNION ALL
    SELECT user_id, inserted_at, event_date, stamp, $1, content_digest, kept_import_id
      FROM judged_clients WHERE verdict = 'stale' AND kept_is_undoable";

/// Keeps what an import is about to replace, and what of its own lost to an import that can be taken
/// back.
pub(super) fn keep(connection: &mut PgConnection, import_id: i64) -> Result<(), StoreError> {
    diesel::sql_query(KEEP_SIGHTINGS).bind::<BigInt, _>(import_id).execute(connection)?;
    let replaced = insert(&format!(
        "SELECT {}, j.kept_digest, $1
           FROM judged_clients j
           JOIN clients c USING (user_id)
          WHERE j.verdict = 'updated'",
        listed(|column| format!("c.{column}")),
    ));
    diesel::sql_query(replaced).bind::<BigInt, _>(import_id).execute(connection)?;
    connection.batch_execute(&insert(&format!(
        "SELECT {}, j.content_digest, j.kept_import_id
           FROM judged_clients j
           JOIN staged_client_records t USING (record_number)
          WHERE j.verdict = 'stale' AND j.kept_is_undoable AND j.content_digest <> j.kept_digest",
        listed(|column| format!("t.{column}")),
    )))?;
    Ok(())
}

/// Forgets what lost to an import, and was not handed on.
pub(crate) fn forget_losers(
    connection: &mut PgConnection,
    import_id: i64,
) -> Result<(), StoreError> {
    for statement in [
        "DELETE FROM lost_client_sightings WHERE lost_to = $1",
        "DELETE FROM lost_clients WHERE lost_to = $1",
    ] {
        diesel::sql_query(statement).bind::<BigInt, _>(import_id).execute(connection)?;
    }
    Ok(())
}
