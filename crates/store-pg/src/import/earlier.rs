//! The same bytes a second time, for the same date.

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use sip_export::ExportKind;

use super::clients;
use super::columns::listed;
use super::outcome::Outcome;
use super::source::Import;
use super::undo::take_back;
use crate::error::{ImportRefused, StoreError};
use crate::schema::imports;

/// What an import of the same bytes, for the same date, is to the one that comes now.
pub(super) enum Again {
    /// There is none.
    No,
    /// It took in all that this one would: nothing is to be done.
    Same(Outcome),
    /// It left something out, or read the bytes by other options: this one takes its place.
    Replaces(i64),
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = imports)]
struct Earlier {
    import_id: i64,
    rejected: i64,
    complete: bool,
    date_order: Option<String>,
    undoable: bool,
}

/// Looks for an import of the same bytes for the same date.
pub(super) fn of_same_bytes(
    connection: &mut PgConnection,
    kind: ExportKind,
    request: &Import,
    sha256: &str,
    as_of: NaiveDate,
) -> Result<Again, StoreError> {
    let same = imports::sha256.eq(sha256).and(imports::as_of.eq(as_of));
    let same = same.and(imports::kind.eq(kind.to_string()));
    let earlier: Option<Earlier> = imports::table
        .filter(same.and(imports::undone_as.is_null()))
        .select(Earlier::as_select())
        .first(connection)
        .optional()?;
    let Some(earlier) = earlier else { return Ok(Again::No) };
    let date_order = request.options.date_order.map(|order| order.to_string());
    let as_before =
        earlier.complete == request.options.complete && earlier.date_order == date_order;
    if earlier.undoable && !(as_before && earlier.rejected == 0) {
        return Ok(Again::Replaces(earlier.import_id));
    }
    if !as_before {
        return Err(ImportRefused::TooOldToReadAgain { import_id: earlier.import_id }.into());
    }
    let rejected = earlier.rejected.unsigned_abs();
    Ok(Again::Same(Outcome::AlreadyImported { import_id: earlier.import_id, as_of, rejected }))
}

/// Takes the earlier import back, to whose place this one comes. Records that the book has were not
/// staged, for they would only be written again: now that they may go, they are.
pub(super) fn make_way(
    connection: &mut PgConnection,
    kind: ExportKind,
    import_id: i64,
) -> Result<(), StoreError> {
    match kind {
        ExportKind::Sips => stage_held_sips(connection)?,
        ExportKind::Clients => clients::stage_held(connection)?,
    }
    take_back(connection, kind, import_id, "the import that read the same bytes again")?;
    Ok(())
}

fn stage_held_sips(connection: &mut PgConnection) -> Result<(), StoreError> {
    let columns = listed(str::to_owned);
    let held = listed(|column| format!("r.{column}"));
    connection.batch_execute(&format!(
        "INSERT INTO staged_records ({columns}, record_number)
         SELECT {held}, t.record_number
           FROM staged_sips t
           JOIN sip_sightings s USING (sip_meta_id, content_digest)
           JOIN sip_records r USING (sip_meta_id)
          WHERE NOT EXISTS (SELECT FROM staged_records o
                             WHERE o.record_number = t.record_number)"
    ))?;
    Ok(())
}
