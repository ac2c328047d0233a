//! The history of instalments: a row for every run of imports, by their dates, that saw one amount.
//!
//! Of a date after all that the SIP was held on, the history is appended to. An earlier one takes its
//! place: before, behind or between runs directly; only where it speaks against a run's amount, or
//! it is not plain which of two imports of one date speaks, is the SIP's history made anew from what
//! every import saw.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date};

use super::judge::ThisImport;
use super::recall::recall;
use crate::error::StoreError;

/// The newest run of a SIP ends where another amount was seen after it.
const CLOSE: &str = "
    UPDATE sip_amounts a
       SET last_as_of = j.held_as_of
      FROM judged_sips j
     WHERE a.sip_meta_id = j.sip_meta_id AND a.last_as_of IS NULL
       AND j.held_as_of < $1 AND j.held_amount_paise <> j.amount_paise";

const BEGIN: &str = "
    INSERT INTO sip_amounts
        (sip_meta_id, as_of, import_id, amount_paise, success_count, success_amount_paise,
         failed_amount_paise)
    SELECT sip_meta_id, $2, $1, amount_paise, success_count, success_amount_paise,
           failed_amount_paise
      FROM judged_sips
     WHERE (held_as_of < $2) IS NOT FALSE AND held_amount_paise IS DISTINCT FROM amount_paise";

/// Appends what was seen on a date after all that the SIP was held on.
pub(super) fn append(
    connection: &mut PgConnection,
    import: &ThisImport<'_>,
) -> Result<(), StoreError> {
    diesel::sql_query(CLOSE).bind::<Date, _>(import.as_of).execute(connection)?;
    told(connection, BEGIN, import)
}

/// Where in its SIP's history a record of an earlier date belongs, and which run it changes: the last
/// one that began up to that date (b), or the first one that began later (a).
///
/// A record that is not stale wins against every one before it, those of its date among them; a
/// stale one loses against the record that the book keeps. Where a date lies within a run that saw
/// the same amount, nothing changes, and such records are left out.
const PLACE: &str = "
    CREATE TEMPORARY TABLE placed_sips ON COMMIT DROP AS
    SELECT *, CASE place WHEN 'begins' THEN after ELSE before END AS run
      FROM (SELECT j.sip_meta_id, j.ordinal, j.amount_paise, j.success_count,
                   j.success_amount_paise, j.failed_amount_paise,
                   j.verdict = 'updated' AND j.held_as_of > $1 AS may_return,
                   b.as_of AS before, a.as_of AS after,
                   CASE WHEN b.as_of IS NULL OR b.last_as_of < $1 THEN
                            CASE WHEN b.amount_paise = j.amount_paise THEN 'ends'
                                 WHEN a.amount_paise = j.amount_paise THEN 'begins'
                                 ELSE 'stands alone' END
                        WHEN b.as_of = $1 AND j.verdict = 'stale'
                             AND b.import_id = j.kept_import_id THEN 'loses'
                        WHEN b.amount_paise <> j.amount_paise THEN 'is disputed'
                        WHEN b.as_of < $1 THEN 'agrees'
                        WHEN j.verdict = 'stale' THEN 'is disputed'
                        ELSE 'speaks' END AS place
              FROM judged_sips j
              LEFT JOIN LATERAL (
                       SELECT * FROM sip_amounts r
                        WHERE r.sip_meta_id = j.sip_meta_id AND r.as_of <= $1
                        ORDER BY r.as_of DESC LIMIT 1) b ON true
              LEFT JOIN LATERAL (
                       SELECT * FROM sip_amounts r
                        WHERE r.sip_meta_id = j.sip_meta_id AND r.as_of > $1
                        ORDER BY r.as_of LIMIT 1) a ON true
             WHERE j.held_as_of >= $1) p
     WHERE may_return OR place NOT IN ('agrees', 'loses')";

const END_LATER: &str = "
    UPDATE sip_amounts a
       SET last_as_of = $1
      FROM placed_sips p
     WHERE p.place = 'ends' AND a.sip_meta_id = p.sip_meta_id AND a.as_of = p.run";

/// The run behind begins earlier, or the one of this very date is told by another import.
const BEGIN_EARLIER: &str = "
    UPDATE sip_amounts a
       SET as_of = $2, import_id = $1, success_count = p.success_count,
           success_amount_paise = p.success_amount_paise,
           failed_amount_paise = p.failed_amount_paise
      FROM placed_sips p
     WHERE p.place IN ('begins', 'speaks')
       AND a.sip_meta_id = p.sip_meta_id AND a.as_of = p.run";

const STAND_ALONE: &str = "
    INSERT INTO sip_amounts
        (sip_meta_id, as_of, import_id, last_as_of, amount_paise, success_count,
         success_amount_paise, failed_amount_paise)
    SELECT sip_meta_id, $2, $1, CASE WHEN after IS NOT NULL THEN $2 END, amount_paise,
           success_count, success_amount_paise, failed_amount_paise
      FROM placed_sips WHERE place = 'stands alone'";

/// A record that is new to the book may have been held by an import of a later date before: that is
/// looked up in the same place.
const FIND_DISPUTED: &str = "
    CREATE TEMPORARY TABLE disputed_sips ON COMMIT DROP AS
    SELECT sip_meta_id, ordinal FROM placed_sips WHERE place = 'is disputed' OR may_return";

const FORGET: &str = "
    DELETE FROM sip_amounts a USING disputed_sips d WHERE a.sip_meta_id = d.sip_meta_id";

/// Of two imports of one date the record that wins speaks.
const RENEW: &str = "
    WITH speaking AS (
        SELECT DISTINCT ON (ordinal, as_of) *
          FROM seen_sips WHERE NOT undone ORDER BY ordinal, as_of, stamp DESC, sha256 DESC),
    compared AS (
        SELECT *, amount_paise IS DISTINCT FROM lag(amount_paise) OVER w AS begins,
               lead(as_of) OVER w IS NULL AS is_last
          FROM speaking WINDOW w AS (PARTITION BY ordinal ORDER BY as_of)),
    numbered AS (
        SELECT *, count(*) FILTER (WHERE begins) OVER (PARTITION BY ordinal ORDER BY as_of) AS run
          FROM compared),
    ends AS (
        SELECT ordinal, run, CASE WHEN NOT bool_or(is_last) THEN max(as_of) END AS last_as_of
          FROM numbered GROUP BY 1, 2)
    INSERT INTO sip_amounts
        (sip_meta_id, as_of, import_id, last_as_of, amount_paise, success_count,
         success_amount_paise, failed_amount_paise)
    SELECT d.sip_meta_id, n.as_of, n.import_id, e.last_as_of, n.amount_paise, n.success_count,
           n.success_amount_paise, n.failed_amount_paise
      FROM numbered n JOIN ends e USING (ordinal, run) JOIN disputed_sips d USING (ordinal)
     WHERE n.begins";

/// The date on which the record was last held, by whichever import; and the newest run's amount.
const RENEW_SIGHTINGS: &str = "
    UPDATE sip_sightings s
       SET record_as_of = h.record_as_of, held_amount_paise = a.amount_paise
      FROM disputed_sips d
      JOIN sip_amounts a ON a.sip_meta_id = d.sip_meta_id AND a.last_as_of IS NULL
      JOIN (SELECT k.sip_meta_id, max(o.as_of) AS record_as_of
              FROM seen_sips o
              JOIN disputed_sips d USING (ordinal)
              JOIN sip_sightings k ON k.sip_meta_id = d.sip_meta_id
                                  AND k.content_digest = o.content_digest
             WHERE NOT o.undone GROUP BY 1) h ON h.sip_meta_id = d.sip_meta_id
     WHERE s.sip_meta_id = d.sip_meta_id";

/// Puts what was seen of SIPs on a date up to one on which they were held in its place.
pub(super) fn place(
    connection: &mut PgConnection,
    import: &ThisImport<'_>,
) -> Result<(), StoreError> {
    diesel::sql_query(PLACE).bind::<Date, _>(import.as_of).execute(connection)?;
    connection.batch_execute("ANALYZE placed_sips")?;
    diesel::sql_query(END_LATER).bind::<Date, _>(import.as_of).execute(connection)?;
    told(connection, BEGIN_EARLIER, import)?;
    told(connection, STAND_ALONE, import)?;
    let disputed = diesel::sql_query(FIND_DISPUTED).execute(connection)?;
    if disputed > 0 { renew(connection, import) } else { Ok(()) }
}

fn renew(connection: &mut PgConnection, import: &ThisImport<'_>) -> Result<(), StoreError> {
    connection.batch_execute("ANALYZE disputed_sips")?;
    recall(connection, Some(import))?;
    made_anew(connection)?;
    connection.batch_execute(RENEW_SIGHTINGS)?;
    Ok(())
}

/// Makes the history of the disputed SIPs anew, of what imports saw of them.
pub(super) fn made_anew(connection: &mut PgConnection) -> Result<(), StoreError> {
    connection.batch_execute(FORGET)?;
    connection.batch_execute(RENEW)?;
    Ok(())
}

fn told(
    connection: &mut PgConnection,
    statement: &str,
    import: &ThisImport<'_>,
) -> Result<(), StoreError> {
    diesel::sql_query(statement)
        .bind::<BigInt, _>(import.import_id)
        .bind::<Date, _>(import.as_of)
        .execute(connection)?;
    Ok(())
}

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

/// How many runs an import began that another one lies before.
pub(super) fn count_changes(
    connection: &mut PgConnection,
    import_id: i64,
) -> Result<i64, StoreError> {
    let counted = diesel::sql_query(COUNT_CHANGES).bind::<BigInt, _>(import_id);
    Ok(counted.get_result::<Changes>(connection)?.changes)
}
