//! The SIPs that bad records name. What they are is not known, but that they are there is: they count
//! as held where an export that is the whole book hides what it does not hold.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::staging::staged_bad_sips;
use crate::error::StoreError;

/// So many go to the database at once.
const AT_ONCE: usize = 10_000;

/// Notes SIPs that bad records name.
pub(super) fn stage<'a>(
    connection: &mut PgConnection,
    sip_meta_ids: impl Iterator<Item = &'a str>,
) -> Result<(), StoreError> {
    let rows: Vec<_> = sip_meta_ids.map(|id| staged_bad_sips::sip_meta_id.eq(id)).collect();
    for rows in rows.chunks(AT_ONCE) {
        diesel::insert_into(staged_bad_sips::table).values(rows).execute(connection)?;
    }
    Ok(())
}

/// Of those that no good record of the file is of.
const STORE: &str = "
    INSERT INTO sips_of_bad_records (sip_meta_id, import_id)
    SELECT DISTINCT sip_meta_id, $1::bigint
      FROM staged_bad_sips b
     WHERE NOT EXISTS (SELECT FROM judged_sips j WHERE j.sip_meta_id = b.sip_meta_id)";

/// Stores what the bad records of an import name, once its good ones are judged.
pub(super) fn store(connection: &mut PgConnection, import_id: i64) -> Result<(), StoreError> {
    diesel::sql_query(STORE).bind::<BigInt, _>(import_id).execute(connection)?;
    Ok(())
}
