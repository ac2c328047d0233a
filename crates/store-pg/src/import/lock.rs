//! How a transaction of imports begins: by the one lock that they share.

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use sip_export::rfc3339_in_kolkata;

use crate::error::StoreError;
use crate::lock_holder::LockHolder;

/// Should the importer die, the database notices within a second and frees the lock. What is judged
/// of a million SIPs is sorted in memory; of more of them, on disk. No statement runs for long enough
/// that it would pay to compile it, whatever the planner expects of what is packed. Limits that a role
/// or a database has for its everyday statements are no measure of an import; the last one came with
/// PostgreSQL 17.
const SETTINGS: &str = "
    SET LOCAL statement_timeout = 0;
    SET LOCAL lock_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0;
    SELECT set_config(name, '0', true) FROM pg_settings WHERE name = 'transaction_timeout';
    SET LOCAL client_connection_check_interval = '1s';
    SET LOCAL jit = off;
    SET LOCAL work_mem = '256MB'";

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

/// Begins a transaction that changes the book: its settings, and the lock until it ends. Where
/// somebody else has it, `wait` is told who, and may refuse to wait.
pub(super) fn begin(
    connection: &mut PgConnection,
    wait: &mut dyn FnMut(LockHolder) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    connection.batch_execute(SETTINGS)?;
    lock(connection, wait)
}

fn lock(
    connection: &mut PgConnection,
    wait: &mut dyn FnMut(LockHolder) -> Result<(), StoreError>,
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
                wait(holder)?;
                break;
            }
            // It has been given back meanwhile, or its holder is not to be seen.
            None if tried < TRIES => {}
            None => {
                wait(LockHolder { pid: 0, application: unknown(), since: unknown() })?;
                break;
            }
        }
    }
    diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
        .bind::<BigInt, _>(IMPORT_LOCK)
        .execute(connection)?;
    Ok(())
}
