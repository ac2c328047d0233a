//! How what is staged stands against the book.
//!
//! Who wins depends on which files were imported, never on their order: a record wins by its stamp,
//! then by its import's date, its file's digest and its place in the file.

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Text};

use crate::error::StoreError;

/// Numbers the SIPs that are new, from behind every one that was ever numbered: a SIP whose sighting
/// is gone may still be spoken of by its number, which was stated when it was given.
const NUMBERS: &str = "CREATE TEMPORARY SEQUENCE new_ordinals AS integer MINVALUE 0";
const FIRST_NUMBER: &str = "
    SELECT setval('new_ordinals',
                  coalesce(greatest(max(part * 4096 + position),
                                    (SELECT max(ordinal) FROM sip_sightings)) + 1, 0), false)
               AS number
      FROM import_observations CROSS JOIN unnest(positions) AS position
     WHERE part = (SELECT max(part) FROM import_observations)";

#[derive(QueryableByName)]
struct FirstNumber {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Each SIP's record that wins within the file, and how it stands against the book. The SIPs of a first
/// file are numbered as they stand there, as they will in most files that follow.
const JUDGE: &str = "
    CREATE TEMPORARY TABLE judged_sips ON COMMIT DROP AS
    WITH winners AS (
        SELECT DISTINCT ON (sip_meta_id)
               sip_meta_id, record_number, amount_paise, success_count, success_amount_paise,
               failed_amount_paise, inserted_at, event_date, content_digest,
               coalesce(event_date, inserted_at, $1::timestamp) AS stamp
          FROM staged_sips
         ORDER BY sip_meta_id, stamp DESC, record_number DESC)
    SELECT *, ordinal / 4096 AS part, (ordinal % 4096)::smallint AS position
      FROM (SELECT w.*, s.held_as_of, s.held_amount_paise, s.import_id AS kept_import_id,
                   s.content_digest AS kept_digest,
                   coalesce(s.ordinal, CASE WHEN $3 THEN w.record_number - 1
                                            ELSE nextval('new_ordinals') END)::integer AS ordinal,
                   w.content_digest IS DISTINCT FROM coalesce(s.stated_digest, s.content_digest)
                       AS states_record,
                   s.stated_stamp IS NOT NULL
                       OR (w.stamp, w.inserted_at, w.event_date)
                          IS DISTINCT FROM (s.stamp, s.inserted_at, s.event_date) AS states_stamp,
                   CASE WHEN s.sip_meta_id IS NULL THEN 'inserted'
                        WHEN (w.stamp, $1, $2) < (s.stamp, i.as_of, i.sha256) THEN 'stale'
                        WHEN w.content_digest = s.content_digest THEN 'unchanged'
                        ELSE 'updated' END AS verdict
              FROM winners w
              LEFT JOIN sip_sightings s USING (sip_meta_id)
              LEFT JOIN imports i USING (import_id)) j";

const COUNT: &str = "
    SELECT nextval('import_ids') AS import_id,
           count(*) FILTER (WHERE verdict = 'inserted') AS inserted,
           count(*) FILTER (WHERE verdict = 'updated') AS updated,
           count(*) FILTER (WHERE verdict = 'unchanged') AS unchanged,
           count(*) FILTER (WHERE verdict = 'stale') AS stale,
           count(*) FILTER (WHERE held_amount_paise <> amount_paise) AS amount_changes,
           count(*) FILTER (WHERE held_as_of >= $1) AS late,
           (SELECT count(*) FROM staged_sips) - count(*) AS losing
      FROM judged_sips";

/// How the records of an import stand against the book.
#[derive(QueryableByName)]
pub(super) struct Judged {
    #[diesel(sql_type = BigInt)]
    pub(super) import_id: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) inserted: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) updated: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) unchanged: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) stale: i64,
    /// Against what was seen last, whenever that was.
    #[diesel(sql_type = BigInt)]
    pub(super) amount_changes: i64,
    /// SIPs that were held on that date already, or on a later one.
    #[diesel(sql_type = BigInt)]
    pub(super) late: i64,
    /// Records that another one of the same file replaces.
    #[diesel(sql_type = BigInt)]
    pub(super) losing: i64,
}

/// The import that is being merged.
pub(super) struct ThisImport<'a> {
    pub(super) import_id: i64,
    pub(super) as_of: NaiveDate,
    pub(super) sha256: &'a str,
}

/// Makes `judged_sips`: a row for each SIP that the file holds.
pub(super) fn judge(
    connection: &mut PgConnection,
    as_of: NaiveDate,
    sha256: &str,
) -> Result<Judged, StoreError> {
    connection.batch_execute("ANALYZE staged_sips (sip_meta_id)")?;
    connection.batch_execute(NUMBERS)?;
    let FirstNumber { number } = diesel::sql_query(FIRST_NUMBER).get_result(connection)?;
    diesel::sql_query(JUDGE)
        .bind::<Date, _>(as_of)
        .bind::<Text, _>(sha256)
        .bind::<Bool, _>(number == 0)
        .execute(connection)?;
    connection.batch_execute(
        "DROP SEQUENCE new_ordinals;
         ANALYZE judged_sips (sip_meta_id, verdict, part, states_record, states_stamp)",
    )?;
    Ok(diesel::sql_query(COUNT).bind::<Date, _>(as_of).get_result(connection)?)
}
