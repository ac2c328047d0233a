//! The log of work, newest first.

use calls::WorkEvent;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};

use super::work_rows::{COLUMNS, EVENTS, EventRow, with_reasons};
use crate::error::StoreError;

/// Which events are wanted; what is not given does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkQuery {
    /// Those of these agents, by internal id.
    pub agents: Option<Vec<String>>,
    /// Those about this client.
    pub user_id: Option<String>,
    /// Those of this caller.
    pub by: Option<String>,
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
    /// Before this event.
    pub before: Option<i64>,
}

const WANTED: &str = "
     WHERE ($1 IS NULL OR e.agent_id = ANY ($1))
       AND ($2 IS NULL OR e.user_id = $2)
       AND ($3 IS NULL OR e.by_whom = $3)
       AND ($4 IS NULL OR e.at >= $4)
       AND ($5 IS NULL OR e.at < $5)";

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    counted: i64,
}

/// The events that are wanted, newest first, at most so many; and how many there are, without regard
/// to where the page begins.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn work_log(
    connection: &mut PgConnection,
    query: &WorkQuery,
    limit: i64,
) -> Result<(Vec<WorkEvent>, i64), StoreError> {
    let WorkQuery { agents, user_id, by, from, until, before } = query;
    connection.build_transaction().read_only().repeatable_read().run(|connection| {
        let counted: Counted =
            diesel::sql_query(format!("SELECT count(*) AS counted FROM work_events e {WANTED}"))
                .bind::<Nullable<Array<Text>>, _>(agents)
                .bind::<Nullable<Text>, _>(user_id)
                .bind::<Nullable<Text>, _>(by)
                .bind::<Nullable<Timestamptz>, _>(from)
                .bind::<Nullable<Timestamptz>, _>(until)
                .get_result(connection)?;
        let page = format!(
            "SELECT {COLUMNS} FROM {EVENTS} {WANTED} AND ($6 IS NULL OR e.work_id < $6)
              ORDER BY e.work_id DESC LIMIT $7"
        );
        let rows: Vec<EventRow> = diesel::sql_query(page)
            .bind::<Nullable<Array<Text>>, _>(agents)
            .bind::<Nullable<Text>, _>(user_id)
            .bind::<Nullable<Text>, _>(by)
            .bind::<Nullable<Timestamptz>, _>(from)
            .bind::<Nullable<Timestamptz>, _>(until)
            .bind::<Nullable<BigInt>, _>(before)
            .bind::<BigInt, _>(limit)
            .load(connection)?;
        Ok((with_reasons(connection, rows)?, counted.counted))
    })
}
