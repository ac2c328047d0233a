//! Imports: as the log has them, and as whoever sent one is told of it.

use std::sync::{Arc, LazyLock};

use serde_json::{Value as Json, json};
use store_pg::LoggedImport;

use crate::field::{Field, Value, field, properties};
use crate::schema::{Component, Property, Shape, property};

/// What becomes of records: a count of each, and how the log has it.
type CountOf = fn(&LoggedImport) -> i64;
const COUNTS: [(&str, &str, CountOf); 9] = [
    ("read", "Records read. Each is counted once, as one of the seven that follow.", |import| {
        import.records_read
    }),
    ("inserted", "SIPs that were new in the book, or clients in the directory.", |import| {
        import.inserted
    }),
    ("updated", "SIPs, or clients, whose record was replaced.", |import| import.updated),
    ("unchanged", "Those whose record was the same but for its stamps.", |import| import.unchanged),
    ("stale", "Records older than what was there.", |import| import.stale),
    ("duplicate", "Records that another one of the same file replaced.", |import| import.duplicate),
    (
        "conflicting",
        "Records that another one of the same file, SIP or client and stamp contradicts, which is taken.",
        |import| import.conflicting,
    ),
    ("rejected", "Bad records set aside.", |import| import.rejected),
    ("amount_changes", "Instalments that differed from the one seen before.", |import| {
        import.amount_changes
    }),
];

fn import_id() -> Property {
    property("import_id", Shape::Whole, "Its number; a later import has a larger one.", 7)
}

fn kind() -> Property {
    let kinds = Shape::Words(vec!["sips", "clients"]);
    property("kind", kinds, "What the export is of.", "sips")
}

fn file_name() -> Property {
    let name = "query_result_2026-01-30T06_19_15Z.json";
    property("file_name", Shape::Text, "What the file is called.", name)
}

fn sha256() -> Property {
    let meaning = "SHA-256 of the file's bytes, as they were sent.";
    property("sha256", Shape::Pattern("^[0-9a-f]{64}$".to_owned()), meaning, "0f".repeat(32))
}

fn as_of() -> Property {
    property("as_of", Shape::Date, "The date the export speaks of.", "2026-01-30")
}

fn content_age_days() -> Property {
    property(
        "content_age_days",
        Shape::Signed.nullable(),
        "Days from its newest record to the date it speaks of: more than 3 make an old answer under \
         a fresh name likely. Null where no record is dated.",
        1,
    )
}

pub(crate) static FIELDS: LazyLock<Vec<Field<LoggedImport>>> = LazyLock::new(fields);

fn fields() -> Vec<Field<LoggedImport>> {
    let moment = "2026-01-30T11:49:15.102+05:30";
    let mut fields = vec![
        Field::new(import_id(), |import: &LoggedImport| {
            Value::Count(import.import_id.unsigned_abs())
        }),
        Field::new(kind(), |import: &LoggedImport| Value::text(&import.kind)),
        Field::new(file_name(), |import: &LoggedImport| Value::text(&import.file_name)),
        Field::new(sha256(), |import: &LoggedImport| Value::text(&import.sha256)),
        Field::new(as_of(), |import: &LoggedImport| Value::Date(import.as_of)),
        field(
            "complete",
            Shape::Truth,
            "Whether it was said to be the whole book.",
            false,
            |own: &LoggedImport| Value::Truth(own.complete),
        ),
    ];
    fields.extend(COUNTS.into_iter().map(|(name, meaning, count)| {
        field(name, Shape::Whole, meaning, 1, move |import: &LoggedImport| {
            Value::Count(count(import).unsigned_abs())
        })
    }));
    fields.extend([
        field("started_at", Shape::Time, "When it began.", moment, |import: &LoggedImport| {
            Value::Time(import.started_at)
        }),
        field("finished_at", Shape::Time, "When it ended.", moment, |import: &LoggedImport| {
            Value::Time(import.finished_at)
        }),
        Field::new(content_age_days(), |import: &LoggedImport| {
            Value::or_null(import.content_age_days(), Value::Signed)
        }),
        field(
            "undoable",
            Shape::Truth,
            "Whether it can be taken back.",
            true,
            |import: &LoggedImport| Value::Truth(import.undoable),
        ),
        field(
            "undone_at",
            Shape::Time.nullable(),
            "When it was taken back; null where it was not.",
            Json::Null,
            |import: &LoggedImport| Value::or_null(import.undone_at, Value::Time),
        ),
        field(
            "undone_by",
            Shape::Text.nullable(),
            "By whom it was taken back: a key, a person, or a name given on the command line.",
            Json::Null,
            |import: &LoggedImport| Value::or_null(import.undone_by.as_deref(), Value::text),
        ),
    ]);
    fields
}

pub(crate) fn component() -> Arc<Component> {
    Component::answer("Import", "An import that landed.", properties(fields()))
}

/// What became of an export. The importer writes it, as it does on the command line; what only an
/// import that changed the book has is optional.
pub(crate) fn summary_component() -> Arc<Component> {
    let mut imported = vec![kind(), sha256()];
    imported.extend(COUNTS.map(|(name, meaning, _)| property(name, Shape::Whole, meaning, 1)));
    imported.extend([
        property("lacking", Shape::Whole, "SIPs of the book that its newest date lacks.", 0),
        property("hidden", Shape::Whole, "Of these, SIPs that are hidden.", 0),
        property("dry_run", Shape::Truth, "Whether it was only tried.", false),
        property(
            "replaces",
            Shape::Signed.nullable(),
            "The earlier import of the same bytes whose place it takes.",
            Json::Null,
        ),
        content_age_days(),
        property("warnings", Shape::Text.list(), "What is odd about the export.", json!([])),
        property(
            "conflicts",
            Shape::Component(conflict_component()).list(),
            "The first conflicting records.",
            json!([]),
        ),
        property(
            "unknown_columns",
            Shape::Text.list(),
            "Columns that are not known.",
            json!(["colour"]),
        ),
        property(
            "absent_columns",
            Shape::Text.list(),
            "Columns that the export lacks.",
            json!(["goal_name"]),
        ),
        property(
            "unread_values",
            Shape::Map(Box::new(Shape::Whole)),
            "Values left out that cannot be read, by their columns: no rule reads those.",
            json!({"goal_id": 2}),
        ),
        property(
            "advice",
            Shape::Text.nullable(),
            "What else would help, after a first import.",
            Json::Null,
        ),
        property("records_per_second", Shape::Whole, "Records read a second.", 4),
    ]);
    let optional = imported.iter().map(|property| property.name).collect();
    let mut properties = vec![
        file_name(),
        property(
            "status",
            Shape::Words(vec!["imported", "would_import", "already_imported"]),
            "Whether it is new, would be, or was there before.",
            "imported",
        ),
        property(
            "import_id",
            Shape::Whole.nullable(),
            "Its number; a later import has a larger one. Null where it was only tried.",
            7,
        ),
        as_of(),
        property("seconds", Shape::Number, "How long it took.", 0.25),
        property(
            "rejects",
            Shape::Component(reject_component()).list(),
            "The first bad records.",
            json!([]),
        ),
    ];
    properties.extend(imported);
    Arc::new(Component {
        name: "ImportSummary".to_owned(),
        meaning: "What became of an export.",
        properties,
        optional,
        is_closed: false,
    })
}

fn conflict_component() -> Arc<Component> {
    let properties = vec![
        property("sip_meta_id", Shape::Text, "The SIP, in an export of SIPs.", "135"),
        property("user_id", Shape::Text, "The client, in an export of clients.", "u-135"),
        property("line", Shape::Place, "The line its record begins on.", 3),
        property("taken_line", Shape::Place, "That of the record which is taken.", 9),
    ];
    of_either_kind("Conflict", "A record that another one contradicts.", properties)
}

pub(crate) fn undone_component() -> Arc<Component> {
    let properties = vec![
        property("status", Shape::Const("undone"), "It is done.", "undone"),
        kind(),
        import_id(),
        file_name(),
        as_of(),
        property(
            "removed",
            Shape::Whole,
            "SIPs, or clients, that no other import has: they are gone.",
            1,
        ),
        property("put_back", Shape::Whole, "SIPs, or clients, whose earlier record is back.", 12),
        property(
            "replaced",
            Shape::Signed.nullable(),
            "The import of the same bytes whose place it took: that one stays taken back.",
            Json::Null,
        ),
        property(
            "book_as_of",
            Shape::Date.nullable(),
            "The date of the book now; null where no import of SIPs is left.",
            "2026-01-30",
        ),
    ];
    Component::answer("UndoneImport", "An import that was taken back.", properties)
}

pub(crate) fn reject_component() -> Arc<Component> {
    let text =
        |name, meaning, example: &str| property(name, Shape::Text.nullable(), meaning, example);
    let properties = vec![
        property("line", Shape::Place, "The line it begins on.", 3),
        property("record", Shape::Place, "Its place among the records.", 2),
        text("sip_meta_id", "Its SIP, where that can be told, in an export of SIPs.", "135"),
        text("user_id", "Its client, where that can be told, in an export of clients.", "u-135"),
        text("field", "The field at fault.", "amount"),
        text("value", "What the field has, unless that is a person's.", "five thousand"),
        property("reason", Shape::Text, "What is wrong.", "is not an amount"),
    ];
    of_either_kind("Reject", "A record that was set aside.", properties)
}

/// What is told of a record, which has the id of what it is of.
fn of_either_kind(
    name: &'static str,
    meaning: &'static str,
    properties: Vec<Property>,
) -> Arc<Component> {
    let optional = vec!["sip_meta_id", "user_id"];
    Arc::new(Component { name: name.to_owned(), meaning, properties, optional, is_closed: false })
}
