//! Work events as their tables hold them.

use std::collections::HashMap;

use calls::{Action, Dismissal, Outcome, WorkEvent, Worked};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Nullable, SmallInt, Text, Timestamptz};
use opportunity_core::Kind;

use crate::error::StoreError;

/// The columns of an event, with the event that took it back.
pub(super) const COLUMNS: &str = "
    e.work_id, e.at, e.by_whom, e.agent_id, e.user_id, e.action, e.outcome, e.dismissal, e.until,
    e.check_on, e.note, e.undoes, e.book_as_of, u.work_id AS undone_by";

/// Events, each with the one that took it back.
pub(super) const EVENTS: &str = "work_events e LEFT JOIN work_events u ON u.undoes = e.work_id";

#[derive(QueryableByName)]
pub(super) struct EventRow {
    #[diesel(sql_type = BigInt)]
    pub(super) work_id: i64,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    by_whom: String,
    #[diesel(sql_type = Text)]
    agent_id: String,
    #[diesel(sql_type = Text)]
    user_id: String,
    #[diesel(sql_type = Text)]
    action: String,
    #[diesel(sql_type = Nullable<Text>)]
    outcome: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    dismissal: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    until: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    check_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    note: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    undoes: Option<i64>,
    #[diesel(sql_type = Date)]
    book_as_of: NaiveDate,
    #[diesel(sql_type = Nullable<BigInt>)]
    undone_by: Option<i64>,
}

const REASONS: &str = "
    SELECT work_id, reason_key, kind, mark, ended_with FROM work_reasons
     WHERE work_id = ANY ($1) ORDER BY work_id, reason_key";

#[derive(QueryableByName)]
struct ReasonRow {
    #[diesel(sql_type = BigInt)]
    work_id: i64,
    #[diesel(sql_type = Text)]
    reason_key: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = SmallInt)]
    mark: i16,
    #[diesel(sql_type = Nullable<BigInt>)]
    ended_with: Option<i64>,
}

/// A word that no program of this version writes: a newer one did.
pub(super) fn unknown(what: &'static str, word: &str) -> StoreError {
    StoreError::Unsuitable(format!(
        "the database has {what} {word:?}, which this program does not know: a newer one wrote it"
    ))
}

pub(super) fn kind_named(name: &str) -> Result<Kind, StoreError> {
    Kind::named(name).ok_or_else(|| unknown("a kind of opportunity", name))
}

/// The events of some rows, with the reasons that each is about.
pub(super) fn with_reasons(
    connection: &mut PgConnection,
    rows: Vec<EventRow>,
) -> Result<Vec<WorkEvent>, StoreError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.work_id).collect();
    let reasons: Vec<ReasonRow> =
        diesel::sql_query(REASONS).bind::<Array<BigInt>, _>(ids).load(connection)?;
    let mut by_event: HashMap<i64, Vec<Worked>> = HashMap::new();
    for reason in reasons {
        by_event.entry(reason.work_id).or_default().push(Worked {
            key: reason.reason_key.into(),
            kind: kind_named(&reason.kind)?,
            mark: u8::try_from(reason.mark).unwrap_or(0),
            has_ended: reason.ended_with.is_some(),
        });
    }
    rows.into_iter()
        .map(|row| {
            let reasons = by_event.remove(&row.work_id).unwrap_or_default();
            event(row, reasons)
        })
        .collect()
}

fn event(row: EventRow, reasons: Vec<Worked>) -> Result<WorkEvent, StoreError> {
    let action = Action::named(&row.action).ok_or_else(|| unknown("an action", &row.action))?;
    let outcome = row.outcome.map(|name| Outcome::named(&name).ok_or(name));
    let outcome = outcome.transpose().map_err(|name| unknown("an outcome", &name))?;
    let dismissal = row.dismissal.map(|name| Dismissal::named(&name).ok_or(name));
    let dismissal = dismissal.transpose().map_err(|name| unknown("a dismissal", &name))?;
    Ok(WorkEvent {
        work_id: row.work_id,
        at: row.at,
        by: row.by_whom,
        agent_id: row.agent_id,
        user_id: row.user_id,
        action,
        outcome,
        dismissal,
        until: row.until,
        check_on: row.check_on,
        note: row.note,
        reasons,
        undoes: row.undoes,
        undone_by: row.undone_by,
        book_as_of: row.book_as_of,
    })
}
