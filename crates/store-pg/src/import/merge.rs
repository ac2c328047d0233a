//! What is staged becomes part of the book.
//!
//! The outcome depends on which files were imported, never on their order: a record wins by its
//! stamp, then by its import's date, its file's digest and its place in the file; the history of
//! amounts is what the imports saw, in the order of their dates.

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Text};
use sip_export::{BadRecord, Field, date_in_words};

use super::columns::{SIP_FIELDS, column};
use crate::error::StoreError;

/// What a merge did.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    pub(crate) import_id: i64,
    pub(crate) inserted: i64,
    pub(crate) updated: i64,
    pub(crate) unchanged: i64,
    pub(crate) stale: i64,
    pub(crate) duplicate: i64,
    pub(crate) amount_changes: i64,
}

#[derive(QueryableByName)]
struct LaterPayment {
    #[diesel(sql_type = BigInt)]
    line: i64,
    #[diesel(sql_type = BigInt)]
    record_number: i64,
    #[diesel(sql_type = Text)]
    sip_meta_id: String,
    #[diesel(sql_type = Date)]
    latest_success_order_date: NaiveDate,
}

/// Takes out the records that know of a payment after the date they speak of.
pub(crate) fn set_aside_later_payments(
    connection: &mut PgConnection,
    as_of: NaiveDate,
) -> Result<Vec<BadRecord>, StoreError> {
    let later: Vec<LaterPayment> = diesel::sql_query(
        "DELETE FROM staged_sips WHERE latest_success_order_date > $1
         RETURNING line, record_number, sip_meta_id, latest_success_order_date",
    )
    .bind::<Date, _>(as_of)
    .load(connection)?;
    let bad = |payment: LaterPayment| BadRecord {
        line: payment.line.unsigned_abs(),
        record: payment.record_number.unsigned_abs(),
        sip_meta_id: Some(payment.sip_meta_id),
        field: Some(Field::latest_success_order_date.key().to_owned()),
        value: Some(date_in_words(payment.latest_success_order_date)),
        reason: format!("is after {as_of}, the date of the import"),
    };
    Ok(later.into_iter().map(bad).collect())
}

/// Each SIP's record that wins within the file, and how it stands against the book.
const JUDGE: &str = "
    CREATE TEMPORARY TABLE judged_sips ON COMMIT DROP AS
    WITH winners AS (
        SELECT DISTINCT ON (sip_meta_id)
               sip_meta_id, record_number, amount_paise, inserted_at, event_date, content_digest,
               coalesce(event_date, inserted_at, $1::timestamp) AS stamp
          FROM staged_sips
         ORDER BY sip_meta_id, stamp DESC, record_number DESC)
    SELECT w.*, s.held_as_of, s.held_amount_paise,
           CASE WHEN s.sip_meta_id IS NULL THEN 'inserted'
                WHEN (w.stamp, $1, $2) < (s.stamp, i.as_of, i.sha256) THEN 'stale'
                WHEN w.content_digest = s.content_digest THEN 'unchanged'
                ELSE 'updated' END AS verdict
      FROM winners w
      LEFT JOIN sip_sightings s USING (sip_meta_id)
      LEFT JOIN imports i USING (import_id)";

const COUNT: &str = "
    SELECT nextval('import_ids') AS import_id,
           count(*) FILTER (WHERE verdict = 'inserted') AS inserted,
           count(*) FILTER (WHERE verdict = 'updated') AS updated,
           count(*) FILTER (WHERE verdict = 'unchanged') AS unchanged,
           count(*) FILTER (WHERE verdict = 'stale') AS stale,
           count(*) FILTER (WHERE held_amount_paise <> amount_paise) AS amount_changes,
           (SELECT count(*) FROM staged_sips) - count(*) AS duplicate,
           (SELECT coalesce(max(as_of) < $1, true) FROM imports) AS is_newest
      FROM judged_sips";

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
    /// Against what was seen last, whenever that was.
    #[diesel(sql_type = BigInt)]
    amount_changes: i64,
    #[diesel(sql_type = BigInt)]
    duplicate: i64,
    #[diesel(sql_type = Bool)]
    is_newest: bool,
}

const INSERT_SIGHTINGS: &str = "
    INSERT INTO sip_sightings
    SELECT sip_meta_id, inserted_at, event_date, stamp, $1, record_number, content_digest,
           $1, $2, amount_paise
      FROM judged_sips WHERE verdict = 'inserted'";

const UPDATE_SIGHTINGS: &str = "
    UPDATE sip_sightings s
       SET inserted_at = j.inserted_at, event_date = j.event_date, stamp = j.stamp,
           import_id = $1, record_number = j.record_number, content_digest = j.content_digest
      FROM judged_sips j
     WHERE s.sip_meta_id = j.sip_meta_id AND j.verdict IN ('updated', 'unchanged')";

/// [`UPDATE_SIGHTINGS`] and [`UPDATE_HELD`] at once, where the import is newer than any before, so
/// that each row is rewritten once.
const UPDATE_NEWEST_SIGHTINGS: &str = "
    UPDATE sip_sightings s
       SET inserted_at = j.inserted_at, event_date = j.event_date, stamp = j.stamp,
           import_id = $1, record_number = j.record_number, content_digest = j.content_digest,
           held_import_id = $1, held_as_of = $2, held_amount_paise = j.amount_paise
      FROM judged_sips j
     WHERE s.sip_meta_id = j.sip_meta_id AND j.verdict IN ('updated', 'unchanged')";

const UPDATE_HELD: &str = "
    UPDATE sip_sightings s
       SET held_import_id = $1, held_as_of = $2, held_amount_paise = j.amount_paise
      FROM judged_sips j
     WHERE s.sip_meta_id = j.sip_meta_id AND s.held_as_of < $2";

/// Packs what this import saw, some thousand SIPs a row.
const STORE_OBSERVATIONS: &str = "
    INSERT INTO import_observations
    SELECT $1, record_number / 4096, array_agg(sip_meta_id), array_agg(amount_paise), array_agg(stamp)
      FROM judged_sips GROUP BY record_number / 4096";

/// A newer date than any before: what was seen last is what each SIP's sighting says.
const APPEND_AMOUNTS: &str = "
    INSERT INTO sip_amounts
    SELECT sip_meta_id, $2, amount_paise, $1
      FROM judged_sips WHERE held_amount_paise IS DISTINCT FROM amount_paise";

/// A date in the past, or one that another import speaks of too. A SIP can change the history where
/// its amount differs from what the history says of that date, or where another import of that very
/// date is named as the one that saw it.
const FIND_DISPUTED: &str = "
    CREATE TEMPORARY TABLE disputed_sips ON COMMIT DROP AS
    SELECT j.sip_meta_id
      FROM judged_sips j
     WHERE j.amount_paise IS DISTINCT FROM (
               SELECT a.amount_paise FROM sip_amounts a
                WHERE a.sip_meta_id = j.sip_meta_id AND a.as_of <= $1
                ORDER BY a.as_of DESC LIMIT 1)
        OR EXISTS (SELECT FROM sip_amounts a
                    WHERE a.sip_meta_id = j.sip_meta_id AND a.as_of = $1)";

/// The disputed SIPs' history from that date on, made anew from what the imports saw: of two
/// imports of one date the record that wins speaks.
const RENEW_AMOUNTS: &str = "
    WITH seen AS (
        SELECT DISTINCT ON (o.sip_meta_id, i.as_of)
               o.sip_meta_id, i.as_of, o.amount_paise, i.import_id
          FROM (SELECT import_id, as_of, sha256 FROM imports WHERE as_of >= $2
                UNION ALL SELECT $1, $2, $3) i
          JOIN import_observations p USING (import_id)
         CROSS JOIN unnest(p.sip_meta_ids, p.amounts_paise, p.stamps)
                    AS o (sip_meta_id, amount_paise, stamp)
          JOIN disputed_sips d ON d.sip_meta_id = o.sip_meta_id
         ORDER BY o.sip_meta_id, i.as_of, o.stamp DESC, i.sha256 DESC),
    earlier AS (
        SELECT DISTINCT ON (a.sip_meta_id) a.sip_meta_id, a.as_of, a.amount_paise
          FROM sip_amounts a JOIN disputed_sips d USING (sip_meta_id)
         WHERE a.as_of < $2
         ORDER BY a.sip_meta_id, a.as_of DESC),
    course AS (
        SELECT sip_meta_id, as_of, amount_paise, import_id,
               lag(amount_paise) OVER (PARTITION BY sip_meta_id ORDER BY as_of) AS before
          FROM (SELECT * FROM seen
                UNION ALL SELECT sip_meta_id, as_of, amount_paise, NULL FROM earlier) points)
    INSERT INTO sip_amounts
    SELECT sip_meta_id, as_of, amount_paise, import_id
      FROM course WHERE import_id IS NOT NULL AND before IS DISTINCT FROM amount_paise";

const FORGET_AMOUNTS: &str = "
    DELETE FROM sip_amounts a USING disputed_sips d
     WHERE a.sip_meta_id = d.sip_meta_id AND a.as_of >= $1";

const RENEW_HELD_AMOUNTS: &str = "
    UPDATE sip_sightings s
       SET held_amount_paise = (
               SELECT a.amount_paise FROM sip_amounts a
                WHERE a.sip_meta_id = s.sip_meta_id ORDER BY a.as_of DESC LIMIT 1)
      FROM disputed_sips d WHERE s.sip_meta_id = d.sip_meta_id";

/// Changes against an amount seen before.
const COUNT_CHANGES: &str = "
    SELECT count(*) AS changes
      FROM sip_amounts a
     WHERE a.import_id = $1
       AND EXISTS (SELECT FROM sip_amounts b
                    WHERE b.sip_meta_id = a.sip_meta_id AND b.as_of < a.as_of)";

#[derive(QueryableByName)]
struct Changes {
    #[diesel(sql_type = BigInt)]
    changes: i64,
}

/// Merges what is staged. The import's row in the log is the caller's to write.
pub(crate) fn merge(
    connection: &mut PgConnection,
    as_of: NaiveDate,
    sha256: &str,
) -> Result<Counts, StoreError> {
    connection.batch_execute("ANALYZE staged_sips (sip_meta_id)")?;
    diesel::sql_query(JUDGE).bind::<Date, _>(as_of).bind::<Text, _>(sha256).execute(connection)?;
    connection.batch_execute("ANALYZE judged_sips (sip_meta_id, verdict)")?;
    let judged: Judged = diesel::sql_query(COUNT).bind::<Date, _>(as_of).get_result(connection)?;
    let import_id = judged.import_id;

    store_records(connection, &judged)?;
    diesel::sql_query(STORE_OBSERVATIONS).bind::<BigInt, _>(import_id).execute(connection)?;
    let amount_changes = if judged.is_newest {
        append(connection, &judged, as_of)?;
        judged.amount_changes
    } else {
        dated(connection, INSERT_SIGHTINGS, import_id, as_of)?;
        diesel::sql_query(UPDATE_SIGHTINGS).bind::<BigInt, _>(import_id).execute(connection)?;
        dated(connection, UPDATE_HELD, import_id, as_of)?;
        renew_history(connection, import_id, as_of, sha256)?;
        let counted = diesel::sql_query(COUNT_CHANGES).bind::<BigInt, _>(import_id);
        counted.get_result::<Changes>(connection)?.changes
    };
    let Judged { inserted, updated, unchanged, stale, duplicate, .. } = judged;
    Ok(Counts { import_id, inserted, updated, unchanged, stale, duplicate, amount_changes })
}

/// The common case, of a date newer than any before: what nothing calls for is left out.
fn append(
    connection: &mut PgConnection,
    judged: &Judged,
    as_of: NaiveDate,
) -> Result<(), StoreError> {
    for (statement, records) in [
        (APPEND_AMOUNTS, judged.inserted + judged.amount_changes),
        (INSERT_SIGHTINGS, judged.inserted),
        (UPDATE_NEWEST_SIGHTINGS, judged.updated + judged.unchanged),
        (UPDATE_HELD, judged.stale),
    ] {
        if records > 0 {
            dated(connection, statement, judged.import_id, as_of)?;
        }
    }
    Ok(())
}

fn dated(
    connection: &mut PgConnection,
    statement: &str,
    import_id: i64,
    as_of: NaiveDate,
) -> Result<(), StoreError> {
    diesel::sql_query(statement)
        .bind::<BigInt, _>(import_id)
        .bind::<Date, _>(as_of)
        .execute(connection)?;
    Ok(())
}

/// Puts the records that win in their place. Those of new SIPs are there already, unless a later one
/// of the same file wins, or the import's date was not known while it was read.
fn store_records(connection: &mut PgConnection, judged: &Judged) -> Result<(), StoreError> {
    if judged.inserted + judged.updated == 0 {
        return Ok(());
    }
    let list = |shape: fn(&str) -> String| SIP_FIELDS.map(|field| shape(&column(field))).join(", ");
    let columns = list(str::to_owned);
    let staged = list(|column| format!("t.{column}"));
    let replaced = list(|column| format!("{column} = excluded.{column}"));
    connection.batch_execute(&format!(
        "INSERT INTO sip_records ({columns})
         SELECT {staged} FROM staged_records t JOIN judged_sips j USING (record_number)
          WHERE j.verdict IN ('inserted', 'updated')
         ON CONFLICT (sip_meta_id) DO UPDATE SET {replaced}"
    ))?;
    Ok(())
}

fn renew_history(
    connection: &mut PgConnection,
    import_id: i64,
    as_of: NaiveDate,
    sha256: &str,
) -> Result<(), StoreError> {
    diesel::sql_query(FIND_DISPUTED).bind::<Date, _>(as_of).execute(connection)?;
    connection.batch_execute("ANALYZE disputed_sips")?;
    diesel::sql_query(FORGET_AMOUNTS).bind::<Date, _>(as_of).execute(connection)?;
    diesel::sql_query(RENEW_AMOUNTS)
        .bind::<BigInt, _>(import_id)
        .bind::<Date, _>(as_of)
        .bind::<Text, _>(sha256)
        .execute(connection)?;
    connection.batch_execute(RENEW_HELD_AMOUNTS)?;
    Ok(())
}
