//! An opportunity. Lists of them are what is asked for most, and so have a writer of their own
//! beside the table; a test holds it to the table.

use std::sync::Arc;

use opportunity_core::{
    ClientAccount, Detail, DetailField, DetailShape, EXAMPLE_AS_OF, Kind, Opportunity, Policy,
};
use serde_json::Value as Json;

use crate::field::{Field, Value, field, properties};
use crate::json::{Object, array, key};
use crate::schema::{Component, Shape};

/// What an opportunity takes as JSON, about: measured on lists of every kind, with room to spare, so
/// that the body of a list is rarely moved while it is written.
const BYTES_AN_OPPORTUNITY: usize = 800;

/// The fields of every kind's opportunities, and those of `kind` alone.
pub(crate) fn fields<'o>(kind: Kind) -> Vec<Field<Opportunity<'o>>> {
    let rule = kind.rule();
    let mut fields = vec![
        of("user_id", Shape::Text, "The client to call.", |o| Value::text(o.user_id)),
        of("agent_id", Shape::Text, "The agent who looks after the client.", |o| {
            Value::text(o.agent_id)
        }),
        of("agent_external_id", Shape::Text.nullable(), "The agent's id in other systems.", |o| {
            Value::or_null(o.agent_external_id, Value::text)
        }),
        of("opportunity_type", Shape::Const(rule.title), "The kind, as a partner reads it.", |o| {
            Value::text(o.kind.rule().title)
        }),
        of("opportunity_description", Shape::Text, "Why to call.", |o| Value::text(&o.description)),
        of(
            "current_sip_amount",
            Shape::Rupees,
            "What the client invests a month, in rupees.",
            |o| Value::Money(o.current_sip_amount),
        ),
        of("potential_increase", Shape::Rupees, "What the call is worth, in rupees.", |o| {
            Value::Money(o.potential_increase)
        }),
        of(
            "last_activity_date",
            Shape::Text.nullable(),
            "The newest debit that went through, in words; null where nothing was ever paid.",
            |o| Value::or_null(o.last_activity, Value::DateInWords),
        ),
        of("days_since_activity", Shape::Whole.nullable(), "Days since then.", |o| {
            Value::or_null(o.days_since_activity, |days| Value::Count(days.into()))
        }),
        of(
            "total_invested",
            Shape::Rupees,
            "Lifetime money of the debits that went through, in rupees.",
            |o| Value::Money(o.total_invested),
        ),
        of(
            "failed_amount",
            Shape::Rupees.nullable(),
            "Lifetime money whose debit failed, in rupees; null for kinds that are not about that.",
            |o| Value::or_null(o.failed_amount, Value::Money),
        ),
        of("risk_score", Shape::UpTo(10), "How urgent the call is, from 0 to 10.", |o| {
            Value::Risk(o.risk_score)
        }),
        of("kind", Shape::Const(rule.name), "The kind, as programs read it.", |o| {
            Value::text(o.kind.name())
        }),
        of(
            "opportunity_key",
            Shape::Text,
            "What the opportunity is known by: the same from book to book.",
            |o| Value::Text(o.key().to_string().into()),
        ),
        of(
            "sip_meta_id",
            Shape::Text.nullable(),
            "The SIP it is about; null where it is about the whole client account.",
            |o| Value::or_null(o.sip_meta_id, Value::text),
        ),
        of(
            "last_activity_on",
            Shape::Date.nullable(),
            "The newest debit that went through.",
            |o| Value::or_null(o.last_activity, Value::Date),
        ),
        of(
            "record_as_of",
            Shape::Date,
            "The date of the newest import that held the record (the oldest of them for a client account).",
            |o| Value::Date(o.record_as_of),
        ),
    ];
    fields.extend(rule.fields.iter().map(of_one_kind));
    fields
}

/// A field of every kind. Its example is that of the rule: see [`component`].
fn of<'o>(
    name: &'static str,
    shape: Shape,
    meaning: &'static str,
    get: impl for<'a> Fn(&'a Opportunity<'o>) -> Value<'a> + Send + Sync + 'static,
) -> Field<Opportunity<'o>> {
    field(name, shape, meaning, Json::Null, get)
}

/// A field that only one kind has.
fn of_one_kind<'o>(own: &'static DetailField) -> Field<Opportunity<'o>> {
    let shape = match own.shape {
        DetailShape::Count => Shape::Whole,
        DetailShape::Percent => Shape::UpTo(100),
        DetailShape::Word(words) => Shape::Words(words.to_vec()),
        DetailShape::Text => Shape::Text,
        DetailShape::Date => Shape::Date,
    };
    let shape = if own.nullable { shape.nullable() } else { shape };
    of(own.name, shape, own.meaning, |opportunity| {
        let found = opportunity.details.iter().find(|(name, _)| *name == own.name);
        Value::or_null(found, |(_, detail)| match *detail {
            Detail::Count(count) => Value::Count(count.into()),
            Detail::PercentTenths(tenths) => Value::PercentTenths(tenths),
            Detail::Word(word) => Value::text(word),
            Detail::Text(text) => Value::text(text),
            Detail::Date(date) => Value::Date(date),
            Detail::Nothing => Value::Null,
        })
    })
}

/// An opportunity of one kind. Its example is what the rule says of its own example, so that it
/// never contradicts the rule.
pub(crate) fn component(kind: Kind) -> Arc<Component> {
    let record = (kind.rule().example)();
    let facts = record.facts(&[], EXAMPLE_AS_OF);
    let account = ClientAccount::new(&[facts]);
    let said = account.map(|account| account.findings(EXAMPLE_AS_OF, &Policy::default()));
    let findings = said.into_iter().flat_map(|said| {
        let of_sips = said.sips.into_iter().flat_map(|sip| sip.findings);
        said.findings.into_iter().chain(of_sips)
    });
    let own = findings.filter(|finding| finding.kind == kind).find_map(|said| said.outcome.ok());
    let fields = fields(kind).into_iter().map(|field| match &own {
        Some(opportunity) => field.with_example_of(opportunity),
        None => field,
    });
    Component::answer(format!("{kind:?}"), kind.rule().meaning, properties(fields.collect()))
}

/// An opportunity of any kind.
pub(crate) fn any_kind() -> Shape {
    Shape::OneOf("kind", Kind::ALL.map(component).to_vec())
}

/// Writes an opportunity, as the table of its kind has it.
pub(crate) fn write(out: &mut Vec<u8>, opportunity: &Opportunity<'_>) {
    let mut object = Object::new(out);
    write_members(&mut object, opportunity);
    object.end();
}

/// Writes what an opportunity holds into an object that holds more.
#[inline]
pub(crate) fn write_members(object: &mut Object<'_>, opportunity: &Opportunity<'_>) {
    let rule = opportunity.kind.rule();
    let last_activity = opportunity.last_activity;
    object.text(key!("user_id"), opportunity.user_id);
    object.text(key!("agent_id"), opportunity.agent_id);
    object.optional_text(key!("agent_external_id"), opportunity.agent_external_id);
    object.word(key!("opportunity_type"), rule.title);
    object.text(key!("opportunity_description"), &opportunity.description);
    object.money(key!("current_sip_amount"), opportunity.current_sip_amount);
    object.money(key!("potential_increase"), opportunity.potential_increase);
    object.date_in_words(key!("last_activity_date"), last_activity);
    object.optional_number(key!("days_since_activity"), opportunity.days_since_activity);
    object.money(key!("total_invested"), opportunity.total_invested);
    object.optional_money(key!("failed_amount"), opportunity.failed_amount);
    object.risk(key!("risk_score"), opportunity.risk_score);
    object.word(key!("kind"), rule.name);
    object.opportunity_key(key!("opportunity_key"), &opportunity.key());
    object.optional_text(key!("sip_meta_id"), opportunity.sip_meta_id);
    object.date(key!("last_activity_on"), last_activity);
    object.date(key!("record_as_of"), Some(opportunity.record_as_of));
    for (name, detail) in opportunity.details.iter() {
        match detail {
            Detail::Count(count) => object.number(*name, (*count).into()),
            Detail::PercentTenths(tenths) => object.tenths(*name, *tenths),
            Detail::Word(word) => object.word(*name, word),
            Detail::Text(text) => object.text(*name, text),
            Detail::Date(date) => object.date(*name, Some(*date)),
            Detail::Nothing => object.null(*name),
        }
    }
}

/// A list of opportunities, as the server answers it.
#[must_use]
pub fn opportunities_json<'a>(list: impl Iterator<Item = Opportunity<'a>>) -> Vec<u8> {
    let mut body = Vec::with_capacity(2 + list.size_hint().0 * BYTES_AN_OPPORTUNITY);
    array(&mut body, list, |out, opportunity| write(out, &opportunity));
    body
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use opportunity_core::{Book, Query};
    use sample_book::SampleBook;

    use super::*;
    use crate::field;

    #[test]
    fn the_writer_of_lists_keeps_to_the_table() {
        let as_of = "2026-01-30".parse().unwrap();
        let mut builder = Book::builder(as_of);
        for record in SampleBook::new(3, 2_000, as_of).unwrap().records() {
            builder.add(&record.facts(&[], as_of)).unwrap();
        }
        let book = builder.build().unwrap();
        for kind in Kind::ALL {
            let table = fields(kind);
            let query = Query { kind: Some(kind), ..Query::default() };
            let page = book.page(&query, 0, 200).opportunities;
            assert!(!page.is_empty(), "{kind:?}");
            for opportunity in page {
                let (mut by_writer, mut by_table) = (Vec::new(), Vec::new());
                write(&mut by_writer, &opportunity);
                field::write(&mut by_table, &table, &opportunity);
                let text = |bytes| String::from_utf8(bytes).unwrap();
                assert_eq!(text(by_writer), text(by_table));
            }
        }
    }
}
