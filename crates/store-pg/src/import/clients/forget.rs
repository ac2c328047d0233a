//! A client is erased from the directory.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::audit::{AuditEntry, append_audit};
use crate::clients::renew;
use crate::error::StoreError;
use crate::import::lock;
use crate::lock_holder::LockHolder;

/// What became of a client who is to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// The client.
    pub user_id: String,
    /// Records that were erased: the directory's, and those that it had kept from before.
    pub erased: u64,
    /// Records of SIPs that remain: the book's, and those that it keeps from before.
    pub sip_records: u64,
}

const ERASE: [&str; 2] =
    ["DELETE FROM clients WHERE user_id = $1", "DELETE FROM lost_clients WHERE user_id = $1"];

/// When imports held the client tells of the client, too: none of them brings anything back.
const ERASE_SIGHTINGS: [&str; 2] = [
    "DELETE FROM client_sightings WHERE user_id = $1",
    "DELETE FROM lost_client_sightings WHERE user_id = $1",
];

const REMAINING: &str = "
    SELECT (SELECT count(*) FROM sip_records WHERE user_id = $1)
           + (SELECT count(*) FROM replaced_records WHERE user_id = $1) AS records";

#[derive(QueryableByName)]
struct Remaining {
    #[diesel(sql_type = BigInt)]
    records: i64,
}

/// Erases a client from the directory, records that it keeps from before too; a later export that
/// holds the client brings it back. With it `entry` goes into the audit log, or neither is done. An
/// import that is under way goes first, unless `wait` refuses.
///
/// # Errors
/// [`StoreError`]; the directory is as it was.
pub fn forget_client(
    connection: &mut PgConnection,
    user_id: &str,
    entry: &AuditEntry,
    wait: &mut dyn FnMut(LockHolder) -> Result<(), StoreError>,
) -> Result<Forgotten, StoreError> {
    connection.build_transaction().read_committed().run(|connection| {
        lock::begin(connection, wait)?;
        append_audit(connection, std::slice::from_ref(entry))?;
        let mut erased = 0;
        for statement in ERASE {
            erased += diesel::sql_query(statement).bind::<Text, _>(user_id).execute(connection)?;
        }
        for statement in ERASE_SIGHTINGS {
            diesel::sql_query(statement).bind::<Text, _>(user_id).execute(connection)?;
        }
        if erased > 0 {
            renew(connection)?;
        }
        let Remaining { records } =
            diesel::sql_query(REMAINING).bind::<Text, _>(user_id).get_result(connection)?;
        let (erased, sip_records) = (erased as u64, records.unsigned_abs());
        Ok(Forgotten { user_id: user_id.to_owned(), erased, sip_records })
    })
}
