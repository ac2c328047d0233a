//! `importer undo IMPORT`.

use serde_json::{Value, json};
use store_pg::{LockHolder, PgConnection, StoreError, Undone, undo_import};

use crate::cli::UndoArgs;
use crate::output::{complain, print};
use crate::summary::noun;

pub(crate) fn undo(connection: &mut PgConnection, options: &UndoArgs) -> Result<u8, String> {
    let undone = undo_import(connection, options.import_id, &options.by, &mut told_of_waiting)
        .map_err(|error| error.to_string())?;
    let said = if options.json { json(&undone).to_string() } else { sentence(&undone) };
    print(&said).map(|()| 0)
}

/// Says that an import is waited for, and waits.
pub(crate) fn told_of_waiting(holder: LockHolder) -> Result<(), StoreError> {
    let LockHolder { application, since, .. } = holder;
    complain(&format!("waiting for another import: {application:?}, since {since}"));
    Ok(())
}

fn sentence(undone: &Undone) -> String {
    let Undone { kind, import_id, file_name, as_of, removed, put_back, .. } = undone;
    let Undone { replaced, book_as_of, .. } = undone;
    let replaced = replaced.map_or(String::new(), |replaced| {
        format!(
            ". Import {replaced} of the same bytes, whose place it took, stays taken back: import the \
             file again to have it"
        )
    });
    let book = book_as_of.map_or_else(
        || "The book is empty".to_owned(),
        |as_of| format!("The book is as of {as_of}"),
    );
    let noun = noun(*kind);
    format!(
        "import {import_id} of {file_name}, as of {as_of}, is taken back. {noun}s gone that no other \
         import has: {removed}; {noun}s whose earlier record is back: {put_back}. {book}{replaced}"
    )
}

/// What was taken back, as programs read it.
#[must_use]
pub fn json(undone: &Undone) -> Value {
    json!({
        "status": "undone",
        "kind": undone.kind.to_string(),
        "import_id": undone.import_id,
        "file_name": undone.file_name,
        "as_of": undone.as_of.to_string(),
        "removed": undone.removed,
        "put_back": undone.put_back,
        "replaced": undone.replaced,
        "book_as_of": undone.book_as_of.map(|as_of| as_of.to_string()),
    })
}
