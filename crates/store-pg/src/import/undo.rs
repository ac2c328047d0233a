//! An import is taken back: the book and its history are as if it had never been.
//!
//! What the other imports saw of its SIPs is put together, some parts of the book at a time: the
//! record that wins among them, its dates and its history. What the import said stays, marked as
//! undone, because later imports say only what differs from it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use sip_export::ExportKind;

use super::clients;
use super::recall::recall;
use super::replaced::UNDOABLE_IMPORTS;
use super::{lock, replaced, runs};
use crate::error::{StoreError, UndoRefused};
use crate::lock_holder::LockHolder;
use crate::schema::imports;

/// What was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// What it was of.
    pub kind: ExportKind,
    /// The import.
    pub import_id: i64,
    /// The file it was of.
    pub file_name: String,
    /// The date it spoke of.
    pub as_of: NaiveDate,
    /// SIPs, or clients, that no other import has: they are gone.
    pub removed: u64,
    /// SIPs, or clients, whose earlier record is back.
    pub put_back: u64,
    /// The import of the same bytes whose place it took, if it did: that one stays taken back.
    pub replaced: Option<i64>,
    /// The date of the book now; none where no import of SIPs is left.
    pub book_as_of: Option<NaiveDate>,
}

/// Takes an import back, for the log in the name of `by`; an import that is under way goes first,
/// unless `wait` refuses.
///
/// # Errors
/// [`StoreError::Undo`] where there is no such import, it is undone already, or too many newer ones
/// follow; the book is as it was.
pub fn undo_import(
    connection: &mut PgConnection,
    import_id: i64,
    by: &str,
    wait: &mut dyn FnMut(LockHolder) -> Result<(), StoreError>,
) -> Result<Undone, StoreError> {
    connection.build_transaction().read_committed().run(|connection| {
        lock::begin(connection, wait)?;
        let import = find(connection, import_id)?;
        let kind = if import.kind == "clients" { ExportKind::Clients } else { ExportKind::Sips };
        let TakenBack { removed, put_back } = take_back(connection, kind, import_id, by)?;
        let of_book = imports::undone_as.is_null().and(imports::kind.eq("sips"));
        let left = imports::table.filter(of_book);
        let book_as_of = left.select(diesel::dsl::max(imports::as_of)).first(connection)?;
        let Found { file_name, as_of, replaces: replaced, .. } = import;
        Ok(Undone { kind, import_id, file_name, as_of, removed, put_back, replaced, book_as_of })
    })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = imports)]
struct Found {
    kind: String,
    file_name: String,
    as_of: NaiveDate,
    undoable: bool,
    replaces: Option<i64>,
    undone_at: Option<DateTime<Utc>>,
    undone_by: Option<String>,
}

/// The import, if it can be taken back.
fn find(connection: &mut PgConnection, import_id: i64) -> Result<Found, StoreError> {
    let found = imports::table.find(import_id).select(Found::as_select());
    let Some(found) = found.first(connection).optional()? else {
        return Err(UndoRefused::Unknown { import_id }.into());
    };
    if let (Some(at), Some(by)) = (found.undone_at, &found.undone_by) {
        return Err(UndoRefused::Already { import_id, at, by: by.clone() }.into());
    }
    if !found.undoable {
        return Err(UndoRefused::TooOld { import_id, kept: UNDOABLE_IMPORTS }.into());
    }
    Ok(found)
}

/// How many SIPs went, and of how many an earlier record came back.
pub(super) struct TakenBack {
    pub(super) removed: u64,
    pub(super) put_back: u64,
}

const MARK: &str = "
    UPDATE imports
       SET undoable = false, undone_as = nextval('import_ids'), undone_at = clock_timestamp(),
           undone_by = $2, undone_token = gen_random_uuid()
     WHERE import_id = $1";

/// Rows of what imports saw that are put together at once: what bounds the room they take.
const ROWS_AT_ONCE: i64 = 4_000_000;

/// How many parts of a book may be put together at once, and which ones the import held.
const EXTENT: &str = "
    SELECT greatest(1, $2 / (4096 * (SELECT count(*) FROM imports WHERE kind = 'sips')))::integer AS at_once,
           coalesce(min(part), 0) AS first, coalesce(max(part), -1) AS last
      FROM import_observations WHERE import_id = $1";

#[derive(QueryableByName)]
struct Extent {
    #[diesel(sql_type = Integer)]
    at_once: i32,
    #[diesel(sql_type = Integer)]
    first: i32,
    #[diesel(sql_type = Integer)]
    last: i32,
}

/// Takes an import back that can be, under the lock that imports share.
pub(super) fn take_back(
    connection: &mut PgConnection,
    kind: ExportKind,
    import_id: i64,
    by: &str,
) -> Result<TakenBack, StoreError> {
    diesel::sql_query(MARK).bind::<BigInt, _>(import_id).bind::<Text, _>(by).execute(connection)?;
    match kind {
        ExportKind::Sips => take_back_sips(connection, import_id),
        ExportKind::Clients => {
            let (removed, put_back) = clients::take_back(connection, import_id)?;
            Ok(TakenBack { removed, put_back })
        }
    }
}

fn take_back_sips(connection: &mut PgConnection, import_id: i64) -> Result<TakenBack, StoreError> {
    let Extent { at_once, first, last } = diesel::sql_query(EXTENT)
        .bind::<BigInt, _>(import_id)
        .bind::<BigInt, _>(ROWS_AT_ONCE)
        .get_result(connection)?;
    let mut taken_back = TakenBack { removed: 0, put_back: 0 };
    let mut from = first;
    while from <= last {
        let until = from.saturating_add(at_once);
        let part = take_back_parts(connection, import_id, from, until)?;
        taken_back.removed += part.removed;
        taken_back.put_back += part.put_back;
        from = until;
    }
    replaced::forget_losers(connection, import_id)?;
    Ok(taken_back)
}

/// The SIPs of some parts that the import held.
const FIND: &str = "
    CREATE TEMPORARY TABLE disputed_sips ON COMMIT DROP AS
    SELECT s.sip_meta_id, s.ordinal
      FROM (SELECT part * 4096 + unnest(positions_held(held_words, held_bits)) AS ordinal
              FROM import_observations
             WHERE import_id = $1 AND part >= $2 AND part < $3) held
      JOIN sip_sightings s USING (ordinal)";

/// Each SIP's record that wins now, by the order in which one record replaces another; its dates;
/// and what the last import that held it said, where that differs: later ones are compared with it.
const JUDGE: &str = "
    CREATE TEMPORARY TABLE returning_sips ON COMMIT DROP AS
    WITH winners AS (
        SELECT DISTINCT ON (ordinal) *
          FROM seen_sips WHERE NOT undone
         ORDER BY ordinal, stamp DESC, as_of DESC, sha256 DESC),
    held AS (
        SELECT ordinal, max(as_of) AS held_as_of FROM seen_sips WHERE NOT undone GROUP BY 1),
    records AS (
        SELECT ordinal, content_digest, max(as_of) AS record_as_of
          FROM seen_sips WHERE NOT undone GROUP BY 1, 2),
    last_said AS (
        SELECT DISTINCT ON (ordinal) * FROM seen_sips ORDER BY ordinal, import_id DESC)
    SELECT s.sip_meta_id, w.ordinal, w.ordinal / 4096 AS part, w.import_id, w.stamp, w.inserted_at,
           CASE WHEN NOT w.without_event_date THEN w.stamp END AS event_date, w.content_digest,
           s.content_digest AS replaced_digest,
           o.ordinal IS NOT NULL AS is_still_held, r.record_as_of, h.held_as_of,
           nullif(l.content_digest, w.content_digest) AS stated_digest,
           CASE WHEN (l.stamp, l.inserted_at, l.without_event_date)
                     IS DISTINCT FROM (w.stamp, w.inserted_at, w.without_event_date)
                THEN l.stamp END AS stated_stamp
      FROM winners w
      JOIN held h USING (ordinal)
      LEFT JOIN records r USING (ordinal, content_digest)
      JOIN last_said l USING (ordinal)
      JOIN sip_sightings s USING (ordinal)
      LEFT JOIN records o ON o.ordinal = w.ordinal AND o.content_digest = s.content_digest";

/// A record without a sighting is none: it takes along what is kept of the SIP.
const REMOVE: &str = "
    DELETE FROM sip_records r USING disputed_sips d
     WHERE r.sip_meta_id = d.sip_meta_id
       AND NOT EXISTS (SELECT FROM returning_sips w WHERE w.sip_meta_id = d.sip_meta_id)";

/// Where no other import speaks of the date, a run that began before it and goes on behind it is what
/// it was: the history of those SIPs need not be made anew.
const LEAVE_RUNS: &str = "
    DELETE FROM disputed_sips d
     USING sip_amounts a, imports i
     WHERE i.import_id = $1 AND a.sip_meta_id = d.sip_meta_id AND a.as_of < i.as_of
       AND (a.last_as_of > i.as_of) IS NOT FALSE
       AND NOT EXISTS (SELECT FROM imports o
                        WHERE o.as_of = i.as_of AND o.undone_as IS NULL AND o.kind = 'sips')";

/// Where a record stood in the file that the book keeps it of.
const RENEW: &str = "
    WITH places AS (
        SELECT o.import_id, o.part * 4096 + h.position AS ordinal,
               coalesce(h.record_offset, o.record_offsets[1]) + o.part * 4096 + h.position
                   AS record_number
          FROM (SELECT DISTINCT import_id, part FROM returning_sips) r
          JOIN import_observations o USING (import_id, part)
         CROSS JOIN unnest(positions_held(o.held_words, o.held_bits), o.record_offsets)
                    AS h (position, record_offset)
         WHERE h.position IS NOT NULL)
    UPDATE sip_sightings s
       SET inserted_at = w.inserted_at, event_date = w.event_date, stamp = w.stamp,
           import_id = w.import_id, record_number = coalesce(p.record_number, 0),
           content_digest = w.content_digest, record_as_of = w.record_as_of,
           held_as_of = w.held_as_of, held_amount_paise = a.amount_paise,
           stated_digest = w.stated_digest, stated_stamp = w.stated_stamp
      FROM returning_sips w
      JOIN sip_amounts a ON a.sip_meta_id = w.sip_meta_id AND a.last_as_of IS NULL
      LEFT JOIN places p ON p.import_id = w.import_id AND p.ordinal = w.ordinal
     WHERE s.sip_meta_id = w.sip_meta_id";

fn take_back_parts(
    connection: &mut PgConnection,
    import_id: i64,
    from: i32,
    until: i32,
) -> Result<TakenBack, StoreError> {
    diesel::sql_query(FIND)
        .bind::<BigInt, _>(import_id)
        .bind::<Integer, _>(from)
        .bind::<Integer, _>(until)
        .execute(connection)?;
    connection.batch_execute("ANALYZE disputed_sips")?;
    recall(connection, None)?;
    connection.batch_execute(JUDGE)?;
    connection.batch_execute("ANALYZE returning_sips")?;
    let removed = diesel::sql_query(REMOVE).execute(connection)?;
    let put_back = replaced::put_back(connection)?;
    replaced::hand_on(connection, import_id)?;
    diesel::sql_query(LEAVE_RUNS).bind::<BigInt, _>(import_id).execute(connection)?;
    runs::made_anew(connection)?;
    connection.batch_execute(RENEW)?;
    connection.batch_execute("DROP TABLE disputed_sips, seen_sips, returning_sips")?;
    Ok(TakenBack { removed: removed as u64, put_back: put_back as u64 })
}
