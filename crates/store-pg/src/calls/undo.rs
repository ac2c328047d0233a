//! Taking back what was done.

use calls::{Action, WorkEvent};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use super::locks::lock_work;
use super::work::one_event;
use super::write::{
    RequestKey, WrittenWork, earlier_request, insert_undoing, remember_request, writes_too_often,
};
use crate::error::StoreError;

/// Why an event is not taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UndoWorkRefused {
    /// There is none of that number, or the caller does not see it.
    Unknown,
    /// The caller may not.
    Forbidden,
    /// It took something back itself.
    IsAnUndo {
        /// The event.
        event: Box<WorkEvent>,
    },
    /// It was taken back before.
    Already {
        /// The event.
        event: Box<WorkEvent>,
    },
    /// The spell of a reason that it names has ended.
    SpellEnded {
        /// The event.
        event: Box<WorkEvent>,
    },
    /// Something later stands on a reason of it.
    LaterWork {
        /// The event.
        event: Box<WorkEvent>,
        /// What stands there.
        later: Box<WorkEvent>,
    },
}

/// What a caller may do about an event: see it, and take it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MayUndo {
    /// They see it.
    pub sees: bool,
    /// They may take it back.
    pub may: bool,
}

/// The newest event that stands on a reason of another one, later than it.
const LATER: &str = "
    SELECT l.work_id
      FROM work_reasons own
      JOIN work_reasons r ON r.reason_key = own.reason_key AND r.work_id > own.work_id
                         AND r.ended_with IS NOT DISTINCT FROM own.ended_with
      JOIN work_events l ON l.work_id = r.work_id
     WHERE own.work_id = $1 AND l.action <> 'undone'
       AND NOT EXISTS (SELECT FROM work_events u WHERE u.undoes = l.work_id)
     ORDER BY l.work_id DESC LIMIT 1";

#[derive(QueryableByName)]
struct Later {
    #[diesel(sql_type = BigInt)]
    work_id: i64,
}

#[derive(QueryableByName)]
struct HasEnded {
    #[diesel(sql_type = Bool)]
    has_ended: bool,
}

/// Takes an event back, in one transaction. `may` says what the caller may do about it; `book` is the
/// date and state of the book that they look at, `at` the moment on a server whose day was set.
///
/// # Errors
/// [`StoreError`] where the database is away or cannot be written.
pub fn undo_work(
    connection: &mut PgConnection,
    work_id: i64,
    by: &str,
    may: impl FnOnce(&WorkEvent) -> MayUndo,
    book: (NaiveDate, i64),
    at: Option<DateTime<Utc>>,
    request: Option<RequestKey<'_>>,
) -> Result<Result<WrittenWork, UndoWorkRefused>, StoreError> {
    connection.transaction(|connection| {
        lock_work(connection)?;
        let Some(event) = one_event(connection, work_id)? else {
            return Ok(Err(UndoWorkRefused::Unknown));
        };
        match may(&event) {
            MayUndo { sees: false, .. } => return Ok(Err(UndoWorkRefused::Unknown)),
            MayUndo { may: false, .. } => return Ok(Err(UndoWorkRefused::Forbidden)),
            MayUndo { .. } => {}
        }
        if let Some(found) = earlier_request(connection, by, request)? {
            return Ok(Ok(found));
        }
        if let Some(refused) = refusal(connection, event.clone())? {
            return Ok(Err(refused));
        }
        if writes_too_often(connection, by)? {
            return Ok(Ok(WrittenWork::TooOften));
        }
        let undoing = insert_undoing(connection, by, &event, book, at)?;
        remember_request(connection, by, request, undoing)?;
        super::write::written(connection, undoing).map(Ok)
    })
}

fn refusal(
    connection: &mut PgConnection,
    event: WorkEvent,
) -> Result<Option<UndoWorkRefused>, StoreError> {
    if event.action == Action::Undone {
        return Ok(Some(UndoWorkRefused::IsAnUndo { event: Box::new(event) }));
    }
    if event.undone_by.is_some() {
        return Ok(Some(UndoWorkRefused::Already { event: Box::new(event) }));
    }
    let ended: HasEnded = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM work_reasons WHERE work_id = $1 AND ended_with IS NOT NULL)
             AS has_ended",
    )
    .bind::<BigInt, _>(event.work_id)
    .get_result(connection)?;
    if ended.has_ended {
        return Ok(Some(UndoWorkRefused::SpellEnded { event: Box::new(event) }));
    }
    let later: Vec<Later> =
        diesel::sql_query(LATER).bind::<BigInt, _>(event.work_id).load(connection)?;
    let Some(Later { work_id }) = later.first() else { return Ok(None) };
    let later = one_event(connection, *work_id)?.ok_or(diesel::result::Error::NotFound)?;
    Ok(Some(UndoWorkRefused::LaterWork { event: Box::new(event), later: Box::new(later) }))
}
