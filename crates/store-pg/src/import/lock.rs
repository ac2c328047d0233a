//! The one lock that imports share.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use sip_export::rfc3339_in_kolkata;

use super::source::ImportSource;
use crate::error::StoreError;
use crate::lock_holder::LockHolder;

/// Any number will do, so long as no other program takes the same one.
const IMPORT_LOCK: i64 = 0x5349_5020_494d;

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = Bool)]
    locked: bool,
}

/// What the database shows of the holder: to a role without rights little more than that it is there.
#[derive(QueryableByName)]
struct Shown {
    #[diesel(sql_type = Integer)]
    pid: i32,
    #[diesel(sql_type = Nullable<Text>)]
    application_name: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    since: Option<DateTime<Utc>>,
}

const HOLDER: &str = "
    SELECT a.pid, a.application_name,
           date_trunc('second', coalesce(a.xact_start, a.backend_start)) AS since
      FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND ((l.classid::bigint << 32) | l.objid::bigint) = $1";

fn holder(connection: &mut PgConnection) -> QueryResult<Option<LockHolder>> {
    let shown = diesel::sql_query(HOLDER).bind::<BigInt, _>(IMPORT_LOCK).get_result(connection);
    Ok(shown.optional()?.map(|Shown { pid, application_name, since }| LockHolder {
        pid,
        application: application_name.unwrap_or_else(unknown),
        since: since.map_or_else(unknown, rfc3339_in_kolkata),
    }))
}

fn unknown() -> String {
    "unknown".to_owned()
}

/// Whether somebody imports at the moment.
#[cfg(feature = "testing")]
pub(crate) fn is_under_way(connection: &mut PgConnection) -> Result<bool, StoreError> {
    Ok(holder(connection)?.is_some())
}

/// How often an import lock that nobody can be found to hold is tried again before it is waited for.
const TRIES: u32 = 3;

/// Takes the import lock until the transaction ends, saying whom it waits for.
pub(crate) fn lock(
    connection: &mut PgConnection,
    source: &mut dyn ImportSource,
) -> Result<(), StoreError> {
    for tried in 1.. {
        let attempt = diesel::sql_query("SELECT pg_try_advisory_xact_lock($1) AS locked")
            .bind::<BigInt, _>(IMPORT_LOCK)
            .get_result::<Locked>(connection)?;
        if attempt.locked {
            return Ok(());
        }
        match holder(connection)? {
            Some(holder) => {
                source.waiting(holder)?;
                break;
            }
            // It has been given back meanwhile, or its holder is not to be seen.
            None if tried < TRIES => {}
            None => {
                source.waiting(LockHolder { pid: 0, application: unknown(), since: unknown() })?;
                break;
            }
        }
    }
    diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
        .bind::<BigInt, _>(IMPORT_LOCK)
        .execute(connection)?;
    Ok(())
}
