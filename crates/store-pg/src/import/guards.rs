//! What stands between a file that went wrong and the book.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Timestamp};
use sip_export::ExportKind;

use super::source::{FileEnd, Import};
use super::tables::staged;
use crate::error::{ImportRefused, StoreError};
use crate::schema::imports;

/// Without leave, so many percent of the book's SIPs may be hidden at once.
const HIDDEN_AT_MOST: u8 = 5;

/// Refuses a date that has not come, unless that is allowed.
pub(super) fn check_date(request: &Import, as_of: NaiveDate) -> Result<(), ImportRefused> {
    if as_of > request.options.today && !request.options.allow_future {
        return Err(ImportRefused::Future { as_of, today: request.options.today });
    }
    Ok(())
}

/// Refuses a file without one good record: it would move the book's date, and say nothing.
pub(super) fn check_good(end: &FileEnd, rejected: u64) -> Result<(), ImportRefused> {
    if rejected < end.read {
        return Ok(());
    }
    Err(ImportRefused::NoGoodRecord { read: end.read, fault: end.common_fault.clone() })
}

/// Refuses a bad record where none is to be taken.
pub(super) fn check_strict(request: &Import, rejected: u64) -> Result<(), ImportRefused> {
    if request.options.strict && rejected > 0 {
        return Err(ImportRefused::Strict { rejected });
    }
    Ok(())
}

/// Refuses a file that has lost a column on which what is made of it hangs, and which the newest
/// import of its kind had.
pub(super) fn check_columns(
    connection: &mut PgConnection,
    kind: ExportKind,
    request: &Import,
    end: &FileEnd,
) -> Result<(), StoreError> {
    let newest: Option<(i64, Option<Vec<String>>)> = imports::table
        .filter(imports::undone_as.is_null().and(imports::kind.eq(kind.to_string())))
        .order((imports::as_of.desc(), imports::import_id.desc()))
        .select((imports::import_id, imports::file_columns))
        .first(connection)
        .optional()?;
    let Some((import_id, Some(had))) = newest else { return Ok(()) };
    let is_lost = |key: &&'static str| {
        kind.relies_on(key)
            && had.iter().any(|column| column == key)
            && !end.columns.contains(key)
            && !request.options.without.contains(key)
    };
    let columns: Vec<&str> = kind.keys().filter(is_lost).collect();
    if columns.is_empty() {
        return Ok(());
    }
    let unknown = end.unknown_columns.clone();
    Err(ImportRefused::LostColumns { kind, columns, import_id, unknown }.into())
}

/// Refuses to take an export of clients for the whole book: nobody is hidden who is not in one.
pub(super) fn check_complete(kind: ExportKind, request: &Import) -> Result<(), ImportRefused> {
    match kind {
        ExportKind::Clients if request.options.complete => Err(ImportRefused::CompleteDirectory),
        ExportKind::Sips | ExportKind::Clients => Ok(()),
    }
}

#[derive(QueryableByName)]
struct Newest {
    #[diesel(sql_type = Nullable<Timestamp>)]
    stamp: Option<NaiveDateTime>,
}

/// The newest stamp of the file's good records, which must not lie after the date that it is to
/// speak of.
pub(super) fn check_content(
    connection: &mut PgConnection,
    kind: ExportKind,
    as_of: NaiveDate,
) -> Result<Option<NaiveDateTime>, StoreError> {
    let table = staged(kind).table;
    let newest = format!("SELECT max(coalesce(event_date, inserted_at)) AS stamp FROM {table}");
    let Newest { stamp } = diesel::sql_query(newest).get_result(connection)?;
    match stamp {
        Some(newest) if newest.date() > as_of => {
            Err(ImportRefused::LaterContent { newest: newest.date(), as_of }.into())
        }
        stamp => Ok(stamp),
    }
}

/// What of the book is to be seen before an export that is said to be the whole of it.
pub(super) struct SeenBefore {
    sips: i64,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    sips: i64,
}

fn count(connection: &mut PgConnection, sql: &str) -> Result<i64, StoreError> {
    Ok(diesel::sql_query(sql).get_result::<Counted>(connection)?.sips)
}

/// Notes what is hidden before an export that is said to be the whole book, so that it is known what
/// this one hides. Without leave, none may hide a SIP that it could not name.
pub(super) fn before_hiding(
    connection: &mut PgConnection,
    request: &Import,
    end: &FileEnd,
) -> Result<Option<SeenBefore>, StoreError> {
    if !request.options.complete {
        return Ok(None);
    }
    if end.rejected_without_id > 0 && request.options.hide_up_to.is_none() {
        return Err(ImportRefused::HidesUnnamed { records: end.rejected_without_id }.into());
    }
    connection.batch_execute(
        "CREATE TEMPORARY TABLE hidden_before ON COMMIT DROP AS SELECT sip_meta_id FROM hidden_sips",
    )?;
    let seen = "SELECT (SELECT count(*) FROM sip_sightings)
                       - (SELECT count(*) FROM hidden_before) AS sips";
    Ok(Some(SeenBefore { sips: count(connection, seen)? }))
}

/// Refuses an export that hides more of the book than it has leave to.
pub(super) fn check_hidden(
    connection: &mut PgConnection,
    request: &Import,
    before: &SeenBefore,
) -> Result<(), StoreError> {
    // A SIP that is new to the book may be hidden by a later export, which had not heard of it.
    let hidden = "SELECT count(*) AS sips FROM hidden_sips h
                   WHERE NOT EXISTS (SELECT FROM hidden_before b
                                      WHERE b.sip_meta_id = h.sip_meta_id)
                     AND NOT EXISTS (SELECT FROM judged_sips j
                                      WHERE j.sip_meta_id = h.sip_meta_id
                                        AND j.verdict = 'inserted')";
    let hidden = count(connection, hidden)?;
    let percent = request.options.hide_up_to.unwrap_or(HIDDEN_AT_MOST);
    if hidden.saturating_mul(100) <= before.sips.saturating_mul(percent.into()) {
        return Ok(());
    }
    let (hidden, of) = (hidden.unsigned_abs(), before.sips.unsigned_abs());
    Err(ImportRefused::HidesMany { hidden, of, percent }.into())
}
