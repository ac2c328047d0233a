//! What each import saw of each SIP, stored as what it says anew.
//!
//! Records and stamps are *stated*: an import states those that differ from what was last stated of
//! the SIP, whoever stated it. What an import held is therefore what the last statement up to it
//! says, in the order in which imports landed, and an import of which nothing is new stores no more
//! than which SIPs it held: a bit each. Statements stand for ever: later imports rely on them.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};

use super::judge::ThisImport;
use crate::error::StoreError;

/// Packs what the import that was judged saw. A part of which most SIPs have a new stamp states the
/// stamps of all, so that it need not say whose they are.
const STORE: &str = "
    WITH restamped AS MATERIALIZED (
        SELECT part FROM judged_sips
         GROUP BY part HAVING 2 * count(*) FILTER (WHERE states_stamp) > count(*)),
    held AS (
        SELECT part, array_agg(word ORDER BY word) AS words, array_agg(bits ORDER BY word) AS bits
          FROM (SELECT part, (position / 64)::smallint AS word,
                       bit_or(1::bigint << position % 64) AS bits
                  FROM judged_sips GROUP BY 1, 2) words
         GROUP BY part),
    records AS (
        SELECT part, array_agg(position) AS positions,
               array_agg(content_digest) AS digests, array_agg(amount_paise) AS amounts,
               array_agg(success_count) AS counts, array_agg(success_amount_paise) AS successes,
               array_agg(failed_amount_paise) AS failures
          FROM judged_sips WHERE states_record GROUP BY part),
    stamps AS (
        SELECT part, CASE WHEN part NOT IN (SELECT part FROM restamped)
                          THEN array_agg(position) END AS positions,
               array_agg(stamp::date) AS dates,
               array_agg((date_part('hour', stamp) * 60 + date_part('minute', stamp))::smallint)
                   AS minutes,
               CASE WHEN bool_or(date_part('microseconds', stamp) > 0)
                    THEN array_agg(date_part('microseconds', stamp)::integer) END AS microseconds
          FROM (SELECT part, position, stamp FROM judged_sips
                 WHERE states_stamp OR part IN (SELECT part FROM restamped)
                 ORDER BY ordinal) stated
         GROUP BY part)
    INSERT INTO import_observations
        (import_id, part, held_words, held_bits, positions, content_digests, amounts_paise,
         success_counts, success_amounts_paise, failed_amounts_paise,
         stamp_positions, stamp_dates, stamp_minutes, stamp_microseconds)
    SELECT $1, h.part, CASE WHEN cardinality(h.words) < 64 THEN h.words END, h.bits,
           r.positions, r.digests, r.amounts, r.counts, r.successes, r.failures,
           s.positions, s.dates, s.minutes, s.microseconds
      FROM held h
      LEFT JOIN records r USING (part)
      LEFT JOIN stamps s USING (part)";

/// Stores what the import that was judged saw.
pub(super) fn store(connection: &mut PgConnection, import_id: i64) -> Result<(), StoreError> {
    diesel::sql_query(STORE).bind::<BigInt, _>(import_id).execute(connection)?;
    Ok(())
}

/// What every import, this one too, held of the disputed SIPs. A statement is made by an import that
/// holds the SIP, and holds until the next one: so each is numbered, and the first of a number speaks
/// for all that have it.
const RECALL: &str = "
    CREATE TEMPORARY TABLE seen_sips ON COMMIT DROP AS
    WITH asked AS MATERIALIZED (
        SELECT ordinal, ordinal / 4096 AS part, (ordinal % 4096)::smallint AS position,
               (ordinal % 4096 / 64)::smallint AS word, ordinal % 64 AS bit
          FROM disputed_sips),
    parts AS MATERIALIZED (
        SELECT * FROM import_observations WHERE part IN (SELECT part FROM asked)),
    held AS (
        SELECT p.import_id, a.ordinal
          FROM parts p
         CROSS JOIN unnest(coalesce(p.held_words, ARRAY(SELECT generate_series(0, 63)::smallint)),
                           p.held_bits) AS w (word, bits)
          JOIN asked a ON a.part = p.part AND a.word = w.word AND w.bits >> a.bit & 1 = 1),
    records AS (
        SELECT p.import_id, a.ordinal, r.content_digest, r.amount_paise, r.success_count,
               r.success_amount_paise, r.failed_amount_paise
          FROM parts p
         CROSS JOIN unnest(p.positions, p.content_digests, p.amounts_paise, p.success_counts,
                           p.success_amounts_paise, p.failed_amounts_paise)
                    AS r (position, content_digest, amount_paise, success_count,
                          success_amount_paise, failed_amount_paise)
          JOIN asked a ON a.part = p.part AND a.position = r.position),
    stamps AS (
        SELECT p.import_id, a.ordinal,
               s.day + make_interval(mins => s.minutes, secs => coalesce(s.microseconds, 0) / 1e6)
                   AS stamp
          FROM parts p
         CROSS JOIN unnest(
                   CASE WHEN p.stamp_dates IS NOT NULL
                        THEN coalesce(p.stamp_positions, positions_held(p.held_words, p.held_bits))
                   END,
                   p.stamp_dates, p.stamp_minutes, p.stamp_microseconds)
               AS s (position, day, minutes, microseconds)
          JOIN asked a ON a.part = p.part AND a.position = s.position),
    numbered AS (
        SELECT h.ordinal, h.import_id, s.stamp, r.content_digest, r.amount_paise, r.success_count,
               r.success_amount_paise, r.failed_amount_paise,
               count(r.import_id) OVER w AS record, count(s.import_id) OVER w AS restamped
          FROM held h
          LEFT JOIN records r USING (ordinal, import_id)
          LEFT JOIN stamps s USING (ordinal, import_id)
        WINDOW w AS (PARTITION BY h.ordinal ORDER BY h.import_id))
    SELECT n.ordinal, i.import_id, i.as_of, i.sha256,
           first_value(n.stamp) OVER (PARTITION BY n.ordinal, n.restamped ORDER BY n.import_id)
               AS stamp,
           first_value(n.content_digest) OVER r AS content_digest,
           first_value(n.amount_paise) OVER r AS amount_paise,
           first_value(n.success_count) OVER r AS success_count,
           first_value(n.success_amount_paise) OVER r AS success_amount_paise,
           first_value(n.failed_amount_paise) OVER r AS failed_amount_paise
      FROM numbered n
      JOIN (SELECT import_id, as_of, sha256 FROM imports UNION ALL SELECT $1, $2, $3) i
           USING (import_id)
    WINDOW r AS (PARTITION BY n.ordinal, n.record ORDER BY n.import_id)";

/// The planner takes what is unpacked for a few rows, and would look through all of them for each.
const WITHOUT_NESTED_LOOPS: &str = "SET LOCAL enable_nestloop = off";
const WITH_NESTED_LOOPS: &str = "SET LOCAL enable_nestloop = on";

/// Makes `seen_sips` of `disputed_sips`: a row for each of them and each import that held it.
pub(super) fn recall(
    connection: &mut PgConnection,
    import: &ThisImport<'_>,
) -> Result<(), StoreError> {
    connection.batch_execute(WITHOUT_NESTED_LOOPS)?;
    diesel::sql_query(RECALL)
        .bind::<BigInt, _>(import.import_id)
        .bind::<Date, _>(import.as_of)
        .bind::<Text, _>(import.sha256)
        .execute(connection)?;
    connection.batch_execute(WITH_NESTED_LOOPS)?;
    connection.batch_execute("ANALYZE seen_sips")?;
    Ok(())
}
