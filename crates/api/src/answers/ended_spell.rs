//! A spell that has ended, as it is answered.

use std::sync::{Arc, LazyLock};

use calls::{Credit, SpellEnd};
use opportunity_core::Kind;
use store_pg::EndedRow;

use crate::field::{Field, Value, field, properties};
use crate::schema::{Component, Shape};

pub(crate) static FIELDS: LazyLock<Vec<Field<EndedRow>>> = LazyLock::new(fields);

fn fields() -> Vec<Field<EndedRow>> {
    let kinds = Shape::Words(Kind::ALL.map(Kind::name).to_vec());
    let ends = Shape::Words(SpellEnd::ALL.map(SpellEnd::name).to_vec());
    let credits = Shape::Words([Credit::Proven, Credit::Broken].map(Credit::name).to_vec());
    vec![
        field("key", Shape::Text, "What the reason is known by.", "repair~135", |it: &EndedRow| {
            Value::text(&it.key)
        }),
        field("kind", kinds, "Its last kind.", "missed_debits", |it: &EndedRow| {
            Value::text(it.kind.name())
        }),
        field("agent_id", Shape::Text, "The agent then.", "4220", |it: &EndedRow| {
            Value::text(&it.agent_id)
        }),
        field("since", Shape::Date, "When it appeared.", "2026-01-16", |it: &EndedRow| {
            Value::Date(it.since)
        }),
        field("ended_on", Shape::Date, "When it ended.", "2026-02-16", |it: &EndedRow| {
            Value::Date(it.ended_on)
        }),
        field("why", ends, "Why it ended.", "recovered", |it: &EndedRow| {
            Value::text(it.why.name())
        }),
        field(
            "monthly_value",
            Shape::Rupees,
            "What it was worth a month.",
            5_000.0,
            |it: &EndedRow| Value::Money(it.monthly_value),
        ),
        field(
            "regressed",
            Shape::Truth,
            "It had recovered within 90 days before it appeared.",
            false,
            |it: &EndedRow| Value::Truth(it.regressed),
        ),
        field(
            "claimed_by",
            Shape::Text.nullable(),
            "Who got the last promise in it.",
            "key:0f3a5c7e9b1d2f4a",
            |it: &EndedRow| Value::or_null(it.claim.as_ref(), |(by, _)| Value::text(by)),
        ),
        field(
            "credit",
            credits.nullable(),
            "What became of that promise.",
            "proven",
            |it: &EndedRow| {
                Value::or_null(it.claim.as_ref(), |(_, credit)| Value::text(credit.name()))
            },
        ),
    ]
}

pub(crate) fn component() -> Arc<Component> {
    Component::answer("EndedSpell", "A reason that is no more.", properties(fields()))
}
