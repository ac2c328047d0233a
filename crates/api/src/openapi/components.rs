//! What several operations of the OpenAPI document share: schemas, headers and problems.

use opportunity_core::Kind;
use serde_json::{Map, Value as Json, json};

use crate::dto::{self, Doc};
use crate::findings;
use crate::imports::{import_docs, summary_docs};
use crate::routes::{key_docs, new_key_docs};

pub(super) fn kind_schema(kind: Kind) -> String {
    format!("{kind:?}")
}

pub(super) fn finding_schema(kind: Kind) -> String {
    format!("{kind:?}Finding")
}

pub(super) fn reference(schema: &str) -> Json {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

pub(super) fn schemas() -> Json {
    let mut schemas = Map::new();
    for kind in Kind::ALL {
        let schema = object(kind.rule().meaning, dto::opportunity_docs(kind));
        schemas.insert(kind_schema(kind), schema);
    }
    schemas.insert("Key".into(), object("An API key.", key_docs()));
    schemas.insert("NewKey".into(), object("An API key that was made.", new_key_docs()));
    schemas.insert("Stats".into(), object("Totals over all opportunities.", dto::stats_docs()));
    schemas.insert("Agent".into(), object("An agent's totals.", dto::agent_docs()));
    let record = "A SIP as the newest export has it, every field typed.";
    schemas.insert("SipRecord".into(), object(record, dto::client_record_docs()));
    for kind in Kind::ALL {
        let docs = findings::finding_docs(kind, reference(&kind_schema(kind)));
        schemas.insert(finding_schema(kind), object("What one rule says.", docs));
    }
    let client = findings::client_docs(|kind| reference(&finding_schema(kind)));
    let meaning = "What there is to say about a client, and why each rule is silent otherwise.";
    schemas.insert("ClientOpportunities".into(), object(meaning, client));
    schemas.insert("Import".into(), object("An import that landed.", import_docs()));
    schemas.insert("ImportSummary".into(), summary_schema());
    schemas.insert("Problem".into(), problem_schema());
    Json::Object(schemas)
}

fn object(description: &str, docs: Vec<Doc>) -> Json {
    let required: Vec<&str> = docs.iter().map(|doc| doc.name).collect();
    let required = json!(required);
    let mut properties = Map::new();
    let mut example = Map::new();
    for Doc { name, mut schema, meaning, example: value } in docs {
        schema["description"] = json!(meaning);
        example.insert(name.to_owned(), value);
        properties.insert(name.to_owned(), schema);
    }
    json!({
        "type": "object",
        "description": description,
        "required": required,
        "properties": properties,
        "examples": [example],
    })
}

/// Part of it is there only where the import changed the book.
fn summary_schema() -> Json {
    let (always, imported) = summary_docs();
    let required: Vec<&str> = always.iter().map(|doc| doc.name).collect();
    let required = json!(required);
    let docs = always.into_iter().chain(imported).collect();
    let mut schema = object("What became of an export.", docs);
    schema["required"] = required;
    schema
}

fn problem_schema() -> Json {
    json!({
        "type": "object",
        "description": "A problem document (RFC 9457).",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "description": "Tells problems apart."},
            "title": {"type": "string", "description": "The problem, in general."},
            "status": {"type": "integer", "description": "The status code."},
            "detail": {"type": "string", "description": "The problem, this time."},
            "errors": {
                "type": "array",
                "description": "Every parameter at fault.",
                "items": {
                    "type": "object",
                    "required": ["parameter", "detail"],
                    "properties": {
                        "parameter": {"type": "string", "description": "Its name."},
                        "detail": {"type": "string", "description": "What it takes."},
                    },
                },
            },
            "rejects": {
                "type": "array",
                "description": "The first bad records of an export that was refused.",
                "items": {"type": "object"},
            },
        },
        "examples": [{
            "type": "urn:sip-opportunities:problem:bad-parameter",
            "title": "A parameter is not what it takes",
            "status": 400,
            "detail": "limit: takes a whole number from 1 to 1000",
            "errors": [{"parameter": "limit", "detail": "takes a whole number from 1 to 1000"}],
        }],
    })
}

pub(super) fn headers() -> Json {
    let header = |description: &str, schema: Json, example: Json| json!({"description": description, "schema": schema, "example": example});
    json!({
        "ETag": header(
            "A strong tag, another one for each content coding.",
            json!({"type": "string"}), json!("\"0f3a5c7e9b1d2f4a6c8e0b1d\"")),
        "Link": header(
            "The next page, where there is one.",
            json!({"type": "string"}), json!("</api/opportunities?cursor=…>; rel=\"next\"")),
        "X-Total-Count": header(
            "Rows of the whole list.", json!({"type": "integer", "minimum": 0}), json!(150)),
        "X-Data-As-Of": header(
            "The date of the answer; absent before any import.",
            json!({"type": "string", "format": "date"}), json!("2026-01-30")),
    })
}

pub(super) fn problems() -> Json {
    let problem = |description: &str| {
        let content = json!({"schema": {"$ref": "#/components/schemas/Problem"}});
        json!({"description": description, "content": {"application/problem+json": content}})
    };
    let later = json!({"Retry-After": {
        "description": "Seconds to wait.", "schema": {"type": "integer"}, "example": 2,
    }});
    let mut unavailable = problem(
        "The book is being loaded, the database is away, or the cursor is from a newer book.",
    );
    let mut too_many = problem("Too many requests came before.");
    too_many["headers"] = json!({"Retry-After": later["Retry-After"], "RateLimit": {
        "description": "What is left of each limit, and in how many seconds it is whole again.",
        "schema": {"type": "string"}, "example": "\"address\";r=0;t=2",
    }, "RateLimit-Policy": {
        "description": "Each limit, and in how many seconds it may be used up.",
        "schema": {"type": "string"}, "example": "\"address\";q=400;w=2",
    }});
    unavailable["headers"] = later;
    let mut unauthorized = problem("Nobody has signed in, or not in a way that is known here.");
    unauthorized["headers"] = json!({"WWW-Authenticate": {
        "description": "How to sign in.", "schema": {"type": "string"},
        "example": "Bearer realm=\"sip-opportunities\"",
    }});
    let mut not_allowed = problem("The resource does not take that method.");
    not_allowed["headers"] = json!({"Allow": {
        "description": "The methods it takes.", "schema": {"type": "string"}, "example": "GET, HEAD",
    }});
    json!({
        "NotModified": {"description": "The client has this answer already."},
        "BadParameter": problem("A parameter is not what it takes, or is unknown."),
        "Unauthorized": unauthorized,
        "Forbidden": problem("Whoever asks may not do that."),
        "NotFound": problem("There is no such thing."),
        "MethodNotAllowed": not_allowed,
        "Gone": problem("An import has landed since the first page: ask for it again."),
        "TooSlow": problem("The request broke off, or came too slowly."),
        "Conflict": problem("Another import is under way, and this one does not wait for it."),
        "ImportRefused": problem("The export cannot be read, or not be imported; nothing was."),
        "TooLarge": problem("The request has a body, and too large a one."),
        "TooMany": too_many,
        "HeadTooLarge": problem("The request's address and headers are too long."),
        "Unavailable": unavailable,
    })
}
