//! What imports saw of some SIPs, put together from what each of them said anew.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};

use super::judge::ThisImport;
use crate::error::StoreError;

/// What every import held of the disputed SIPs: the one that is being merged too, and those that were
/// taken back, whose statements later ones rely on. A statement is made by an import that holds the
/// SIP, and holds until the next one: so each is numbered, and the first of a number speaks for all
/// that have it.
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
        SELECT p.import_id, a.ordinal, s.day + make_interval(mins => s.minutes, secs => coalesce(s.microseconds, 0) / 1e6)
                   AS stamp,
               s.inserted_day + make_interval(mins => s.inserted_minutes,
                                              secs => coalesce(s.inserted_microseconds, 0) / 1e6)
                   AS inserted_at,
               coalesce(s.without_event_date, false) AS without_event_date
          FROM parts p
         CROSS JOIN unnest(
                   CASE WHEN p.stamp_dates IS NOT NULL
                        THEN coalesce(p.stamp_positions, positions_held(p.held_words, p.held_bits))
                   END,
                   p.stamp_dates, p.stamp_minutes, p.stamp_microseconds, p.inserted_dates,
                   p.inserted_minutes, p.inserted_microseconds, p.without_event_date)
               AS s (position, day, minutes, microseconds, inserted_day, inserted_minutes,
                     inserted_microseconds, without_event_date)
          JOIN asked a ON a.part = p.part AND a.position = s.position),
    numbered AS (
        SELECT h.ordinal, h.import_id, s.stamp, s.inserted_at, s.without_event_date,
               r.content_digest, r.amount_paise, r.success_count, r.success_amount_paise,
               r.failed_amount_paise,
               count(r.import_id) OVER w AS record, count(s.import_id) OVER w AS restamped
          FROM held h
          LEFT JOIN records r USING (ordinal, import_id)
          LEFT JOIN stamps s USING (ordinal, import_id)
        WINDOW w AS (PARTITION BY h.ordinal ORDER BY h.import_id))
    SELECT n.ordinal, i.import_id, i.as_of, i.sha256, i.undone,
           first_value(n.stamp) OVER s AS stamp,
           first_value(n.inserted_at) OVER s AS inserted_at,
           first_value(n.without_event_date) OVER s AS without_event_date,
           first_value(n.content_digest) OVER r AS content_digest,
           first_value(n.amount_paise) OVER r AS amount_paise,
           first_value(n.success_count) OVER r AS success_count,
           first_value(n.success_amount_paise) OVER r AS success_amount_paise,
           first_value(n.failed_amount_paise) OVER r AS failed_amount_paise
      FROM numbered n
      JOIN (SELECT import_id, as_of, sha256, undone_as IS NOT NULL AS undone FROM imports
             UNION ALL SELECT $1, $2, $3, false) i USING (import_id)
    WINDOW r AS (PARTITION BY n.ordinal, n.record ORDER BY n.import_id),
           s AS (PARTITION BY n.ordinal, n.restamped ORDER BY n.import_id)";

/// The planner takes what is unpacked for a few rows, and would look through all of them for each.
const WITHOUT_NESTED_LOOPS: &str = "SET LOCAL enable_nestloop = off";
const WITH_NESTED_LOOPS: &str = "SET LOCAL enable_nestloop = on";

/// Makes `seen_sips` of `disputed_sips`: a row for each of them and each import that held it, the one
/// that is being merged, where there is one, among them.
pub(super) fn recall(
    connection: &mut PgConnection,
    import: Option<&ThisImport<'_>>,
) -> Result<(), StoreError> {
    connection.batch_execute(WITHOUT_NESTED_LOOPS)?;
    diesel::sql_query(RECALL)
        .bind::<Nullable<BigInt>, _>(import.map(|import| import.import_id))
        .bind::<Nullable<Date>, _>(import.map(|import| import.as_of))
        .bind::<Nullable<Text>, _>(import.map(|import| import.sha256))
        .execute(connection)?;
    connection.batch_execute(WITH_NESTED_LOOPS)?;
    connection.batch_execute("ANALYZE seen_sips")?;
    Ok(())
}
