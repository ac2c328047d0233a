//! Which record the book keeps of each SIP, and when imports held it.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date};

use super::judge::{Judged, ThisImport};
use crate::error::StoreError;

const INSERT: &str = "
    INSERT INTO sip_sightings
        (sip_meta_id, ordinal, inserted_at, event_date, stamp, import_id, record_number,
         content_digest, record_as_of, held_as_of, held_amount_paise)
    SELECT sip_meta_id, ordinal, inserted_at, event_date, stamp, $1, record_number,
           content_digest, $2, $2, amount_paise
      FROM judged_sips WHERE verdict = 'inserted'";

/// Of a record that is new to the book, whether an import of a later date held its like is for the
/// history to find out.
const REPLACE: &str = "
    UPDATE sip_sightings s
       SET inserted_at = j.inserted_at, event_date = j.event_date, stamp = j.stamp,
           import_id = $1, record_number = j.record_number, content_digest = j.content_digest,
           record_as_of = CASE WHEN j.verdict = 'unchanged' THEN greatest(s.record_as_of, $2)
                               ELSE $2 END,
           held_as_of = greatest(s.held_as_of, $2),
           held_amount_paise = CASE WHEN s.held_as_of < $2 THEN j.amount_paise
                                    ELSE s.held_amount_paise END,
           stated_digest = NULL, stated_stamp = NULL
      FROM judged_sips j
     WHERE s.sip_meta_id = j.sip_meta_id AND j.verdict IN ('updated', 'unchanged')";

const NOTE_STALE: &str = "
    UPDATE sip_sightings s
       SET record_as_of = CASE WHEN j.content_digest = s.content_digest
                               THEN greatest(s.record_as_of, $2) ELSE s.record_as_of END,
           held_as_of = greatest(s.held_as_of, $2),
           held_amount_paise = CASE WHEN s.held_as_of < $2 THEN j.amount_paise
                                    ELSE s.held_amount_paise END,
           stated_digest = nullif(j.content_digest, s.content_digest),
           stated_stamp = CASE WHEN (j.stamp, j.inserted_at, j.event_date)
                                    IS DISTINCT FROM (s.stamp, s.inserted_at, s.event_date)
                               THEN j.stamp END
      FROM judged_sips j
     WHERE s.sip_meta_id = j.sip_meta_id AND j.verdict = 'stale'";

/// Brings the sightings of the SIPs that were judged up to date; what nothing calls for is left out.
pub(super) fn renew(
    connection: &mut PgConnection,
    import: &ThisImport<'_>,
    judged: &Judged,
) -> Result<(), StoreError> {
    for (statement, records) in [
        (INSERT, judged.inserted),
        (REPLACE, judged.updated + judged.unchanged),
        (NOTE_STALE, judged.stale),
    ] {
        if records > 0 {
            diesel::sql_query(statement)
                .bind::<BigInt, _>(import.import_id)
                .bind::<Date, _>(import.as_of)
                .execute(connection)?;
        }
    }
    Ok(())
}
