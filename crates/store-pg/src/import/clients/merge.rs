//! What is staged of clients becomes part of the directory.

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};

use super::columns::listed;
use super::lost;
use crate::clients::renew;
use crate::error::StoreError;
use crate::import::counts::Counts;

diesel::table! {
    /// What is judged of each record.
    staged_clients (record_number) {
        user_id -> Text,
        inserted_at -> Nullable<Timestamp>,
        event_date -> Nullable<Timestamp>,
        content_digest -> Uuid,
        line -> Int8,
        record_number -> Int8,
    }
}

diesel::table! {
    /// All of those records that the directory does not have: the columns of `clients`, and this one.
    staged_client_records (record_number) {
        record_number -> Int8,
    }
}

/// Makes them, on a connection within a transaction.
pub(crate) const STAGING: &str = "
    CREATE TEMPORARY TABLE staged_clients (
        user_id text COLLATE \"C\" NOT NULL,
        inserted_at timestamp,
        event_date timestamp,
        content_digest uuid NOT NULL,
        line bigint NOT NULL,
        record_number bigint NOT NULL
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE staged_client_records (
        LIKE clients,
        record_number bigint NOT NULL
    ) ON COMMIT DROP";

/// Records that the directory has were not staged, for they would only be written again: now that they
/// may go, they are.
pub(crate) fn stage_held(connection: &mut PgConnection) -> Result<(), StoreError> {
    let columns = listed(str::to_owned);
    let held = listed(|column| format!("c.{column}"));
    connection.batch_execute(&format!(
        "INSERT INTO staged_client_records ({columns}, record_number)
         SELECT {held}, t.record_number
           FROM staged_clients t
           JOIN client_sightings s USING (user_id, content_digest)
           JOIN clients c USING (user_id)
          WHERE NOT EXISTS (SELECT FROM staged_client_records o
                             WHERE o.record_number = t.record_number)"
    ))?;
    Ok(())
}

/// Each client's record that wins within the file, and how it stands against the directory.
const JUDGE: &str = "
    CREATE TEMPORARY TABLE judged_clients ON COMMIT DROP AS
    WITH winners AS (
        SELECT DISTINCT ON (user_id)
               user_id, record_number, inserted_at, event_date, content_digest,
               coalesce(event_date, inserted_at, $1::timestamp) AS stamp
          FROM staged_clients
         ORDER BY user_id, stamp DESC, record_number DESC)
    SELECT w.*, s.inserted_at AS kept_inserted_at, s.event_date AS kept_event_date,
           s.stamp AS kept_stamp, s.import_id AS kept_import_id, s.content_digest AS kept_digest,
           i.undoable AS kept_is_undoable,
           CASE WHEN s.user_id IS NULL THEN 'inserted'
                WHEN (w.stamp, $1, $2) < (s.stamp, i.as_of, i.sha256) THEN 'stale'
                WHEN w.content_digest = s.content_digest THEN 'unchanged'
                ELSE 'updated' END AS verdict
      FROM winners w
      LEFT JOIN client_sightings s USING (user_id)
      LEFT JOIN imports i USING (import_id)";

const COUNT: &str = "
    SELECT nextval('import_ids') AS import_id,
           count(*) FILTER (WHERE verdict = 'inserted') AS inserted,
           count(*) FILTER (WHERE verdict = 'updated') AS updated,
           count(*) FILTER (WHERE verdict = 'unchanged') AS unchanged,
           count(*) FILTER (WHERE verdict = 'stale') AS stale,
           (SELECT count(*) FROM staged_clients) - count(*) AS losing
      FROM judged_clients";

#[derive(QueryableByName)]
struct Judged {
    #[diesel(sql_type = BigInt)]
    import_id: i64,
    #[diesel(sql_type = BigInt)]
    inserted: i64,
    #[diesel(sql_type = BigInt)]
    updated: i64,
    #[diesel(sql_type = BigInt)]
    unchanged: i64,
    #[diesel(sql_type = BigInt)]
    stale: i64,
    #[diesel(sql_type = BigInt)]
    losing: i64,
}

const SIGHT: &str = "
    INSERT INTO client_sightings
        (user_id, inserted_at, event_date, stamp, import_id, content_digest)
    SELECT user_id, inserted_at, event_date, stamp, $1, content_digest
      FROM judged_clients WHERE verdict <> 'stale'
        ON CONFLICT (user_id) DO UPDATE
       SET inserted_at = excluded.inserted_at, event_date = excluded.event_date,
           stamp = excluded.stamp, import_id = excluded.import_id,
           content_digest = excluded.content_digest";

/// Merges what is staged. The import's row in the log is the caller's to write.
pub(crate) fn merge(
    connection: &mut PgConnection,
    as_of: NaiveDate,
    sha256: &str,
) -> Result<Counts, StoreError> {
    connection.batch_execute("ANALYZE staged_clients (user_id)")?;
    diesel::sql_query(JUDGE).bind::<Date, _>(as_of).bind::<Text, _>(sha256).execute(connection)?;
    connection.batch_execute("ANALYZE judged_clients (user_id, verdict)")?;
    let judged: Judged = diesel::sql_query(COUNT).get_result(connection)?;
    let Judged { import_id, inserted, updated, unchanged, stale, losing } = judged;
    lost::keep(connection, import_id)?;
    store_records(connection)?;
    diesel::sql_query(SIGHT).bind::<BigInt, _>(import_id).execute(connection)?;
    renew(connection)?;
    Ok(Counts { import_id, inserted, updated, unchanged, stale, losing, amount_changes: 0 })
}

fn store_records(connection: &mut PgConnection) -> Result<(), StoreError> {
    let columns = listed(str::to_owned);
    let staged = listed(|column| format!("t.{column}"));
    let replaced = listed(|column| format!("{column} = excluded.{column}"));
    connection.batch_execute(&format!(
        "INSERT INTO clients ({columns})
         SELECT {staged}
           FROM staged_client_records t JOIN judged_clients j USING (record_number)
          WHERE j.verdict IN ('inserted', 'updated')
             ON CONFLICT (user_id) DO UPDATE SET {replaced}"
    ))?;
    Ok(())
}
