//! What changed between books.

use std::sync::{Arc, LazyLock};

use calls::{ChangeKind, Nature, SpellEnd};
use opportunity_core::Kind;
use serde_json::Value as Json;
use store_pg::ChangeRow;

use crate::field::{Field, Value, field, properties};
use crate::schema::{Component, Shape};

/// A change, with what the book knows of its agent.
pub(crate) struct ShownChange {
    pub(crate) change: ChangeRow,
    pub(crate) agent_external_id: Option<String>,
}

pub(crate) static FIELDS: LazyLock<Vec<Field<ShownChange>>> = LazyLock::new(fields);

fn fields() -> Vec<Field<ShownChange>> {
    let kinds = Shape::Words(Kind::ALL.map(Kind::name).to_vec());
    let natures = Shape::Words(Nature::ALL.map(Nature::name).to_vec());
    let changes = Shape::Words(ChangeKind::ALL.map(ChangeKind::name).to_vec());
    let ends = Shape::Words(SpellEnd::ALL.map(SpellEnd::name).to_vec());
    vec![
        of("change_id", Shape::Place, "Its number: a later change has a higher one.", 7, |it| {
            Value::Signed(it.change_id)
        }),
        of("change", changes, "What changed.", "appeared", |it| Value::text(it.change.name())),
        of("as_of", Shape::Date, "The date of the book that told it.", "2026-01-30", |it| {
            Value::Date(it.as_of)
        }),
        of("key", Shape::Text, "What the reason is known by.", "repair~135", |it| {
            Value::text(&it.key)
        }),
        of("kind", kinds, "Its kind; of one that ended, its last.", "missed_debits", |it| {
            Value::text(it.kind.name())
        }),
        of("nature", natures, "What it is about.", "repair", |it| {
            Value::text(Nature::of(it.kind).name())
        }),
        of("user_id", Shape::Text, "The client.", "u-135", |it| Value::text(&it.user_id)),
        of("agent_id", Shape::Text, "The agent who has it now.", "4220", |it| {
            Value::text(&it.agent_id)
        }),
        field(
            "agent_external_id",
            Shape::Text.nullable(),
            "That agent's id in other systems.",
            "ag_7f3a",
            |shown: &ShownChange| Value::or_null(shown.agent_external_id.as_deref(), Value::text),
        ),
        of(
            "sip_meta_id",
            Shape::Text.nullable(),
            "The SIP; null where it is about the account.",
            "135",
            |it| Value::or_null(it.sip_meta_id.as_deref(), Value::text),
        ),
        of(
            "monthly_value",
            Shape::Rupees,
            "What it is worth a month; of one that ended, what it was.",
            5_000.0,
            |it| Value::Money(it.monthly_value),
        ),
        of("why", ends.nullable(), "Why it ended, if it did.", Json::Null, |it| {
            Value::or_null(it.why, |why| Value::text(why.name()))
        }),
        of("recovered", Shape::Truth, "It ended because it was mended.", false, |it| {
            Value::Truth(it.why == Some(SpellEnd::Recovered))
        }),
        of(
            "regressed",
            Shape::Truth,
            "It had recovered within 90 days before it appeared.",
            false,
            |it| Value::Truth(it.regressed),
        ),
    ]
}

fn of(
    name: &'static str,
    shape: Shape,
    meaning: &'static str,
    example: impl Into<Json>,
    get: impl for<'a> Fn(&'a ChangeRow) -> Value<'a> + Send + Sync + 'static,
) -> Field<ShownChange> {
    field(name, shape, meaning, example, move |shown: &ShownChange| get(&shown.change))
}

pub(crate) fn component() -> Arc<Component> {
    Component::answer("Change", "What changed of a reason between books.", properties(fields()))
}
