//! Totals over time.

use std::sync::{Arc, LazyLock};

use calls::KindTotals;
use opportunity_core::Kind;
use serde_json::{Value as Json, json};
use store_pg::TrendPoint;

use crate::field::{Field, Value, field, properties};
use crate::schema::{Component, Property, Shape, property};

/// The totals of a date, of some kinds.
pub(crate) struct ShownPoint {
    pub(crate) point: TrendPoint,
    /// Only this kind.
    pub(crate) kind: Option<Kind>,
}

impl ShownPoint {
    fn kinds(&self) -> impl Iterator<Item = Kind> {
        let only = self.kind;
        Kind::ALL.into_iter().filter(move |kind| only.is_none_or(|only| only == *kind))
    }
}

pub(crate) static FIELDS: LazyLock<Vec<Field<ShownPoint>>> = LazyLock::new(fields);

fn fields() -> Vec<Field<ShownPoint>> {
    vec![
        field("as_of", Shape::Date, "The date of the book.", "2026-01-30", |it: &ShownPoint| {
            Value::Date(it.point.as_of)
        }),
        field(
            "by_kind",
            Shape::Map(Box::new(Shape::Object(totals_properties()))),
            "Of all reasons of each kind that is asked for, as if nothing were dismissed.",
            json!({"missed_debits": totals_example()}),
            |it: &ShownPoint| {
                let of =
                    |kind: Kind| (kind.name().to_owned(), totals(&it.point.by_kind[kind.index()]));
                Value::Map(it.kinds().map(of).collect())
            },
        ),
    ]
}

fn totals(totals: &KindTotals) -> Value<'static> {
    Value::Object(vec![
        ("count", Value::Count(totals.level.count)),
        ("monthly_value", Value::Money(totals.level.monthly_value)),
        ("potential_increase", Value::Money(totals.level.potential_increase)),
        ("appeared", Value::Count(totals.appeared)),
        ("ended", Value::Count(totals.ended)),
        ("recovered", Value::Count(totals.recovered)),
    ])
}

fn totals_properties() -> Vec<Property> {
    vec![
        property("count", Shape::Whole, "How many.", 5),
        property("monthly_value", Shape::Rupees, "Rupees a month of what counts.", 12_000.0),
        property(
            "potential_increase",
            Shape::Rupees,
            "What they say that they are worth.",
            12_000.0,
        ),
        property("appeared", Shape::Whole, "How many appeared.", 2),
        property("ended", Shape::Whole, "How many ended.", 1),
        property("recovered", Shape::Whole, "How many of those were mended.", 1),
    ]
}

fn totals_example() -> Json {
    json!({
        "count": 5, "monthly_value": 12_000.0, "potential_increase": 12_000.0, "appeared": 2,
        "ended": 1, "recovered": 1,
    })
}

pub(crate) fn component() -> Arc<Component> {
    Component::answer("TrendPoint", "The totals of a date.", properties(fields()))
}
