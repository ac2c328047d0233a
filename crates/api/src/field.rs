//! The fields of an answer, each stated once: its name, what it holds, what it means, an example,
//! and how it is got. JSON and the schemas of the OpenAPI document come from these tables.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use opportunity_core::{Paise, Percent, RiskScore};
use serde_json::Value as Json;
use sip_export::rfc3339_in_kolkata;

use crate::json::{Object, array};
use crate::scalar;
use crate::schema::{Property, Shape};

/// What a field holds of one thing.
#[derive(Clone, Debug)]
pub(crate) enum Value<'a> {
    Null,
    Truth(bool),
    Count(u64),
    Signed(i64),
    Money(Paise),
    Percent(Percent),
    PercentTenths(u16),
    /// A share of one, in ten-thousandths.
    Share(u16),
    Risk(RiskScore),
    Text(Cow<'a, str>),
    Date(NaiveDate),
    /// A date as a partner reads it.
    DateInWords(NaiveDate),
    Time(DateTime<Utc>),
    List(Vec<Value<'a>>),
    Object(Vec<(&'static str, Value<'a>)>),
    /// An object whose names are not ours, such as addresses.
    Map(Vec<(String, Value<'a>)>),
}

impl<'a> Value<'a> {
    pub(crate) fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// The value of what may be absent.
    pub(crate) fn or_null<T>(value: Option<T>, of: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Null, of)
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.extend_from_slice(b"null"),
            Self::Truth(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
            Self::Count(value) => scalar::whole(out, *value),
            Self::Signed(value) => scalar::signed(out, *value),
            Self::Money(value) => scalar::hundredths(out, value.paise()),
            Self::Percent(value) => scalar::hundredths(out, value.hundredths().into()),
            Self::PercentTenths(value) => scalar::hundredths(out, i128::from(*value) * 10),
            Self::Share(value) => scalar::ten_thousandths(out, *value),
            Self::Risk(value) => scalar::hundredths(out, value.hundredths().into()),
            Self::Text(value) => scalar::text(out, value),
            Self::Date(value) => scalar::date(out, *value),
            Self::DateInWords(value) => scalar::date_in_words(out, *value),
            Self::Time(value) => scalar::text(out, &rfc3339_in_kolkata(*value)),
            Self::List(values) => array(out, values, |out, value| value.write(out)),
            Self::Object(fields) => {
                let mut object = Object::new(out);
                for (name, value) in fields {
                    object.value(*name, |out| value.write(out));
                }
                object.end();
            }
            Self::Map(entries) => {
                out.push(b'{');
                for (position, (name, value)) in entries.iter().enumerate() {
                    if position > 0 {
                        out.push(b',');
                    }
                    scalar::text(out, name);
                    out.push(b':');
                    value.write(out);
                }
                out.push(b'}');
            }
        }
    }
}

impl<T> Field<T> {
    /// Writes its value of one thing.
    pub(crate) fn write(&self, out: &mut Vec<u8>, of: &T) {
        (self.get)(of).write(out);
    }

    /// Its name, and its value of one thing.
    pub(crate) fn named_value<'a>(&self, of: &'a T) -> (&'static str, Value<'a>) {
        (self.property.name, (self.get)(of))
    }
}

/// Gets a field's value of one thing.
type Getter<T> = Arc<dyn for<'a> Fn(&'a T) -> Value<'a> + Send + Sync>;

/// A field of an answer about a `T`.
pub(crate) struct Field<T> {
    pub(crate) property: Property,
    get: Getter<T>,
}

impl<T> Field<T> {
    pub(crate) fn new(
        property: Property,
        get: impl for<'a> Fn(&'a T) -> Value<'a> + Send + Sync + 'static,
    ) -> Self {
        Self { property, get: Arc::new(get) }
    }

    /// The same field, its example that of one thing.
    pub(crate) fn with_example_of(mut self, of: &T) -> Self {
        let mut written = Vec::new();
        (self.get)(of).write(&mut written);
        self.property.example = serde_json::from_slice(&written).unwrap_or_default();
        self
    }
}

/// A field: its name, what it holds, what it means, an example, and how it is got.
pub(crate) fn field<T>(
    name: &'static str,
    shape: Shape,
    meaning: &'static str,
    example: impl Into<Json>,
    get: impl for<'a> Fn(&'a T) -> Value<'a> + Send + Sync + 'static,
) -> Field<T> {
    Field::new(Property { name, shape, meaning, example: example.into() }, get)
}

/// What the fields say of themselves.
pub(crate) fn properties<T>(fields: Vec<Field<T>>) -> Vec<Property> {
    fields.into_iter().map(|field| field.property).collect()
}

/// Writes one thing as an object.
pub(crate) fn write<T>(out: &mut Vec<u8>, fields: &[Field<T>], of: &T) {
    let mut object = Object::new(out);
    for field in fields {
        object.value(field.property.name, |out| (field.get)(of).write(out));
    }
    object.end();
}

/// Writes things as an array of objects.
pub(crate) fn write_list<'t, T: 't>(
    out: &mut Vec<u8>,
    fields: &[Field<T>],
    of: impl IntoIterator<Item = &'t T>,
) {
    array(out, of, |out, one| write(out, fields, one));
}
