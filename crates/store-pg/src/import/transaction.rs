//! One file into the book: one transaction, under the one lock that imports share.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::{Nullable, Timestamp};
use sip_export::ExportKind;

use super::clients;
use super::earlier::{self, Again};
use super::guards;
use super::lock;
use super::log::{Merged, log};
use super::merge;
use super::outcome::Outcome;
use super::replaced;
use super::source::{FileEnd, Import, ImportSource};
use super::staging;
use super::tables::staged;
use crate::error::StoreError;

/// Imports a file: all of it, or nothing.
///
/// # Errors
/// [`StoreError`]; the book is as it was.
pub fn import(
    connection: &mut PgConnection,
    request: &Import,
    source: &mut dyn ImportSource,
) -> Result<Outcome, StoreError> {
    if let Some(as_of) = request.options.as_of {
        guards::check_date(request, as_of)?;
    }
    // What ends well and changes nothing leaves the transaction by being rolled back.
    let mut changes_nothing = None;
    // Whoever waits for the lock has to see what the import before it did.
    let done = connection.build_transaction().read_committed().run(|connection| {
        lock::begin(connection, &mut |holder| source.waiting(holder))?;
        let kind = source.kind()?;
        guards::check_complete(kind, request)?;
        connection.batch_execute(match kind {
            ExportKind::Sips => staging::CREATE,
            ExportKind::Clients => clients::STAGING,
        })?;
        stage(connection, request, source)?;
        let end = source.end();
        match take_in(connection, kind, request, source, end)? {
            Outcome::Imported(imported) if !request.options.dry_run => {
                Ok(Outcome::Imported(imported))
            }
            outcome => {
                changes_nothing = Some(outcome);
                Err(DieselError::RollbackTransaction.into())
            }
        }
    });
    changes_nothing.map_or(done, Ok)
}

fn stage(
    connection: &mut PgConnection,
    request: &Import,
    source: &mut dyn ImportSource,
) -> Result<(), StoreError> {
    while let Some(batch) = source.next_batch()? {
        batch.take_in(connection, request.options.as_of)?;
    }
    Ok(())
}

/// Takes a file in that has been read and staged, unless the same bytes are there already.
fn take_in(
    connection: &mut PgConnection,
    kind: ExportKind,
    request: &Import,
    source: &mut dyn ImportSource,
    end: FileEnd,
) -> Result<Outcome, StoreError> {
    guards::check_good(&end, end.rejected)?;
    guards::check_strict(request, end.rejected)?;
    let as_of = date(connection, kind, request)?;
    let replaces = match earlier::of_same_bytes(connection, kind, request, &end.sha256, as_of)? {
        Again::No => None,
        Again::Same(outcome) => return Ok(outcome),
        Again::Replaces(import_id) => Some(import_id),
    };
    let late = match kind {
        ExportKind::Sips => merge::set_aside_later_payments(connection, as_of)?,
        ExportKind::Clients => Vec::new(),
    };
    let rejected = end.rejected + late.len() as u64;
    for bad in late {
        source.reject(bad)?;
    }
    source.merging()?;
    guards::check_strict(request, rejected)?;
    // The source has heard of more bad records since it said what the file was.
    let end = FileEnd { rejected, ..source.end() };
    guards::check_good(&end, rejected)?;
    guards::check_columns(connection, kind, request, &end)?;
    let newest_stamp = guards::check_content(connection, kind, as_of)?;
    let before = guards::before_hiding(connection, request, &end)?;
    if let Some(import_id) = replaces {
        earlier::make_way(connection, kind, import_id)?;
    }
    let counts = match kind {
        ExportKind::Sips => merge::merge(connection, as_of, &end.sha256)?,
        ExportKind::Clients => clients::merge(connection, as_of, &end.sha256)?,
    };
    let merged = Merged { kind, as_of, newest_stamp, counts, replaces };
    let imported = log(connection, request, &end, merged)?;
    if let Some(before) = before {
        guards::check_hidden(connection, request, &before)?;
    }
    replaced::let_go_of_older(connection, kind)?;
    Ok(Outcome::Imported(imported))
}

#[derive(QueryableByName)]
struct Newest {
    #[diesel(sql_type = Nullable<Timestamp>)]
    inserted_at: Option<NaiveDateTime>,
}

/// The date given, else the newest `inserted_at` of the file, else today.
fn date(
    connection: &mut PgConnection,
    kind: ExportKind,
    request: &Import,
) -> Result<NaiveDate, StoreError> {
    if let Some(as_of) = request.options.as_of {
        return Ok(as_of);
    }
    let table = staged(kind).table;
    let newest = format!("SELECT max(inserted_at) AS inserted_at FROM {table}");
    let Newest { inserted_at } = diesel::sql_query(newest).get_result(connection)?;
    let as_of = inserted_at.map_or(request.options.today, |newest| newest.date());
    guards::check_date(request, as_of)?;
    Ok(as_of)
}
