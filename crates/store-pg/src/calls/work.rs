//! What was done, as it is read.

use calls::WorkEvent;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::work_rows::{COLUMNS, EVENTS, EventRow, with_reasons};
use crate::error::StoreError;

/// Every event that bears on a running spell, an account or a client, oldest first; and the number of
/// the newest of all.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn live_work(connection: &mut PgConnection) -> Result<(Vec<WorkEvent>, i64), StoreError> {
    connection.build_transaction().read_only().repeatable_read().run(|connection| {
        let newest = newest(connection)?;
        let live = format!(
            "SELECT {COLUMNS} FROM {EVENTS}
              WHERE u.work_id IS NULL
                AND (e.dismissal IN ('not_my_client', 'do_not_contact', 'dispute_or_death')
                     OR e.action = 'reopened'
                     OR EXISTS (SELECT FROM work_reasons r
                                 WHERE r.work_id = e.work_id AND r.ended_with IS NULL))
              ORDER BY e.work_id"
        );
        let rows: Vec<EventRow> = diesel::sql_query(live).load(connection)?;
        Ok((with_reasons(connection, rows)?, newest))
    })
}

fn newest(connection: &mut PgConnection) -> QueryResult<i64> {
    use crate::schema::work_events::dsl::{work_events, work_id};
    let newest: Option<i64> =
        work_events.select(diesel::dsl::max(work_id)).get_result(connection)?;
    Ok(newest.unwrap_or(0))
}

/// The events after one, oldest first: those taken back too, and what took them back.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn work_after(
    connection: &mut PgConnection,
    work_id: i64,
) -> Result<Vec<WorkEvent>, StoreError> {
    let after = format!("SELECT {COLUMNS} FROM {EVENTS} WHERE e.work_id > $1 ORDER BY e.work_id");
    let rows: Vec<EventRow> =
        diesel::sql_query(after).bind::<BigInt, _>(work_id).load(connection)?;
    with_reasons(connection, rows)
}

/// All that was ever done about a client, newest first, at most so many events.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn client_work(
    connection: &mut PgConnection,
    user_id: &str,
    limit: i64,
) -> Result<Vec<WorkEvent>, StoreError> {
    let of_client = format!(
        "SELECT {COLUMNS} FROM {EVENTS} WHERE e.user_id = $1 ORDER BY e.work_id DESC LIMIT $2"
    );
    let rows: Vec<EventRow> = diesel::sql_query(of_client)
        .bind::<Text, _>(user_id)
        .bind::<BigInt, _>(limit)
        .load(connection)?;
    with_reasons(connection, rows)
}

/// One event.
pub(super) fn one_event(
    connection: &mut PgConnection,
    work_id: i64,
) -> Result<Option<WorkEvent>, StoreError> {
    let one = format!("SELECT {COLUMNS} FROM {EVENTS} WHERE e.work_id = $1");
    let rows: Vec<EventRow> = diesel::sql_query(one).bind::<BigInt, _>(work_id).load(connection)?;
    Ok(with_reasons(connection, rows)?.pop())
}
