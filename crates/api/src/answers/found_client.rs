//! A client whom a search found.

use std::sync::{Arc, LazyLock};

use serde_json::json;
use store_pg::clients::FoundClient;

use crate::field::{Field, Value, field, properties};
use crate::schema::{Component, Shape};

/// A client, and the agents who look after it as far as whoever asks may see them.
pub(crate) struct Found {
    pub(crate) client: FoundClient,
    pub(crate) agents: Vec<String>,
}

pub(crate) static FIELDS: LazyLock<Vec<Field<Found>>> = LazyLock::new(fields);

type TextOf = fn(&FoundClient) -> Option<&str>;

fn fields() -> Vec<Field<Found>> {
    let texts: [(&str, &str, &str, TextOf); 5] = [
        ("name", "The name, in whatever script the directory has it.", "Asha Kumari", |client| {
            client.name.as_deref()
        }),
        (
            "phone_number",
            "The phone number, as the export writes it.",
            "+91 10000 00001",
            |client| client.phone_number.as_deref(),
        ),
        ("email", "The e-mail address.", "asha@example.org", |client| client.email.as_deref()),
        ("language", "The language to be spoken.", "Marathi", |client| client.language.as_deref()),
        ("crn", "The number by which registrars know the client.", "104431", |client| {
            client.crn.as_deref()
        }),
    ];
    let mut fields =
        vec![field("user_id", Shape::Text, "The client.", "u-135", |found: &Found| {
            Value::text(&found.client.user_id)
        })];
    fields.extend(texts.into_iter().map(|(name, meaning, example, of)| {
        field(name, Shape::Text.nullable(), meaning, example, move |found: &Found| {
            Value::or_null(of(&found.client), Value::text)
        })
    }));
    fields.push(field(
        "agents",
        Shape::Text.list(),
        "The agents, by internal id, who hold SIPs of the client that are to be seen.",
        json!(["4220"]),
        |found: &Found| Value::List(found.agents.iter().map(|agent| Value::text(agent)).collect()),
    ));
    fields
}

pub(crate) fn component() -> Arc<Component> {
    Component::answer("FoundClient", "A client whom a search found.", properties(fields()))
}
