//! A client's SIP record: every field of the export, typed.

use std::sync::{Arc, LazyLock};

use chrono::{NaiveDateTime, TimeZone as _};
use serde_json::{Value as Json, json};
use sip_export::{Field as ExportField, Shape as ExportShape, Value as ExportValue, kolkata};
use store_pg::ClientRecord;

use crate::field::{Field, Value, field, properties};
use crate::schema::{Component, Shape};

pub(crate) static FIELDS: LazyLock<Vec<Field<ClientRecord>>> = LazyLock::new(fields);

fn fields() -> Vec<Field<ClientRecord>> {
    let mut fields: Vec<Field<ClientRecord>> =
        ExportField::ALL.into_iter().map(of_the_export).collect();
    fields.push(field(
        "record_as_of",
        Shape::Date,
        "The date of the newest import that held the record.",
        "2026-01-30",
        |record: &ClientRecord| Value::Date(record.record_as_of),
    ));
    fields
}

fn of_the_export(own: ExportField) -> Field<ClientRecord> {
    let is_always_there = matches!(
        own,
        ExportField::sip_meta_id
            | ExportField::user_id
            | ExportField::agent_id
            | ExportField::status
    );
    let one = |shape: Shape| if is_always_there { shape } else { shape.nullable() };
    let typed = |shape, meaning, example: Json| {
        field(own.key(), shape, meaning, example, move |record| value(own, record))
    };
    match own.shape() {
        ExportShape::Text | ExportShape::Phone => {
            let example = if is_always_there { "Success" } else { "1Y" };
            typed(one(Shape::Text), "As the export words it.", example.into())
        }
        ExportShape::Id => {
            let example = if is_always_there { "135" } else { "10085" };
            typed(one(Shape::Text), "An id.", example.into())
        }
        ExportShape::Time => {
            let example = "2026-01-12T08:49:00+05:30";
            typed(one(Shape::Time), "A time of Asia/Kolkata.", example.into())
        }
        ExportShape::Date => typed(one(Shape::Date), "A date.", "2026-01-05".into()),
        ExportShape::Money if own == ExportField::amount => {
            let meaning = "Today's instalment: one debit, in rupees.";
            typed(Shape::Rupees, meaning, 3500.0.into())
        }
        ExportShape::Money | ExportShape::Worth => {
            typed(one(Shape::Rupees), "Money, in rupees.", 129_500.0.into())
        }
        ExportShape::Percent => typed(one(Shape::Number), "A percentage.", 10.0.into()),
        ExportShape::Count => typed(one(Shape::Whole), "A whole number.", 1.into()),
        ExportShape::Truth => typed(one(Shape::Truth), "True or false.", true.into()),
        ExportShape::Schemes => {
            let meaning = "The schemes that each debit is spread over.";
            let example = json!(["Parag Ridge Flexi Cap Fund (G)"]);
            typed(Shape::Text.list(), meaning, example)
        }
    }
}

fn value(own: ExportField, record: &ClientRecord) -> Value<'_> {
    match own.get(&record.sip) {
        ExportValue::Text(text) | ExportValue::Id(text) => Value::or_null(text, Value::text),
        ExportValue::Made(text) => Value::or_null(text, |text| Value::Text(text.into())),
        ExportValue::Time(time) => Value::or_null(time.and_then(moment), Value::Time),
        ExportValue::Date(date) => Value::or_null(date, Value::Date),
        ExportValue::Money(money) => Value::or_null(money, Value::Money),
        ExportValue::Percent(percent) => Value::or_null(percent, Value::Percent),
        ExportValue::Count(count) => Value::or_null(count, |count| Value::Count(count.into())),
        ExportValue::Truth(truth) => Value::or_null(truth, Value::Truth),
        ExportValue::Schemes(names) => {
            Value::List(names.iter().map(|name| Value::text(name)).collect())
        }
    }
}

/// Records hold times as the clocks of Asia/Kolkata show them, which never jump.
fn moment(local: NaiveDateTime) -> Option<chrono::DateTime<chrono::Utc>> {
    kolkata().from_local_datetime(&local).single().map(|moment| moment.to_utc())
}

pub(crate) fn component() -> Arc<Component> {
    let meaning = "A SIP as the newest export has it, every field typed.";
    Component::answer("SipRecord", meaning, properties(fields()))
}
