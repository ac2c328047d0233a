//! Totals over all opportunities.

use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use opportunity_core::{Kind, Stats, Tally};
use serde_json::{Value as Json, json};

use crate::field::{Field, Value, field, properties};
use crate::schema::{Component, Property, Shape, property};

/// The totals, and the date that they are of.
pub(crate) struct DatedStats {
    pub(crate) stats: Stats,
    pub(crate) as_of: Option<NaiveDate>,
}

/// What a tally of one kind holds.
fn tally_properties() -> Vec<Property> {
    vec![
        property("count", Shape::Whole, "How many.", 50),
        property(
            "potential_revenue",
            Shape::Rupees,
            "What they are worth together, in rupees.",
            500_000.0,
        ),
    ]
}

fn tally_value(tally: Tally) -> Value<'static> {
    Value::Object(vec![
        ("count", Value::Count(tally.count)),
        ("potential_revenue", Value::Money(tally.potential_revenue)),
    ])
}

/// A tally for each kind, under its name.
pub(crate) fn by_kind(stats: &Stats) -> Value<'static> {
    Value::Object(Kind::ALL.map(|kind| (kind.name(), tally_value(stats.of(kind)))).to_vec())
}

pub(crate) fn by_kind_shape() -> Shape {
    let tally = || Shape::Object(tally_properties());
    let of_kind = |kind: Kind| property(kind.name(), tally(), kind.rule().meaning, tally_example());
    Shape::Object(Kind::ALL.map(of_kind).to_vec())
}

fn tally_example() -> Json {
    let examples = tally_properties().into_iter();
    Json::Object(examples.map(|tally| (tally.name.to_owned(), tally.example)).collect())
}

pub(crate) fn by_kind_example() -> Json {
    Json::Object(
        Kind::ALL.map(|kind| (kind.name().to_owned(), tally_example())).into_iter().collect(),
    )
}

pub(crate) static FIELDS: LazyLock<Vec<Field<DatedStats>>> = LazyLock::new(fields);

fn fields() -> Vec<Field<DatedStats>> {
    let kinds = Kind::ALL.len();
    vec![
        field(
            "total_opportunities",
            Shape::Whole,
            "How many opportunities there are.",
            50 * kinds,
            |dated: &DatedStats| Value::Count(dated.stats.total().count),
        ),
        field(
            "total_potential_revenue",
            Shape::Rupees,
            "What they are worth together, in rupees.",
            json!(500_000.0 * kinds as f64),
            |dated: &DatedStats| Value::Money(dated.stats.total().potential_revenue),
        ),
        field(
            "breakdown_by_type",
            by_kind_shape(),
            "The same, a kind.",
            by_kind_example(),
            |dated: &DatedStats| by_kind(&dated.stats),
        ),
        field(
            "as_of",
            Shape::Date.nullable(),
            "The date of this answer; null before any import.",
            "2026-01-30",
            |dated: &DatedStats| Value::or_null(dated.as_of, Value::Date),
        ),
    ]
}

pub(crate) fn component() -> Arc<Component> {
    Component::answer("Stats", "Totals over all opportunities.", properties(fields()))
}
