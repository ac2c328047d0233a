//! What each import saw of each SIP, stored as what it says anew.
//!
//! Records and stamps are *stated*: an import states those that differ from what was last stated of
//! the SIP, whoever stated it. What an import held is therefore what the last statement up to it
//! says, in the order in which imports landed, and an import of which nothing is new stores no more
//! than which SIPs it held: a bit each. Statements stand for ever, those of an import that was taken
//! back too: later imports rely on them.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::error::StoreError;

/// Packs what the import that was judged saw. A part of which most SIPs have a new stamp states the
/// stamps of all, so that it need not say whose they are. SIPs are numbered in the order of the first
/// file that held them, so that a record's place in its file is mostly as far from the SIP's number as
/// that of the record before it: what repeats takes little room.
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
    places AS (
        SELECT part, CASE WHEN min(record_offset) = max(record_offset)
                          THEN ARRAY[min(record_offset)]
                          ELSE array_agg(record_offset) END AS offsets
          FROM (SELECT part, (record_number - ordinal)::integer AS record_offset
                  FROM judged_sips ORDER BY ordinal) placed
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
                    THEN array_agg(date_part('microseconds', stamp)::integer) END AS microseconds,
               CASE WHEN count(inserted_at) > 0 THEN array_agg(inserted_at::date) END
                   AS inserted_dates,
               CASE WHEN count(inserted_at) > 0
                    THEN array_agg((date_part('hour', inserted_at) * 60
                                    + date_part('minute', inserted_at))::smallint) END
                   AS inserted_minutes,
               CASE WHEN bool_or(date_part('microseconds', inserted_at) > 0)
                    THEN array_agg(date_part('microseconds', inserted_at)::integer) END
                   AS inserted_microseconds,
               CASE WHEN count(event_date) < count(*) THEN array_agg(event_date IS NULL) END
                   AS without_event_date
          FROM (SELECT part, position, stamp, inserted_at, event_date FROM judged_sips
                 WHERE states_stamp OR part IN (SELECT part FROM restamped)
                 ORDER BY ordinal) stated
         GROUP BY part)
    INSERT INTO import_observations
        (import_id, part, held_words, held_bits, positions, content_digests, amounts_paise,
         success_counts, success_amounts_paise, failed_amounts_paise,
         stamp_positions, stamp_dates, stamp_minutes, stamp_microseconds, inserted_dates,
         inserted_minutes, inserted_microseconds, without_event_date, record_offsets)
    SELECT $1, h.part, CASE WHEN cardinality(h.words) < 64 THEN h.words END, h.bits,
           r.positions, r.digests, r.amounts, r.counts, r.successes, r.failures,
           s.positions, s.dates, s.minutes, s.microseconds, s.inserted_dates,
           s.inserted_minutes, s.inserted_microseconds, s.without_event_date, p.offsets
      FROM held h
      JOIN places p USING (part)
      LEFT JOIN records r USING (part)
      LEFT JOIN stamps s USING (part)";

/// Stores what the import that was judged saw.
pub(super) fn store(connection: &mut PgConnection, import_id: i64) -> Result<(), StoreError> {
    diesel::sql_query(STORE).bind::<BigInt, _>(import_id).execute(connection)?;
    Ok(())
}
