//! API keys, for administrators: the list of them, a new one, and one revoked.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};
use store_pg::{NewApiKey, Pool, StoreError};

use super::page::JSON;
use crate::desk::Desk;
use crate::dto::{Doc, doc, nullable};
use crate::observe::{request_id, statement};
use crate::params::Asked;
use crate::problem::{ParameterError, Problem};
use crate::sign_in::{Key, MadeKey, Role, Sees, key_json, key_name, sees};

/// What a new key is to be told, and what that takes.
const FIELDS: [(&str, &str); 4] = [
    ("name", "takes 1 to 200 characters: whose it is, or what for"),
    ("role", "takes agent, manager or admin"),
    (
        "agents",
        "takes one internal id for an agent; several, or * for all, for a manager; nothing for an \
         administrator",
    ),
    ("expires_at", "takes a moment to come, such as 2027-03-31T18:00:00+05:30, or nothing"),
];

pub(super) async fn list(
    desk: web::Data<Desk>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    Asked::nothing(request.query_string())?;
    let keys = with(&desk, "api_keys", |pool| store_pg::api_keys(&mut *pool.get()?)).await?;
    let now = Utc::now();
    let keys: Vec<Json> = keys.iter().map(|key| key_json(key, now)).collect();
    Ok(answer(HttpResponse::Ok(), &json!(keys)))
}

pub(super) async fn create(
    desk: web::Data<Desk>,
    request: HttpRequest,
    body: web::Bytes,
) -> Result<HttpResponse, Problem> {
    Asked::nothing(request.query_string())?;
    let key = Key::fresh().map_err(|fault| {
        tracing::error!(fault, "no key could be made");
        Problem::Internal
    })?;
    let kept = read(&body, &key, Utc::now())?;
    let kept = with(&desk, "create_api_key", move |pool| {
        let mut connection = pool.get()?;
        store_pg::create_api_key(&mut connection, &kept)?;
        store_pg::api_keys(&mut connection)
            .map(|keys| keys.into_iter().find(|key| key.key_id == kept.key_id))
    });
    let kept = kept.await?.ok_or(Problem::Internal)?;
    tracing::info!(key_id = kept.key_id, request_id = request_id(&request), "a key was made");
    let mut made = key_json(&kept, Utc::now());
    made["key"] = json!(key.text());
    let mut answer = answer(HttpResponse::Created(), &made);
    answer.extensions_mut().insert(MadeKey(kept.key_id));
    Ok(answer)
}

pub(super) async fn revoke(
    desk: web::Data<Desk>,
    key_id: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    Asked::nothing(request.query_string())?;
    let unknown = || Problem::NotFound("There is no such key.".to_owned());
    // PostgreSQL's text holds no NUL.
    if key_id.contains('\0') {
        return Err(unknown());
    }
    let (id, named) = (request_id(&request), key_id.clone());
    let revoked = with(&desk, "revoke_api_key", move |pool| {
        store_pg::revoke_api_key(&mut *pool.get()?, &key_id)
    });
    if !revoked.await? {
        return Err(unknown());
    }
    tracing::info!(key_id = named, request_id = id, "a key was revoked");
    Ok(HttpResponse::NoContent().finish())
}

async fn with<T: Send + 'static>(
    desk: &Desk,
    name: &'static str,
    work: impl FnOnce(&Pool) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Problem> {
    let pool = desk.pool.clone();
    let done = web::block(move || statement(name, || work(&pool))).await;
    Ok(done.map_err(|_| Problem::Internal)??)
}

/// Keys are nothing to be kept by anybody in between.
fn answer(mut status: actix_web::HttpResponseBuilder, body: &Json) -> HttpResponse {
    status.insert_header((header::CACHE_CONTROL, "no-store"));
    status.content_type(JSON).body(body.to_string())
}

/// The key that a body asks for; else everything that is wrong with it.
fn read(body: &[u8], key: &Key, now: DateTime<Utc>) -> Result<NewApiKey, Problem> {
    let Ok(asked) = serde_json::from_slice::<Map<String, Json>>(body) else {
        return Err(Problem::bad_parameter("body", "takes a JSON object"));
    };
    let text = |name: &str| asked.get(name).and_then(Json::as_str);
    let name = text("name").and_then(|name| key_name(name).ok());
    let role = text("role").and_then(Role::named);
    let agents = role.and_then(|role| agents(role, asked.get("agents")));
    let expires_at = expiry(asked.get("expires_at"));
    let has_passed = matches!(expires_at, Some(Some(moment)) if moment <= now);
    let are_right = [name.is_some(), role.is_some(), agents.is_some(), expires_at.is_some()];
    let mut errors: Vec<ParameterError> = FIELDS
        .iter()
        .zip(are_right)
        .filter(|(_, is_right)| !is_right)
        .map(|((field, takes), _)| error(field, takes))
        .collect();
    errors.extend(has_passed.then(|| error("expires_at", "has passed: it takes a moment to come")));
    let unknown = asked.keys().filter(|name| FIELDS.iter().all(|(field, _)| field != name));
    errors.extend(unknown.map(|name| error(name, "is unknown")));
    match (name, role, agents, expires_at) {
        (Some(name), Some(role), Some(agents), Some(expires_at)) if errors.is_empty() => {
            Ok(key.kept(name, role, agents, expires_at))
        }
        _ => Err(Problem::BadParameters(errors)),
    }
}

fn error(parameter: &str, detail: &str) -> ParameterError {
    ParameterError { parameter: parameter.to_owned(), detail: detail.to_owned() }
}

/// Whose clients the key is to see, where that goes with the role.
fn agents(role: Role, said: Option<&Json>) -> Option<Sees> {
    match (role, said.filter(|said| !said.is_null())) {
        (Role::Admin, None) => Some(Sees::Everyone),
        (Role::Admin, Some(_)) | (_, None) => None,
        (role, Some(said)) => sees(role, said).ok(),
    }
}

/// When the key is to stop working, if that was asked for as it has to be.
fn expiry(said: Option<&Json>) -> Option<Option<DateTime<Utc>>> {
    let Some(said) = said.filter(|said| !said.is_null()) else { return Some(None) };
    Some(Some(DateTime::parse_from_rfc3339(said.as_str()?).ok()?.to_utc()))
}

/// A key as the list has it.
pub(crate) fn key_docs() -> Vec<Doc> {
    let text = || json!({"type": "string"});
    let time = json!({"type": "string", "format": "date-time"});
    let maybe = json!({"type": ["string", "null"], "format": "date-time"});
    let mut agents = nullable("array");
    agents["items"] = text();
    let states = json!({"type": "string", "enum": ["works", "expired", "revoked"]});
    let roles = json!({"type": "string", "enum": Role::ALL.map(Role::name)});
    let moment = "2026-11-23T09:00:00+05:30";
    vec![
        doc(
            "key_id",
            text(),
            "Names the key, and does not give it away.",
            json!("0f3a5c7e9b1d2f4a"),
        ),
        doc("name", text(), "Whose it is, or what for.", json!("Asha's desk")),
        doc("role", roles, "What it may do.", json!("agent")),
        doc("agents", agents, "Whose clients it sees; null for all.", json!(["4220"])),
        doc("state", states, "Whether it works.", json!("works")),
        doc("created_at", time, "When it was made.", json!(moment)),
        doc("expires_at", maybe.clone(), "When it stops working, if it does.", Json::Null),
        doc("revoked_at", maybe, "When it was revoked, if it was.", Json::Null),
    ]
}

/// A key as it is shown this once.
pub(crate) fn new_key_docs() -> Vec<Doc> {
    let key = "sipk_EXAMPLEexampleEXAMPLEexampleEXAMPLEexample0";
    let mut docs = key_docs();
    docs.push(doc("key", json!({"type": "string"}), "The key, shown this once.", json!(key)));
    docs
}

/// Something that can be seen, and nothing that steers a terminal.
const SOME_LETTER: &str = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$";

/// Anything but nothing, and but what stands for all.
const AN_ID: &str = r"^\s*([^*\s]|\*\s*\S)";

/// What a role says of agents.
fn agents_schema(role: Role) -> Json {
    let id = json!({"type": "string", "pattern": AN_ID});
    let (agents, required) = match role {
        Role::Agent => {
            let one = json!({"type": "array", "items": id, "minItems": 1, "maxItems": 1});
            (json!({"oneOf": [id, one]}), vec!["agents"])
        }
        Role::Manager => {
            let several = json!({"type": "array", "items": id, "minItems": 1});
            (json!({"oneOf": [{"const": "*"}, id, several]}), vec!["agents"])
        }
        Role::Admin => (json!({"type": "null"}), vec![]),
    };
    json!({
        "properties": {"role": {"const": role.name()}, "agents": agents},
        "required": required,
    })
}

/// The body that asks for a key.
pub(crate) fn request_schema() -> Json {
    let roles = Role::ALL.map(Role::name);
    let schema = |name: &str| match name {
        "role" => json!({"type": "string", "enum": roles}),
        "agents" => json!({"type": ["string", "array", "null"]}),
        "expires_at" => json!({"type": ["string", "null"], "format": "date-time"}),
        _ => json!({"type": "string", "minLength": 1, "maxLength": 200, "pattern": SOME_LETTER}),
    };
    let properties: Map<String, Json> = FIELDS
        .iter()
        .map(|(name, takes)| {
            let mut schema = schema(name);
            schema["description"] = json!(format!("It {takes}."));
            ((*name).to_owned(), schema)
        })
        .collect();
    json!({
        "type": "object",
        "required": ["name", "role"],
        "additionalProperties": false,
        "properties": properties,
        "oneOf": Role::ALL.map(agents_schema),
        "examples": [{"name": "Asha's desk", "role": "agent", "agents": ["4220"]}],
    })
}
