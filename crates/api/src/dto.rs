//! What the core says, as JSON: each answer's fields, their documentation beside their writing.

use chrono::NaiveDateTime;
use opportunity_core::{
    AgentSummary, Detail, DetailShape, Kind, Opportunity, SipRecord, Stats, Tally,
};
use serde_json::{Value as Json, json};
use sip_export::{Field, Shape, Value};
use store_pg::ClientRecord;

use crate::json::{Object, array, key};

/// Few are longer.
const BYTES_AN_OPPORTUNITY: usize = 750;

/// A field of an answer, for the OpenAPI document.
pub(crate) struct Doc {
    pub(crate) name: &'static str,
    pub(crate) schema: Json,
    pub(crate) meaning: &'static str,
    pub(crate) example: Json,
}

pub(crate) fn doc(name: &'static str, schema: Json, meaning: &'static str, example: Json) -> Doc {
    Doc { name, schema, meaning, example }
}

pub(crate) fn nullable(kind: &str) -> Json {
    json!({"type": [kind, "null"]})
}

fn rupees() -> Json {
    json!({"type": "number", "minimum": 0})
}

fn whole() -> Json {
    json!({"type": "integer", "minimum": 0})
}

pub(crate) fn date_or_null() -> Json {
    json!({"type": ["string", "null"], "format": "date"})
}

pub(crate) fn write_opportunity(out: &mut Vec<u8>, opportunity: &Opportunity<'_>) {
    let rule = opportunity.kind.rule();
    let last_activity = opportunity.last_activity;
    let mut object = Object::new(out);
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
    object.optional_text(key!("sip_meta_id"), opportunity.sip_meta_id);
    object.date(key!("last_activity_on"), last_activity);
    object.date(key!("record_as_of"), Some(opportunity.record_as_of));
    for (name, detail) in opportunity.details.iter() {
        match detail {
            Detail::Count(count) => object.number(*name, (*count).into()),
            Detail::PercentTenths(tenths) => object.tenths(*name, *tenths),
            Detail::Word(word) => object.word(*name, word),
            Detail::Date(date) => object.date(*name, *date),
        }
    }
    object.end();
}

/// A list of opportunities, as the server answers it.
#[must_use]
pub fn opportunities_json<'a>(list: impl Iterator<Item = Opportunity<'a>>) -> Vec<u8> {
    let mut body = Vec::with_capacity(2 + list.size_hint().0 * BYTES_AN_OPPORTUNITY);
    array(&mut body, list, |out, opportunity| write_opportunity(out, &opportunity));
    body
}

pub(crate) fn opportunity_docs(kind: Kind) -> Vec<Doc> {
    let rule = kind.rule();
    let mut docs = vec![
        doc("user_id", json!({"type": "string"}), "The client to call.", json!("u-135")),
        doc(
            "agent_id",
            json!({"type": "string"}),
            "The agent who looks after the client.",
            json!("4220"),
        ),
        doc(
            "agent_external_id",
            nullable("string"),
            "The agent's id in other systems.",
            json!("ag_Z2qZxPAKSbVLkJBRC2eZZF"),
        ),
        doc(
            "opportunity_type",
            json!({"type": "string", "const": rule.title}),
            "The kind, as a partner reads it.",
            json!(rule.title),
        ),
        doc(
            "opportunity_description",
            json!({"type": "string"}),
            "Why to call.",
            json!(rule.meaning),
        ),
        doc(
            "current_sip_amount",
            rupees(),
            "What the client invests a month, in rupees.",
            json!(5500.0),
        ),
        doc("potential_increase", rupees(), "What the call is worth, in rupees.", json!(550.0)),
        doc(
            "last_activity_date",
            nullable("string"),
            "The newest debit that went through, in words; null where nothing was ever paid.",
            json!("January 5, 2026"),
        ),
        doc(
            "days_since_activity",
            json!({"type": ["integer", "null"], "minimum": 0}),
            "Days since then.",
            json!(25),
        ),
        doc(
            "total_invested",
            rupees(),
            "Lifetime money of the debits that went through, in rupees.",
            json!(283000.0),
        ),
        doc(
            "failed_amount",
            json!({"type": ["number", "null"], "minimum": 0}),
            "Lifetime money whose debit failed, in rupees; null for kinds that are not about that.",
            Json::Null,
        ),
        doc(
            "risk_score",
            json!({"type": "number", "minimum": 0, "maximum": 10}),
            "How urgent the call is, from 0 to 10.",
            json!(3.0),
        ),
        doc(
            "kind",
            json!({"type": "string", "const": rule.name}),
            "The kind, as programs read it.",
            json!(rule.name),
        ),
        doc(
            "sip_meta_id",
            nullable("string"),
            "The SIP it is about; null where it is about the whole client account.",
            json!("135"),
        ),
        doc(
            "last_activity_on",
            date_or_null(),
            "The newest debit that went through.",
            json!("2026-01-05"),
        ),
        doc(
            "record_as_of",
            json!({"type": "string", "format": "date"}),
            "The date of the newest import that held the record (the oldest of them for a client account).",
            json!("2026-01-30"),
        ),
    ];
    docs.extend(rule.fields.iter().map(|field| {
        let (schema, example) = match field.shape {
            DetailShape::Count => (whole(), json!(2)),
            DetailShape::Percent => {
                (json!({"type": "number", "minimum": 0, "maximum": 100}), json!(46.9))
            }
            DetailShape::Word(words) => (json!({"type": "string", "enum": words}), json!(words[0])),
            DetailShape::Date => (date_or_null(), json!("2025-01-05")),
        };
        doc(field.name, schema, field.meaning, example)
    }));
    docs
}

fn write_tally(object: &mut Object<'_>, tally: Tally) {
    object.number("count", tally.count);
    object.money("potential_revenue", tally.potential_revenue);
}

fn write_by_kind(object: &mut Object<'_>, key: &str, stats: &Stats) {
    object.object(key, |by_kind| {
        for kind in Kind::ALL {
            by_kind.object(kind.name(), |object| write_tally(object, stats.of(kind)));
        }
    });
}

fn by_kind_schema() -> Json {
    let tally = json!({
        "type": "object",
        "required": ["count", "potential_revenue"],
        "properties": {
            "count": {"type": "integer", "minimum": 0, "description": "How many."},
            "potential_revenue": {"type": "number", "minimum": 0, "description": "What they are worth together, in rupees."},
        },
    });
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    let properties: serde_json::Map<String, Json> =
        names.iter().map(|name| ((*name).to_owned(), tally.clone())).collect();
    json!({"type": "object", "required": names, "properties": properties})
}

fn by_kind_example() -> Json {
    let tallies = Kind::ALL
        .map(|kind| (kind.name().to_owned(), json!({"count": 50, "potential_revenue": 500_000.0})));
    Json::Object(tallies.into_iter().collect())
}

pub(crate) fn write_stats(out: &mut Vec<u8>, stats: &Stats, as_of: Option<chrono::NaiveDate>) {
    let total = stats.total();
    let mut object = Object::new(out);
    object.number("total_opportunities", total.count);
    object.money("total_potential_revenue", total.potential_revenue);
    write_by_kind(&mut object, "breakdown_by_type", stats);
    object.date("as_of", as_of);
    object.end();
}

pub(crate) fn stats_docs() -> Vec<Doc> {
    vec![
        doc("total_opportunities", whole(), "How many opportunities there are.", json!(150)),
        doc(
            "total_potential_revenue",
            rupees(),
            "What they are worth together, in rupees.",
            json!(1_500_000.0),
        ),
        doc("breakdown_by_type", by_kind_schema(), "The same, a kind.", by_kind_example()),
        doc(
            "as_of",
            date_or_null(),
            "The date of this answer; null before any import.",
            json!("2026-01-30"),
        ),
    ]
}

pub(crate) fn write_agent(out: &mut Vec<u8>, agent: &AgentSummary) {
    let mut object = Object::new(out);
    object.text("agent_id", &agent.agent_id);
    object.optional_text("agent_external_id", agent.agent_external_id.as_deref());
    object.number("total_sips", agent.total_sips);
    object.money("total_aum", agent.total_aum);
    object.number("total_clients", agent.total_clients);
    object.number("active_sips", agent.active_sips);
    object.money("monthly_sip_amount", agent.monthly_sip_amount);
    object.money("failed_amount", agent.failed_amount);
    write_by_kind(&mut object, "opportunities", &agent.opportunities);
    object.end();
}

pub(crate) fn agent_docs() -> Vec<Doc> {
    vec![
        doc(
            "agent_id",
            json!({"type": "string"}),
            "The agent's internal id; `0` for clients whom no agent looks after.",
            json!("4220"),
        ),
        doc(
            "agent_external_id",
            nullable("string"),
            "The agent's id in other systems; `unassigned` for `0`.",
            json!("ag_Z2qZxPAKSbVLkJBRC2eZZF"),
        ),
        doc("total_sips", whole(), "SIPs, deleted ones out.", json!(412)),
        doc("total_aum", rupees(), "Lifetime money invested, in rupees.", json!(48_250_000.0)),
        doc("total_clients", whole(), "Clients.", json!(180)),
        doc("active_sips", whole(), "SIPs that are active and have not ended.", json!(350)),
        doc(
            "monthly_sip_amount",
            rupees(),
            "What those invest a month, in rupees.",
            json!(1_925_000.0),
        ),
        doc(
            "failed_amount",
            rupees(),
            "Lifetime money whose debit failed, in rupees.",
            json!(640_000.0),
        ),
        doc(
            "opportunities",
            by_kind_schema(),
            "Opportunities at the default thresholds, a kind.",
            by_kind_example(),
        ),
    ]
}

pub(crate) fn write_client_record(out: &mut Vec<u8>, record: &ClientRecord) {
    let mut object = Object::new(out);
    for field in Field::ALL {
        write_field(&mut object, field, &record.sip);
    }
    object.date("record_as_of", Some(record.record_as_of));
    object.end();
}

fn write_field(object: &mut Object<'_>, field: Field, sip: &SipRecord) {
    let key = field.key();
    match field.get(sip) {
        Value::Text(text) | Value::Id(text) => object.optional_text(key, text),
        Value::Made(text) => object.optional_text(key, text.as_deref()),
        Value::Time(time) => object.optional_text(key, time.map(in_kolkata).as_deref()),
        Value::Date(date) => object.date(key, date),
        Value::Money(money) => object.optional_money(key, money),
        Value::Percent(percent) => match percent {
            Some(percent) => object.percent(key, percent),
            None => object.null(key),
        },
        Value::Count(count) => object.optional_number(key, count),
        Value::Truth(truth) => match truth {
            Some(truth) => object.truth(key, truth),
            None => object.null(key),
        },
        Value::Schemes(names) => object.texts(key, names.iter().map(String::as_str)),
    }
}

/// RFC 3339, with the offset of Asia/Kolkata.
fn in_kolkata(time: NaiveDateTime) -> String {
    format!("{}+05:30", time.format("%Y-%m-%dT%H:%M:%S%.f"))
}

pub(crate) fn client_record_docs() -> Vec<Doc> {
    let mut docs: Vec<Doc> = Field::ALL.into_iter().map(field_doc).collect();
    docs.push(doc(
        "record_as_of",
        json!({"type": "string", "format": "date"}),
        "The date of the newest import that held the record.",
        json!("2026-01-30"),
    ));
    docs
}

fn field_doc(field: Field) -> Doc {
    let required =
        matches!(field, Field::sip_meta_id | Field::user_id | Field::agent_id | Field::status);
    let (schema, meaning, example) = match field.shape() {
        Shape::Text if required => {
            (json!({"type": "string"}), "As the export words it.", json!("Success"))
        }
        Shape::Id if required => (json!({"type": "string"}), "An id.", json!("135")),
        Shape::Text => (nullable("string"), "As the export words it.", json!("1Y")),
        Shape::Id => (nullable("string"), "An id.", json!("10085")),
        Shape::Time => (
            json!({"type": ["string", "null"], "format": "date-time"}),
            "A time of Asia/Kolkata.",
            json!("2026-01-12T08:49:00+05:30"),
        ),
        Shape::Date => (date_or_null(), "A date.", json!("2026-01-05")),
        Shape::Money if field == Field::amount => {
            (rupees(), "Today's instalment: one debit, in rupees.", json!(5500.0))
        }
        Shape::Money => (
            json!({"type": ["number", "null"], "minimum": 0}),
            "Money, in rupees.",
            json!(283000.0),
        ),
        Shape::Percent => {
            (json!({"type": ["number", "null"], "minimum": 0}), "A percentage.", json!(10.0))
        }
        Shape::Count => {
            (json!({"type": ["integer", "null"], "minimum": 0}), "A whole number.", json!(1))
        }
        Shape::Truth => (nullable("boolean"), "True or false.", json!(true)),
        Shape::Schemes => (
            json!({"type": "array", "items": {"type": "string"}}),
            "The schemes that each debit is spread over.",
            json!(["Parag Ridge Flexi Cap Fund (G)"]),
        ),
    };
    doc(field.key(), schema, meaning, example)
}
