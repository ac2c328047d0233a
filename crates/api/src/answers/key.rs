//! An API key, and the body that asks for one.

use std::sync::{Arc, LazyLock};

use access::{ApiKeySecret, KeyState, Role};
use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};
use store_pg::ApiKey;

use crate::field::{Field, Value, field, properties};
use crate::params::{Param, of_new_key};
use crate::schema::{Component, Property, Shape};

/// A key at a moment.
pub(crate) struct DatedKey {
    pub(crate) key: ApiKey,
    pub(crate) now: DateTime<Utc>,
}

/// A key that was just made.
pub(crate) struct MadeKey {
    pub(crate) dated: DatedKey,
    pub(crate) secret: ApiKeySecret,
}

pub(crate) static FIELDS: LazyLock<Vec<Field<DatedKey>>> = LazyLock::new(|| fields(|dated| dated));

/// A key as it is shown this once.
pub(crate) static MADE_FIELDS: LazyLock<Vec<Field<MadeKey>>> = LazyLock::new(made_fields);

fn fields<T>(of: impl Fn(&T) -> &DatedKey + Copy + Send + Sync + 'static) -> Vec<Field<T>> {
    let moment = "2026-11-23T09:00:00+05:30";
    let states = KeyState::NAMES.to_vec();
    let roles = Role::ALL.map(Role::name).to_vec();
    vec![
        field(
            "key_id",
            Shape::Text,
            "Names the key, and does not give it away.",
            "0f3a5c7e9b1d2f4a",
            move |key: &T| Value::text(&of(key).key.key_id),
        ),
        field("name", Shape::Text, "Whose it is, or what for.", "Asha's desk", move |key: &T| {
            Value::text(&of(key).key.name)
        }),
        field("role", Shape::Words(roles), "What it may do.", "agent", move |key: &T| {
            Value::text(&of(key).key.role)
        }),
        field(
            "agents",
            Shape::Text.list().nullable(),
            "Whose clients it sees; null for all.",
            vec!["4220"],
            move |key: &T| {
                let ids = of(key).key.agents.as_ref();
                Value::or_null(ids, |ids| {
                    Value::List(ids.iter().map(|id| Value::text(id)).collect())
                })
            },
        ),
        field(
            "write",
            Shape::Truth,
            "Whether work may be written down with it.",
            false,
            move |key: &T| Value::Truth(of(key).key.may_write),
        ),
        field("state", Shape::Words(states), "Whether it works.", "works", move |key: &T| {
            let DatedKey { key, now } = of(key);
            Value::text(KeyState::of(key, *now).name())
        }),
        field("created_at", Shape::Time, "When it was made.", moment, move |key: &T| {
            Value::Time(of(key).key.created_at)
        }),
        field(
            "expires_at",
            Shape::Time.nullable(),
            "When it stops working, if it does.",
            Json::Null,
            move |key: &T| Value::or_null(of(key).key.expires_at, Value::Time),
        ),
        field(
            "revoked_at",
            Shape::Time.nullable(),
            "When it was revoked, if it was.",
            Json::Null,
            move |key: &T| Value::or_null(of(key).key.revoked_at, Value::Time),
        ),
    ]
}

fn made_fields() -> Vec<Field<MadeKey>> {
    let mut fields = fields(|made: &MadeKey| &made.dated);
    fields.push(field(
        "key",
        Shape::Text,
        "The key, shown this once.",
        "sipk_EXAMPLEexampleEXAMPLEexampleEXAMPLEexample0",
        |made: &MadeKey| Value::text(made.secret.text()),
    ));
    fields
}

pub(crate) fn component() -> Arc<Component> {
    Component::answer("Key", "An API key.", properties(fields::<DatedKey>(|dated| dated)))
}

pub(crate) fn made_component() -> Arc<Component> {
    Component::answer("NewKey", "An API key that was made.", properties(made_fields()))
}

/// Something that can be seen, and nothing that steers a terminal.
const SOME_LETTER: &str = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$";

/// Anything but nothing, but what stands for all, and but NUL and commas.
const AN_ID: &str = r"^\s*([^*\s,\x00]|\*\s*[^\s,\x00])[^,\x00]*$";

/// The body that asks for a key: one object a role, so that each says which agents go with it.
pub(crate) fn request() -> Shape {
    Shape::OneOf("role", Role::ALL.map(request_of).to_vec())
}

fn request_of(role: Role) -> Arc<Component> {
    let params = of_new_key();
    let properties = params.iter().map(|param| request_property(role, param));
    let (name, meaning) = match role {
        Role::Agent => ("NewAgentKey", "Asks for a key to one agent's book."),
        Role::Manager => ("NewManagerKey", "Asks for a key to the books of agents."),
        Role::Admin => ("NewAdminKey", "Asks for an administrator's key."),
    };
    let mut optional = vec!["unknown_agent", "write", "expires_at"];
    if role == Role::Admin {
        optional.push("agents");
    }
    Arc::new(Component {
        name: name.to_owned(),
        meaning,
        properties: properties.collect(),
        optional,
        is_closed: true,
    })
}

fn request_property(role: Role, param: &Param) -> Property {
    let (shape, example) = match param.name {
        "role" => (Shape::Const(role.name()), json!(role.name())),
        "agents" => agents_of(role),
        "unknown_agent" | "write" => (Shape::Truth.nullable(), Json::Null),
        "expires_at" => (Shape::Time.nullable(), Json::Null),
        _ => {
            let schema = json!({
                "type": "string", "minLength": 1, "maxLength": 200, "pattern": SOME_LETTER,
            });
            (Shape::Schema(schema), json!("Asha's desk"))
        }
    };
    Property { name: param.name, shape, meaning: param.meaning, example }
}

/// What a role says of agents.
fn agents_of(role: Role) -> (Shape, Json) {
    let id = json!({"type": "string", "pattern": AN_ID});
    match role {
        Role::Agent => {
            let one = json!({"type": "array", "items": id, "minItems": 1, "maxItems": 1});
            (Shape::Schema(json!({"oneOf": [id, one]})), json!(["4220"]))
        }
        Role::Manager => {
            let all = json!({"type": "string", "const": "*"});
            let several = json!({"type": "array", "items": id, "minItems": 1});
            (Shape::Schema(json!({"oneOf": [all, id, several]})), json!(["4220", "4221"]))
        }
        Role::Admin => (Shape::Schema(json!({"type": "null"})), Json::Null),
    }
}
