//! Writing down what was done.

use calls::{NewWork, WorkEvent, Worked};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Date, Nullable, SmallInt, Text, Timestamptz};

use super::locks::lock_work;
use super::work::one_event;
use crate::error::StoreError;

/// A caller may write so often an hour.
const MOST_AN_HOUR: i64 = 1_000;

/// Something that was done about reasons of an account.
#[derive(Clone, Debug)]
pub struct NewEvent<'a> {
    /// Who did it.
    pub by: &'a str,
    /// The agent of the account.
    pub agent_id: &'a str,
    /// The client.
    pub user_id: &'a str,
    /// What was done.
    pub work: &'a NewWork,
    /// The reasons that it is about, as the book has them.
    pub reasons: &'a [Worked],
    /// The date of the book that whoever did it looked at.
    pub book_as_of: NaiveDate,
    /// The state of that book.
    pub book_sequence: i64,
    /// When it was done, on a server whose day was set; else the database's clock tells.
    pub at: Option<DateTime<Utc>>,
}

/// What names a request, so that it is carried out once.
#[derive(Clone, Copy, Debug)]
pub struct RequestKey<'a> {
    /// What the caller calls it.
    pub key: &'a str,
    /// SHA-256 of all that it asks for.
    pub sha256: &'a [u8],
}

/// What came of writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrittenWork {
    /// It is written down, or was before by the same request.
    Event(Box<WorkEvent>),
    /// The caller used the request's key for another request.
    OtherRequest,
    /// The caller wrote too often within the last hour.
    TooOften,
    /// The spells of these keys ended in a book that the caller has not seen.
    SpellsEnded(Vec<String>),
}

/// Writes down what was done, in one transaction.
///
/// # Errors
/// [`StoreError`] where the database is away or cannot be written.
pub fn write_work(
    connection: &mut PgConnection,
    event: &NewEvent<'_>,
    request: Option<RequestKey<'_>>,
) -> Result<WrittenWork, StoreError> {
    connection.transaction(|connection| {
        lock_work(connection)?;
        if let Some(found) = earlier_request(connection, event.by, request)? {
            return Ok(found);
        }
        if writes_too_often(connection, event.by)? {
            return Ok(WrittenWork::TooOften);
        }
        let ended = ended_since(connection, event)?;
        if !ended.is_empty() {
            return Ok(WrittenWork::SpellsEnded(ended));
        }
        let work_id = insert(connection, event)?;
        remember_request(connection, event.by, request, work_id)?;
        written(connection, work_id)
    })
}

/// The event of that number, which is there.
pub(super) fn written(
    connection: &mut PgConnection,
    work_id: i64,
) -> Result<WrittenWork, StoreError> {
    let event = one_event(connection, work_id)?.ok_or(diesel::result::Error::NotFound)?;
    Ok(WrittenWork::Event(Box::new(event)))
}

#[derive(QueryableByName)]
struct Earlier {
    #[diesel(sql_type = BigInt)]
    work_id: i64,
    #[diesel(sql_type = Bool)]
    is_same: bool,
}

/// What came of the same request before. Keys are forgotten after a day.
pub(super) fn earlier_request(
    connection: &mut PgConnection,
    by: &str,
    request: Option<RequestKey<'_>>,
) -> Result<Option<WrittenWork>, StoreError> {
    let Some(request) = request else { return Ok(None) };
    diesel::sql_query("DELETE FROM idempotency_keys WHERE at < now() - interval '24 hours'")
        .execute(connection)?;
    work_of_request(connection, by, request)
}

/// What came of the same request before, if it was carried out within 24 hours: whatever has changed
/// since, it is not carried out again.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn work_of_request(
    connection: &mut PgConnection,
    by: &str,
    RequestKey { key, sha256 }: RequestKey<'_>,
) -> Result<Option<WrittenWork>, StoreError> {
    let earlier: Vec<Earlier> = diesel::sql_query(
        "SELECT work_id, request_sha256 = $3 AS is_same FROM idempotency_keys
          WHERE by_whom = $1 AND idempotency_key = $2 AND at >= now() - interval '24 hours'",
    )
    .bind::<Text, _>(by)
    .bind::<Text, _>(key)
    .bind::<Binary, _>(sha256)
    .load(connection)?;
    match earlier.first() {
        None => Ok(None),
        Some(Earlier { is_same: false, .. }) => Ok(Some(WrittenWork::OtherRequest)),
        Some(Earlier { work_id, .. }) => written(connection, *work_id).map(Some),
    }
}

pub(super) fn remember_request(
    connection: &mut PgConnection,
    by: &str,
    request: Option<RequestKey<'_>>,
    work_id: i64,
) -> QueryResult<()> {
    let Some(RequestKey { key, sha256 }) = request else { return Ok(()) };
    diesel::sql_query(
        "INSERT INTO idempotency_keys (by_whom, idempotency_key, request_sha256, work_id)
         VALUES ($1, $2, $3, $4)",
    )
    .bind::<Text, _>(by)
    .bind::<Text, _>(key)
    .bind::<Binary, _>(sha256)
    .bind::<BigInt, _>(work_id)
    .execute(connection)
    .map(drop)
}

#[derive(QueryableByName)]
struct Written {
    #[diesel(sql_type = BigInt)]
    written: i64,
}

pub(super) fn writes_too_often(connection: &mut PgConnection, by: &str) -> QueryResult<bool> {
    let counted: Written = diesel::sql_query(
        "SELECT count(*) AS written FROM work_events
          WHERE by_whom = $1 AND at > now() - interval '1 hour'",
    )
    .bind::<Text, _>(by)
    .get_result(connection)?;
    Ok(counted.written >= MOST_AN_HOUR)
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Text)]
    reason_key: String,
}

/// The reasons whose spells ended in a later book than whoever did it looked at.
fn ended_since(
    connection: &mut PgConnection,
    event: &NewEvent<'_>,
) -> Result<Vec<String>, StoreError> {
    let keys: Vec<&str> = event.reasons.iter().map(|worked| &*worked.key).collect();
    let ended: Vec<Key> = diesel::sql_query(
        "SELECT DISTINCT reason_key FROM ended_spells
          WHERE reason_key = ANY ($1) AND ended_with > $2 ORDER BY reason_key",
    )
    .bind::<Array<Text>, _>(keys)
    .bind::<BigInt, _>(event.book_sequence)
    .load(connection)?;
    Ok(ended.into_iter().map(|key| key.reason_key).collect())
}

const INSERT: &str = "
    INSERT INTO work_events (by_whom, agent_id, user_id, action, outcome, dismissal, until, check_on,
                             note, undoes, book_as_of, book_sequence, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
            coalesce($13, clock_timestamp()))
    RETURNING work_id";

#[derive(QueryableByName)]
struct NewId {
    #[diesel(sql_type = BigInt)]
    work_id: i64,
}

fn insert(connection: &mut PgConnection, event: &NewEvent<'_>) -> QueryResult<i64> {
    let NewEvent { by, agent_id, user_id, work, reasons, book_as_of, book_sequence, at } = event;
    let new: NewId = diesel::sql_query(INSERT)
        .bind::<Text, _>(by)
        .bind::<Text, _>(agent_id)
        .bind::<Text, _>(user_id)
        .bind::<Text, _>(work.action.name())
        .bind::<Nullable<Text>, _>(work.outcome.map(calls::Outcome::name))
        .bind::<Nullable<Text>, _>(work.dismissal.map(calls::Dismissal::name))
        .bind::<Nullable<Date>, _>(work.until)
        .bind::<Nullable<Date>, _>(work.check_on)
        .bind::<Nullable<Text>, _>(work.note.as_deref())
        .bind::<Nullable<BigInt>, _>(None::<i64>)
        .bind::<Date, _>(book_as_of)
        .bind::<BigInt, _>(book_sequence)
        .bind::<Nullable<Timestamptz>, _>(at)
        .get_result(connection)?;
    insert_reasons(connection, new.work_id, reasons)?;
    Ok(new.work_id)
}

/// Takes an event back by an event of its own, about the same reasons.
pub(super) fn insert_undoing(
    connection: &mut PgConnection,
    by: &str,
    undone: &WorkEvent,
    (book_as_of, book_sequence): (NaiveDate, i64),
    at: Option<DateTime<Utc>>,
) -> QueryResult<i64> {
    let new: NewId = diesel::sql_query(INSERT)
        .bind::<Text, _>(by)
        .bind::<Text, _>(&undone.agent_id)
        .bind::<Text, _>(&undone.user_id)
        .bind::<Text, _>(calls::Action::Undone.name())
        .bind::<Nullable<Text>, _>(None::<&str>)
        .bind::<Nullable<Text>, _>(None::<&str>)
        .bind::<Nullable<Date>, _>(None::<NaiveDate>)
        .bind::<Nullable<Date>, _>(None::<NaiveDate>)
        .bind::<Nullable<Text>, _>(None::<&str>)
        .bind::<Nullable<BigInt>, _>(Some(undone.work_id))
        .bind::<Date, _>(book_as_of)
        .bind::<BigInt, _>(book_sequence)
        .bind::<Nullable<Timestamptz>, _>(at)
        .get_result(connection)?;
    insert_reasons(connection, new.work_id, &undone.reasons)?;
    Ok(new.work_id)
}

fn insert_reasons(
    connection: &mut PgConnection,
    work_id: i64,
    reasons: &[Worked],
) -> QueryResult<()> {
    if reasons.is_empty() {
        return Ok(());
    }
    let keys: Vec<&str> = reasons.iter().map(|worked| &*worked.key).collect();
    let kinds: Vec<&str> = reasons.iter().map(|worked| worked.kind.name()).collect();
    let marks: Vec<i16> = reasons.iter().map(|worked| worked.mark.into()).collect();
    diesel::sql_query(
        "INSERT INTO work_reasons (work_id, reason_key, kind, mark)
         SELECT $1, * FROM unnest($2, $3, $4)",
    )
    .bind::<BigInt, _>(work_id)
    .bind::<Array<Text>, _>(keys)
    .bind::<Array<Text>, _>(kinds)
    .bind::<Array<SmallInt>, _>(marks)
    .execute(connection)
    .map(drop)
}
