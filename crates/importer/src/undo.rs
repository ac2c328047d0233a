//! `importer undo IMPORT`.

use serde_json::{Value, json};
use store_pg::{LockHolder, PgConnection, StoreError, Undone, undo_import};

use crate::cli::UndoArgs;
use crate::output::{complain, print};

pub(crate) fn undo(connection: &mut PgConnection, options: &UndoArgs) -> Result<u8, String> {
    let mut wait = |holder: LockHolder| {
        let LockHolder { application, since, .. } = holder;
        complain(&format!("waiting for another import: {application:?}, since {since}"));
        Ok::<(), StoreError>(())
    };
    let undone = undo_import(connection, options.import_id, &options.by, &mut wait)
        .map_err(|error| error.to_string())?;
    let said = if options.json { json(&undone).to_string() } else { sentence(&undone) };
    print(&said).map(|()| 0)
}

fn sentence(undone: &Undone) -> String {
    let Undone { import_id, file_name, as_of, removed, put_back, replaced, book_as_of } = undone;
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
    format!(
        "import {import_id} of {file_name}, as of {as_of}, is taken back. SIPs gone that no other \
         import has: {removed}; SIPs whose earlier record is back: {put_back}. {book}{replaced}"
    )
}

/// What was taken back, as programs read it.
#[must_use]
pub fn json(undone: &Undone) -> Value {
    json!({
        "status": "undone",
        "import_id": undone.import_id,
        "file_name": undone.file_name,
        "as_of": undone.as_of.to_string(),
        "removed": undone.removed,
        "put_back": undone.put_back,
        "replaced": undone.replaced,
        "book_as_of": undone.book_as_of.map(|as_of| as_of.to_string()),
    })
}
