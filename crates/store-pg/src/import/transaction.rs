//! One file into the book: one transaction, under the one lock that imports share.

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;

use super::lock::lock;
use super::log::log;
use super::merge;
use super::outcome::Outcome;
use super::source::{FileEnd, Import, ImportSource};
use super::staging::{self, staged_sips};
use crate::error::{ImportRefused, StoreError};
use crate::schema::imports;

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

/// Imports a file: all of it, or nothing.
///
/// # Errors
/// [`StoreError`]; the book is as it was.
pub fn import(
    connection: &mut PgConnection,
    request: &Import,
    source: &mut dyn ImportSource,
) -> Result<Outcome, StoreError> {
    if let Some(as_of) = request.as_of {
        check_date(request, as_of)?;
    }
    let mut earlier = None;
    // Whoever waits for the lock has to see what the import before it did.
    let done = connection.build_transaction().read_committed().run(|connection| {
        connection.batch_execute(SETTINGS)?;
        lock(connection, source)?;
        connection.batch_execute(staging::CREATE)?;
        stage(connection, request, source)?;
        let end = source.end();
        let as_of = date(connection, request)?;
        if let Some((import_id, rejected)) = earlier_import(connection, &end.sha256, as_of)? {
            let rejected = rejected.unsigned_abs();
            earlier = Some(Outcome::AlreadyImported { import_id, as_of, rejected });
            return Err(DieselError::RollbackTransaction.into());
        }
        finish(connection, request, source, as_of, end)
    });
    earlier.map_or(done, Ok)
}

fn check_date(request: &Import, as_of: NaiveDate) -> Result<(), ImportRefused> {
    if as_of > request.today && !request.allow_future {
        return Err(ImportRefused::Future { as_of, today: request.today });
    }
    Ok(())
}

fn stage(
    connection: &mut PgConnection,
    request: &Import,
    source: &mut dyn ImportSource,
) -> Result<(), StoreError> {
    while let Some(batch) = source.next_batch()? {
        batch.take_in(connection, request.as_of)?;
    }
    Ok(())
}

fn finish(
    connection: &mut PgConnection,
    request: &Import,
    source: &mut dyn ImportSource,
    as_of: NaiveDate,
    end: FileEnd,
) -> Result<Outcome, StoreError> {
    let late = merge::set_aside_later_payments(connection, as_of)?;
    let rejected = end.rejected + late.len() as u64;
    for bad in late {
        source.reject(bad)?;
    }
    source.merging()?;
    if request.strict && rejected > 0 {
        return Err(ImportRefused::Strict { rejected }.into());
    }
    if request.complete && rejected == end.read {
        return Err(ImportRefused::EmptyComplete.into());
    }
    let counts = merge::merge(connection, as_of, &end.sha256)?;
    log(connection, request, as_of, &FileEnd { rejected, ..end }, counts)
}

/// The date given, else the newest `inserted_at` of the file, else today.
fn date(connection: &mut PgConnection, request: &Import) -> Result<NaiveDate, StoreError> {
    if let Some(as_of) = request.as_of {
        return Ok(as_of);
    }
    let (records, newest): (i64, Option<chrono::NaiveDateTime>) = staged_sips::table
        .select((diesel::dsl::count_star(), diesel::dsl::max(staged_sips::inserted_at)))
        .first(connection)?;
    if records == 0 {
        return Err(ImportRefused::NoDate.into());
    }
    let as_of = newest.map_or(request.today, |newest| newest.date());
    check_date(request, as_of)?;
    Ok(as_of)
}

/// The import of the same bytes for the same date, and how many bad records it left out.
fn earlier_import(
    connection: &mut PgConnection,
    sha256: &str,
    as_of: NaiveDate,
) -> Result<Option<(i64, i64)>, StoreError> {
    let same = imports::table.filter(imports::sha256.eq(sha256).and(imports::as_of.eq(as_of)));
    Ok(same.select((imports::import_id, imports::rejected)).first(connection).optional()?)
}
