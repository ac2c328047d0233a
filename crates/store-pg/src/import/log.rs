//! What an import did goes into the log, and is summed up.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text, Timestamp};
use sip_export::ExportKind;

use super::conflicts::{self, Conflict};
use super::counts::Counts;
use super::outcome::Imported;
use super::source::{FileEnd, Import};
use crate::error::StoreError;

/// What was done of an import, before it is in the log.
pub(super) struct Merged {
    pub(super) kind: ExportKind,
    pub(super) as_of: NaiveDate,
    pub(super) newest_stamp: Option<NaiveDateTime>,
    pub(super) counts: Counts,
    /// The import whose place it takes.
    pub(super) replaces: Option<i64>,
}

#[derive(QueryableByName)]
struct Logged {
    #[diesel(sql_type = BigInt)]
    lacking: i64,
    #[diesel(sql_type = BigInt)]
    hidden: i64,
    #[diesel(sql_type = Bool)]
    is_first: bool,
}

const LOG: &str = "
    INSERT INTO imports
        (import_id, file_name, sha256, as_of, complete, records_read, inserted, updated, unchanged,
         stale, duplicate, conflicting, rejected, amount_changes, date_order, file_columns, newest_stamp,
         replaces, kind, undoable, started_at, finished_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, true,
            transaction_timestamp(), clock_timestamp())";

/// A SIP that a bad record of the newest date names is not lacking.
const LACKING: &str = "
    SELECT count(*) AS lacking,
           (SELECT count(*) FROM hidden_sips) AS hidden,
           (SELECT count(*) = 1 FROM imports
             WHERE undone_as IS NULL AND kind = 'sips') AS is_first
      FROM sip_sightings s
     WHERE held_as_of < (SELECT as_of FROM book_state)
       AND NOT EXISTS (SELECT FROM sips_of_bad_records b JOIN imports i USING (import_id)
                        WHERE b.sip_meta_id = s.sip_meta_id AND i.undone_as IS NULL
                          AND i.as_of = (SELECT as_of FROM book_state))";

/// Writes what a merge did into the log, and sums it up.
pub(super) fn log(
    connection: &mut PgConnection,
    request: &Import,
    end: &FileEnd,
    merged: Merged,
) -> Result<Imported, StoreError> {
    let Merged { kind, as_of, newest_stamp, counts, replaces } = merged;
    let (conflicting, conflicts): (i64, Vec<Conflict>) =
        if counts.losing > 0 { conflicts::find(connection, kind, as_of)? } else { (0, Vec::new()) };
    let duplicate = counts.losing - conflicting;
    diesel::sql_query(LOG)
        .bind::<BigInt, _>(counts.import_id)
        .bind::<Text, _>(&request.file_name)
        .bind::<Text, _>(&end.sha256)
        .bind::<Date, _>(as_of)
        .bind::<Bool, _>(request.options.complete)
        .bind::<Nullable<BigInt>, _>(i64::try_from(end.read).ok())
        .bind::<BigInt, _>(counts.inserted)
        .bind::<BigInt, _>(counts.updated)
        .bind::<BigInt, _>(counts.unchanged)
        .bind::<BigInt, _>(counts.stale)
        .bind::<BigInt, _>(duplicate)
        .bind::<BigInt, _>(conflicting)
        .bind::<Nullable<BigInt>, _>(i64::try_from(end.rejected).ok())
        .bind::<BigInt, _>(counts.amount_changes)
        .bind::<Nullable<Text>, _>(request.options.date_order.map(|order| order.to_string()))
        .bind::<Array<Text>, _>(&end.columns)
        .bind::<Nullable<Timestamp>, _>(newest_stamp)
        .bind::<Nullable<BigInt>, _>(replaces)
        .bind::<Text, _>(kind.to_string())
        .execute(connection)?;
    let logged = match kind {
        ExportKind::Sips => diesel::sql_query(LACKING).get_result(connection)?,
        ExportKind::Clients => Logged { lacking: 0, hidden: 0, is_first: false },
    };
    let number = |count: i64| count.unsigned_abs();
    Ok(Imported {
        kind,
        import_id: counts.import_id,
        as_of,
        sha256: end.sha256.clone(),
        dry_run: request.options.dry_run,
        replaces,
        read: end.read,
        inserted: number(counts.inserted),
        updated: number(counts.updated),
        unchanged: number(counts.unchanged),
        stale: number(counts.stale),
        duplicate: number(duplicate),
        conflicting: number(conflicting),
        conflicts,
        rejected: end.rejected,
        amount_changes: number(counts.amount_changes),
        lacking: number(logged.lacking),
        hidden: number(logged.hidden),
        newest_stamp,
        is_first: logged.is_first,
    })
}
