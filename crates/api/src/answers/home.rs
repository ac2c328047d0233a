//! What this is, and where things are.

use std::sync::{Arc, LazyLock};

use serde_json::json;

use crate::field::{Field, Value, field, properties};
use crate::schema::{Component, Shape};

/// What there is, and under which addresses, in the order in which it is told.
pub(crate) struct Home {
    pub(crate) resources: Vec<(String, String)>,
}

pub(crate) static FIELDS: LazyLock<Vec<Field<Home>>> = LazyLock::new(fields);

fn fields() -> Vec<Field<Home>> {
    vec![
        field("name", Shape::Text, "What this is.", "SIP opportunities", |_: &Home| {
            Value::text("SIP opportunities")
        }),
        field("description", Shape::Text, "What it does.", env!("CARGO_PKG_DESCRIPTION"), |_| {
            Value::text(env!("CARGO_PKG_DESCRIPTION"))
        }),
        field("version", Shape::Text, "Its version.", env!("CARGO_PKG_VERSION"), |_| {
            Value::text(env!("CARGO_PKG_VERSION"))
        }),
        field("documentation", Shape::Text, "Where it is explained.", "/docs", |_| {
            Value::text("/docs")
        }),
        field(
            "resources",
            Shape::Map(Box::new(Shape::Text)),
            "What each address answers.",
            json!({"/api/agents": "Every agent's totals"}),
            |home: &Home| {
                let entries = home.resources.iter();
                Value::Map(entries.map(|(path, what)| (path.clone(), Value::text(what))).collect())
            },
        ),
    ]
}

pub(crate) fn component() -> Arc<Component> {
    Component::answer("Home", "What this is, and where things are.", properties(fields()))
}
