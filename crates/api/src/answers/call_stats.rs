//! What a day's calls come to.

use std::sync::{Arc, LazyLock};

use calls::{DayStats, KindSum, Nature};
use chrono::NaiveDate;
use opportunity_core::Kind;
use serde_json::{Value as Json, json};

use crate::field::{Field, Value, field, properties};
use crate::schema::{Component, Property, Shape, property};

/// What a day's calls come to, and the date of their book.
pub(crate) struct DatedCallStats {
    pub(crate) stats: DayStats,
    pub(crate) as_of: Option<NaiveDate>,
}

impl DatedCallStats {
    fn whole(&self) -> KindSum {
        self.stats.open.of_kinds(&Kind::ALL)
    }
}

pub(crate) static FIELDS: LazyLock<Vec<Field<DatedCallStats>>> = LazyLock::new(fields);

fn fields() -> Vec<Field<DatedCallStats>> {
    let kinds = Kind::ALL.map(|kind| sum_property(kind.name(), kind.rule().meaning)).to_vec();
    let natures = Nature::ALL.map(|nature| sum_property(nature.name(), "Of this nature.")).to_vec();
    vec![
        field(
            "as_of",
            Shape::Date.nullable(),
            "The date of the book; null before any import.",
            "2026-01-30",
            |it: &DatedCallStats| Value::or_null(it.as_of, Value::Date),
        ),
        field("calls", Shape::Whole, "Open calls.", 40, |it: &DatedCallStats| {
            count(it.stats.open.calls)
        }),
        field(
            "monthly_value",
            Shape::Rupees,
            "Rupees a month of what counts and is open.",
            120_000.0,
            |it: &DatedCallStats| Value::Money(it.whole().monthly_value),
        ),
        field(
            "expected_value",
            Shape::Rupees,
            "The same, each times its chance.",
            50_000.0,
            |it: &DatedCallStats| Value::Money(it.whole().expected_value),
        ),
        field(
            "by_kind",
            Shape::Object(kinds),
            "The same, a kind.",
            example(Kind::ALL.map(Kind::name)),
            |it: &DatedCallStats| {
                let of = |kind: Kind| (kind.name(), sum(it.stats.open.of_kind(kind)));
                Value::Object(Kind::ALL.map(of).to_vec())
            },
        ),
        field(
            "by_nature",
            Shape::Object(natures),
            "The same, a nature.",
            example(Nature::ALL.map(Nature::name)),
            |it: &DatedCallStats| {
                let of =
                    |nature: Nature| (nature.name(), sum(it.stats.open.of_kinds(nature.kinds())));
                Value::Object(Nature::ALL.map(of).to_vec())
            },
        ),
        field(
            "new",
            Shape::Whole,
            "Open calls with something that the newest book told.",
            4,
            |it: &DatedCallStats| number(it.stats.new),
        ),
        field(
            "broken_promises",
            Shape::Whole,
            "Open calls with a broken promise.",
            1,
            |it: &DatedCallStats| number(it.stats.broken_promises),
        ),
        field(
            "waiting",
            Shape::Whole,
            "Calls that wait for a promise.",
            3,
            |it: &DatedCallStats| number(it.stats.waiting),
        ),
        field("snoozed", Shape::Whole, "Calls that are put off.", 2, |it: &DatedCallStats| {
            number(it.stats.snoozed)
        }),
        field("dismissed", Shape::Whole, "Calls that are dismissed.", 2, |it: &DatedCallStats| {
            number(it.stats.dismissed)
        }),
    ]
}

fn count(count: i64) -> Value<'static> {
    Value::Count(u64::try_from(count).unwrap_or(0))
}

fn number(count: usize) -> Value<'static> {
    Value::Count(count as u64)
}

fn sum(sum: KindSum) -> Value<'static> {
    Value::Object(vec![
        ("count", count(sum.count)),
        ("monthly_value", Value::Money(sum.monthly_value)),
        ("expected_value", Value::Money(sum.expected_value)),
    ])
}

fn sum_properties() -> Vec<Property> {
    vec![
        property("count", Shape::Whole, "How many reasons.", 5),
        property("monthly_value", Shape::Rupees, "Rupees a month.", 12_000.0),
        property("expected_value", Shape::Rupees, "Each times its chance.", 5_000.0),
    ]
}

fn sum_property(name: &'static str, meaning: &'static str) -> Property {
    property(name, Shape::Object(sum_properties()), meaning, sum_example())
}

fn sum_example() -> Json {
    json!({"count": 5, "monthly_value": 12_000.0, "expected_value": 5_000.0})
}

fn example<const N: usize>(names: [&'static str; N]) -> Json {
    Json::Object(names.map(|name| (name.to_owned(), sum_example())).into_iter().collect())
}

pub(crate) fn component() -> Arc<Component> {
    Component::answer("CallStats", "What a day's calls come to.", properties(fields()))
}
