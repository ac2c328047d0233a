//! The locks of the day's work, held until a transaction ends.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

/// Any numbers will do, so long as no other program takes the same ones.
const WORK_LOCK: i64 = 0x5349_5020_574b;
const SETTLE_LOCK: i64 = 0x5349_5020_534c;

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = Bool)]
    taken: bool,
}

/// Waits for whoever writes work: events get their numbers in the order in which they are committed.
pub(super) fn lock_work(connection: &mut PgConnection) -> QueryResult<()> {
    let lock = diesel::sql_query("SELECT pg_advisory_xact_lock($1)");
    lock.bind::<BigInt, _>(WORK_LOCK).execute(connection).map(drop)
}

/// Whether nobody else compares a book at the moment.
pub(super) fn try_lock_settling(connection: &mut PgConnection) -> QueryResult<bool> {
    let lock = diesel::sql_query("SELECT pg_try_advisory_xact_lock($1) AS taken");
    let taken: Taken = lock.bind::<BigInt, _>(SETTLE_LOCK).get_result(connection)?;
    Ok(taken.taken)
}
