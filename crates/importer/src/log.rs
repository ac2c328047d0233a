//! `importer log`.

use serde_json::{Value, json};
use sip_export::rfc3339_in_kolkata;
use store_pg::{LoggedImport, PgConnection, import_log};

use crate::cli::LogArgs;
use crate::output::{plain, print};

pub(crate) fn log(connection: &mut PgConnection, options: &LogArgs) -> Result<u8, String> {
    let log = import_log(connection, 0, options.limit.into()).map_err(|error| error.to_string())?;
    for import in &log.imports {
        print(&if options.json { json(import).to_string() } else { line(import) })?;
    }
    if log.imports.is_empty() && !options.json {
        print("nothing was imported yet")?;
    }
    Ok(0)
}

fn line(import: &LoggedImport) -> String {
    let LoggedImport { import_id, file_name, as_of, records_read, inserted, .. } = import;
    let LoggedImport { updated, rejected, started_at, .. } = import;
    let complete = if import.complete { ", the whole book" } else { "" };
    let kind = &import.kind;
    let ending = match (&import.undone_at, &import.undone_by) {
        (Some(at), Some(by)) => {
            format!("; taken back at {} by {}", rfc3339_in_kolkata(*at), plain(by))
        }
        _ if import.undoable => String::new(),
        _ => "; can no longer be taken back".to_owned(),
    };
    format!(
        "{import_id}  {}  {kind} as of {as_of}{complete}  {}: read {records_read}, inserted \
         {inserted}, updated {updated}, rejected {rejected}{ending}",
        rfc3339_in_kolkata(*started_at),
        plain(file_name),
    )
}

fn json(import: &LoggedImport) -> Value {
    json!({
        "import_id": import.import_id,
        "kind": import.kind,
        "file_name": import.file_name,
        "sha256": import.sha256,
        "as_of": import.as_of.to_string(),
        "complete": import.complete,
        "read": import.records_read,
        "inserted": import.inserted,
        "updated": import.updated,
        "unchanged": import.unchanged,
        "stale": import.stale,
        "duplicate": import.duplicate,
        "conflicting": import.conflicting,
        "rejected": import.rejected,
        "amount_changes": import.amount_changes,
        "content_age_days": import.content_age_days(),
        "started_at": rfc3339_in_kolkata(import.started_at),
        "finished_at": rfc3339_in_kolkata(import.finished_at),
        "undoable": import.undoable,
        "undone_at": import.undone_at.map(rfc3339_in_kolkata),
        "undone_by": import.undone_by,
    })
}
