//! How the server is.

use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;

use crate::field::{Field, Value, field, properties};
use crate::schema::{Component, Property, Shape, property};

/// How the server is, for whoever may ask: nothing tells how large the business is.
pub(crate) struct Health {
    pub(crate) is_stale: bool,
    pub(crate) is_ready: bool,
    pub(crate) loaded_percent: Option<u64>,
    pub(crate) as_of: Option<NaiveDate>,
    pub(crate) age_days: Option<i64>,
    pub(crate) content_age_days: Option<i64>,
    pub(crate) import_id: Option<i64>,
    pub(crate) is_database_away: bool,
}

pub(crate) static FIELDS: LazyLock<Vec<Field<Health>>> = LazyLock::new(fields);

fn fields() -> Vec<Field<Health>> {
    let version = env!("CARGO_PKG_VERSION");
    vec![
        field(
            "status",
            Shape::Words(vec!["ok", "stale"]),
            "Whether all is as it should be; `stale` where the book is too old.",
            "ok",
            |health: &Health| Value::text(if health.is_stale { "stale" } else { "ok" }),
        ),
        field("version", Shape::Text, "The program's version.", version, |_| {
            Value::text(env!("CARGO_PKG_VERSION"))
        }),
        field(
            "ready",
            Shape::Truth,
            "Whether requests should be sent here.",
            true,
            |health: &Health| Value::Truth(health.is_ready),
        ),
        field(
            "loaded_percent",
            Shape::UpTo(100).nullable(),
            "How far the first book is read, while it is.",
            serde_json::Value::Null,
            |health: &Health| Value::or_null(health.loaded_percent, Value::Count),
        ),
        field(
            "as_of",
            Shape::Date.nullable(),
            "The book's date; null before any import.",
            "2026-01-30",
            |health: &Health| Value::or_null(health.as_of, Value::Date),
        ),
        field(
            "age_days",
            Shape::Signed.nullable(),
            "Days from the book's date to today in Asia/Kolkata; negative for a date to come.",
            2,
            |health: &Health| Value::or_null(health.age_days, Value::Signed),
        ),
        field(
            "content_age_days",
            Shape::Signed.nullable(),
            "Days from the newest record of the newest export to the date it speaks of: more than 3 \
             make an old answer under a fresh name likely. Null where no record is dated.",
            1,
            |health: &Health| Value::or_null(health.content_age_days, Value::Signed),
        ),
        field(
            "stale",
            Shape::Truth,
            "Whether the book is older than the operator takes for fresh.",
            false,
            |health: &Health| Value::Truth(health.is_stale),
        ),
        field(
            "import_id",
            Shape::Signed.nullable(),
            "The number of the newest import, or undoing of one, that the book holds; null while no book \
             is held.",
            7,
            |health: &Health| Value::or_null(health.import_id, Value::Signed),
        ),
        field(
            "database",
            Shape::Words(vec!["ok", "away"]),
            "Whether the database could be asked the last time, for a newer book and for a request.",
            "ok",
            |health: &Health| Value::text(if health.is_database_away { "away" } else { "ok" }),
        ),
    ]
}

pub(crate) fn component() -> Arc<Component> {
    Component::answer("Health", "How the server is.", properties(fields()))
}

/// The answer of what is asked whether it is so, where it is.
pub(crate) const OK: &str = r#"{"status":"ok"}"#;

pub(crate) fn ok_component() -> Arc<Component> {
    let status: Vec<Property> = vec![property("status", Shape::Const("ok"), "It is so.", "ok")];
    Component::answer("Ok", "What was asked is so.", status)
}
