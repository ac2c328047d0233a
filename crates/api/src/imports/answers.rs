//! What is said of imports: each answer's fields, their documentation beside their writing.

use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};
use sip_export::kolkata;
use store_pg::LoggedImport;

use crate::dto::{Doc, doc, nullable};
use crate::json::Object;

/// What becomes of records: a count of each, in the order of the log's columns.
const COUNTS: [(&str, &str); 8] = [
    ("read", "Records read. Each is counted once, as one of the six that follow."),
    ("inserted", "SIPs that were new in the book."),
    ("updated", "SIPs whose record was replaced."),
    ("unchanged", "SIPs whose record was the same but for its stamps."),
    ("stale", "Records older than what the book had."),
    ("duplicate", "Records that another one of the same file replaced."),
    ("rejected", "Bad records set aside."),
    ("amount_changes", "Instalments that differed from the one seen before."),
];

pub(crate) fn write_import(out: &mut Vec<u8>, import: &LoggedImport) {
    let mut object = Object::new(out);
    object.number("import_id", import.import_id.unsigned_abs());
    object.text("file_name", &import.file_name);
    object.text("sha256", &import.sha256);
    object.date("as_of", Some(import.as_of));
    object.truth("complete", import.complete);
    let counts = [
        import.records_read,
        import.inserted,
        import.updated,
        import.unchanged,
        import.stale,
        import.duplicate,
        import.rejected,
        import.amount_changes,
    ];
    for ((name, _), count) in COUNTS.into_iter().zip(counts) {
        object.number(name, count.unsigned_abs());
    }
    object.text("started_at", &in_kolkata(import.started_at));
    object.text("finished_at", &in_kolkata(import.finished_at));
    object.end();
}

fn in_kolkata(time: DateTime<Utc>) -> String {
    time.with_timezone(&kolkata()).format("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()
}

fn whole() -> Json {
    json!({"type": "integer", "minimum": 0})
}

fn date() -> Json {
    json!({"type": "string", "format": "date"})
}

fn counts() -> impl Iterator<Item = Doc> {
    COUNTS.into_iter().map(|(name, meaning)| doc(name, whole(), meaning, json!(1)))
}

fn file_name() -> Doc {
    let name = json!("query_result_2026-01-30T06_19_15Z.json");
    doc("file_name", json!({"type": "string"}), "What the file is called.", name)
}

fn sha256() -> Doc {
    let schema = json!({"type": "string", "pattern": "^[0-9a-f]{64}$"});
    doc("sha256", schema, "SHA-256 of the file's bytes, as they were sent.", json!("0f".repeat(32)))
}

fn import_id() -> Doc {
    doc("import_id", whole(), "Its number; a later import has a larger one.", json!(7))
}

fn as_of() -> Doc {
    doc("as_of", date(), "The date the export speaks of.", json!("2026-01-30"))
}

/// An import of the log.
pub(crate) fn import_docs() -> Vec<Doc> {
    let time = |name, meaning| {
        let schema = json!({"type": "string", "format": "date-time"});
        doc(name, schema, meaning, json!("2026-01-30T11:49:15.102+05:30"))
    };
    let truth = json!({"type": "boolean"});
    let complete =
        doc("complete", truth, "Whether it was said to be the whole book.", json!(false));
    let mut docs = vec![import_id(), file_name(), sha256(), as_of(), complete];
    docs.extend(counts());
    docs.push(time("started_at", "When it began."));
    docs.push(time("finished_at", "When it ended."));
    docs
}

/// What became of an export, with what only an import that changed the book has.
pub(crate) fn summary_docs() -> (Vec<Doc>, Vec<Doc>) {
    let status = json!({"type": "string", "enum": ["imported", "already_imported"]});
    let always = vec![
        file_name(),
        doc("status", status, "Whether it is new, or was there before.", json!("imported")),
        import_id(),
        as_of(),
        doc("seconds", json!({"type": "number", "minimum": 0}), "How long it took.", json!(0.25)),
        doc(
            "rejects",
            json!({"type": "array", "items": reject()}),
            "The first bad records.",
            json!([]),
        ),
    ];
    let mut imported = vec![sha256()];
    imported.extend(counts());
    imported.extend([
        doc("lacking", whole(), "SIPs of the book that its newest date lacks.", json!(0)),
        doc("hidden", whole(), "Of these, SIPs that are hidden.", json!(0)),
        doc("records_per_second", whole(), "Records read a second.", json!(4)),
    ]);
    (always, imported)
}

fn reject() -> Json {
    let text = |meaning: &str| {
        let mut schema = nullable("string");
        schema["description"] = json!(meaning);
        schema
    };
    let place = |meaning: &str| json!({"type": "integer", "minimum": 1, "description": meaning});
    json!({
        "type": "object",
        "required": ["line", "record", "sip_meta_id", "field", "value", "reason"],
        "properties": {
            "line": place("The line it begins on."),
            "record": place("Its place among the records."),
            "sip_meta_id": text("Its SIP, where that can be told."),
            "field": text("The field at fault."),
            "value": text("What the field has."),
            "reason": {"type": "string", "description": "What is wrong."},
        },
    })
}
