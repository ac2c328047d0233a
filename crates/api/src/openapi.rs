//! The OpenAPI 3.1 document, made from the tables that also read parameters and write answers.

mod components;

use opportunity_core::Kind;
use serde_json::{Map, Value as Json, json};

use crate::params::{CURSOR_LETTERS, LONGEST_FILE_NAME, MOST_RUPEES, Param, Takes};
use crate::routes::{Access, Route, Serves, request_schema, table};
use components::{headers, kind_schema, problems, reference, schemas};

/// How people sign in, where they do.
const BEARER: &str = "bearer";

/// The days that there are here; which of them a month has, the format says.
const DATE: &str = "^(19[0-9]{2}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

/// A name alone: no directory, nothing that stands for one, nor for standard input.
const FILE_NAME: &str = r"^(?!\s*(-|\.{0,2})\s*$)[^/\\\u0000-\u001f\u007f-\u009f]+$";

/// The least that is an export.
const EXPORT: &str =
    r#"[{"sip_meta_id": "135", "user_id": "u-135", "agent_id": "4220", "amount": "5,500"}]"#;

/// The document of a server where people sign in, or of one that is for its machine alone.
pub(crate) fn document(signs_in: bool) -> Json {
    let mut paths = Map::new();
    for route in table().iter().filter(|route| !route.summary.is_empty()) {
        let path = paths.entry(route.path.clone()).or_insert_with(|| json!({}));
        path[route.method.as_str().to_ascii_lowercase()] = operation(route, signs_in);
    }
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "SIP opportunities",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "Proprietary - Wealthy Platform"},
            "description":
                "Whom a mutual-fund distributor's partner should call today, why, and what it is \
                 worth. Every answer is as of the book's date, never the wall clock. Money is in \
                 rupees. A list longer than its `limit` carries a `Link` header to the next page; \
                 every answer carries a strong `ETag` and honours `If-None-Match`.",
        },
        "servers": [{"url": "/"}],
        "tags": [
            {"name": "opportunities", "description": "Whom to call, and the totals."},
            {"name": "book", "description": "Agents and clients, and how the book is filled."},
            {"name": "service", "description": "The server itself."},
        ],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "headers": headers(),
            "responses": problems(),
        },
    });
    if signs_in {
        document["components"]["securitySchemes"] = security_schemes();
    }
    document
}

fn security_schemes() -> Json {
    json!({BEARER: {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key, or a token of the firm's own sign-in where the server takes those.",
    }})
}

fn operation(route: &Route, signs_in: bool) -> Json {
    let mut parameters: Vec<Json> = route.params.iter().map(parameter).collect();
    let in_path = match route.serves {
        Serves::Client | Serves::ClientOpportunities => {
            Some(("user_id", "The client's id.", "u-135"))
        }
        Serves::RevokedKey => Some(("key_id", "The key's id.", "0f3a5c7e9b1d2f4a")),
        _ => None,
    };
    if let Some((name, meaning, example)) = in_path {
        parameters.push(json!({
            "name": name, "in": "path", "required": true, "description": meaning,
            "schema": {"type": "string"}, "example": example,
        }));
    }
    let mut operation = json!({
        "operationId": operation_id(route),
        "tags": [tag(route.serves)],
        "summary": route.summary,
        "parameters": parameters,
        "responses": responses(route, signs_in),
    });
    if signs_in {
        let is_public = route.access == Access::Anyone;
        operation["security"] = if is_public { json!([]) } else { json!([{BEARER: []}]) };
    }
    if let Some(body) = request_body(route.serves) {
        operation["requestBody"] = body;
    }
    operation
}

/// What has to be sent, where anything has.
fn request_body(serves: Serves) -> Option<Json> {
    if serves == Serves::NewKey {
        let content = json!({"application/json": {"schema": request_schema()}});
        return Some(
            json!({"required": true, "description": "The key to be.", "content": content}),
        );
    }
    let Serves::Import = serves else { return None };
    let bytes = json!({"schema": {"type": "string", "format": "binary"}, "example": EXPORT});
    Some(json!({
        "required": true,
        "description":
            "The export: a JSON array, JSON lines or CSV, plain or compressed by gzip or zstd. What \
             it is called by Content-Type does not matter.",
        "content": {"application/octet-stream": bytes},
    }))
}

fn operation_id(route: &Route) -> String {
    match route.serves {
        Serves::Home => "home".to_owned(),
        Serves::Import => "import".to_owned(),
        Serves::NewKey => "create_key".to_owned(),
        Serves::RevokedKey => "revoke_key".to_owned(),
        _ => {
            let words = route.path.replace("/api/", "");
            let letters = words.trim_start_matches('/').replace(['/', '-', '.'], "_");
            letters.replace(['{', '}'], "")
        }
    }
}

fn tag(serves: Serves) -> &'static str {
    match serves {
        Serves::Opportunities(_) | Serves::Stats => "opportunities",
        Serves::Agents | Serves::Client | Serves::ClientOpportunities => "book",
        Serves::Imports | Serves::Import => "book",
        _ => "service",
    }
}

fn parameter(param: &Param) -> Json {
    let (schema, example) = match param.takes {
        Takes::Agent => {
            (json!({"type": "string", "minLength": 1, "pattern": "\\S"}), json!("4220"))
        }
        Takes::Limit { default } => {
            let mut schema = json!({"type": "integer", "minimum": 1, "maximum": 1000});
            if let Some(default) = default {
                schema["default"] = json!(default);
            }
            (schema, json!(100))
        }
        Takes::AsOf | Takes::ExportDate => {
            (json!({"type": "string", "format": "date", "pattern": DATE}), json!("2026-01-30"))
        }
        Takes::Cursor => {
            let pattern = format!("^[A-Za-z0-9_-]{{{CURSOR_LETTERS}}}$");
            (json!({"type": "string", "pattern": pattern}), Json::Null)
        }
        Takes::FileName => {
            let (least, most) = (1, LONGEST_FILE_NAME);
            let schema = json!({
                "type": "string", "minLength": least, "maxLength": most, "pattern": FILE_NAME,
            });
            (schema, json!("query_result_2026-01-30T06_19_15Z.json"))
        }
        Takes::Truth(_) => (json!({"type": "boolean", "default": false}), json!(false)),
        Takes::Threshold(_, threshold) => {
            use opportunity_core::Unit;
            let (mut schema, unit) = match threshold.unit {
                Unit::Money => {
                    (json!({"type": "number", "multipleOf": 0.01, "maximum": MOST_RUPEES}), 100)
                }
                Unit::Months | Unit::Days => (json!({"type": "integer", "maximum": u32::MAX}), 1),
            };
            let (least, default) = (threshold.least / unit, threshold.default / unit);
            schema["minimum"] = json!(least);
            schema["default"] = json!(default);
            (schema, json!(default))
        }
    };
    let mut parameter = json!({
        "name": param.name, "in": "query", "required": false,
        "description": format!("{} It {}.", param.meaning, param.takes),
        "schema": schema,
    });
    if !example.is_null() {
        parameter["example"] = example;
    }
    parameter
}

fn responses(route: &Route, signs_in: bool) -> Json {
    let mut responses = match route.serves {
        Serves::Import => imported(),
        Serves::SwaggerUi => vec![("308", moved())],
        Serves::Keys => vec![("200", success(route.serves))],
        Serves::NewKey => vec![("201", success(route.serves))],
        Serves::RevokedKey => vec![("204", success(route.serves))],
        serves => vec![("200", success(serves)), ("304", problem("NotModified"))],
    };
    let is_public = route.access == Access::Anyone;
    if signs_in && !is_public {
        responses.push(("401", problem("Unauthorized")));
    }
    // Where nobody signs in, nothing is told to other machines.
    if !(signs_in && is_public) {
        responses.push(("403", problem("Forbidden")));
    }
    responses.extend(
        [
            ("400", "BadParameter"),
            ("405", "MethodNotAllowed"),
            ("408", "TooSlow"),
            ("413", "TooLarge"),
            ("429", "TooMany"),
            ("431", "HeadTooLarge"),
            ("503", "Unavailable"),
        ]
        .map(|(status, name)| (status, problem(name))),
    );
    match route.serves {
        Serves::Client | Serves::ClientOpportunities | Serves::RevokedKey => {
            responses.push(("404", problem("NotFound")));
        }
        Serves::Opportunities(_) | Serves::Agents | Serves::Imports => {
            responses.push(("410", problem("Gone")));
        }
        _ => {}
    }
    responses.sort_unstable_by_key(|(status, _)| *status);
    responses.into_iter().map(|(status, response)| (status.to_owned(), response)).collect()
}

fn problem(name: &str) -> Json {
    json!({"$ref": format!("#/components/responses/{name}")})
}

/// The viewer's files lie beside its page, which is elsewhere for that.
fn moved() -> Json {
    let location = json!({
        "description": "Where the page is.", "schema": {"type": "string"}, "example": "/docs/",
    });
    json!({"description": "The page is under /docs/.", "headers": {"Location": location}})
}

fn imported() -> Vec<(&'static str, Json)> {
    let summary = |description: &str| {
        let content = json!({"application/json": {"schema": reference("ImportSummary")}});
        json!({"description": description, "content": content})
    };
    let known = "The same bytes were imported for the same date before; nothing changed.";
    vec![
        ("200", summary(known)),
        ("201", summary("It is in the book; bad records were set aside.")),
        ("409", problem("Conflict")),
        ("422", problem("ImportRefused")),
    ]
}

/// What is made for whoever asks, and not to be kept.
fn untagged(description: &str, schema: Json) -> Json {
    let content = json!({"application/json": {"schema": schema}});
    json!({"description": description, "headers": {}, "content": content})
}

fn success(serves: Serves) -> Json {
    let header = |name: &str| json!({"$ref": format!("#/components/headers/{name}")});
    let list = |items: Json| json!({"type": "array", "items": items});
    let mut headers = json!({"ETag": header("ETag")});
    let (description, schema) = match serves {
        Serves::Opportunities(Some(kind)) => {
            ("Opportunities.", list(reference(&kind_schema(kind))))
        }
        Serves::Opportunities(None) => {
            let kinds = Kind::ALL.map(|kind| reference(&kind_schema(kind)));
            ("Opportunities.", list(json!({"oneOf": kinds})))
        }
        Serves::Stats => ("The totals.", reference("Stats")),
        Serves::Agents => ("Agents.", list(reference("Agent"))),
        Serves::Imports => ("Imports, the newest first.", list(reference("Import"))),
        Serves::Client => ("SIP records.", list(reference("SipRecord"))),
        Serves::ClientOpportunities => (
            "What every rule says of the client's accounts and SIPs.",
            reference("ClientOpportunities"),
        ),
        Serves::Keys => return untagged("Keys, the oldest first.", list(reference("Key"))),
        Serves::NewKey => return untagged("The key, shown this once.", reference("NewKey")),
        Serves::RevokedKey => return json!({"description": "It is revoked."}),
        Serves::Redoc => {
            let page = json!({"text/html": {"schema": {"type": "string"}}});
            return json!({"description": "A page.", "content": page});
        }
        _ => ("A document.", json!({"type": "object"})),
    };
    let is_paged = matches!(serves, Serves::Opportunities(_) | Serves::Agents | Serves::Imports);
    if is_paged || serves == Serves::Client {
        headers["X-Total-Count"] = header("X-Total-Count");
    }
    if is_paged {
        headers["Link"] = header("Link");
    }
    if !matches!(
        serves,
        Serves::Home | Serves::Health | Serves::Live | Serves::Ready | Serves::OpenApi
    ) {
        headers["X-Data-As-Of"] = header("X-Data-As-Of");
    }
    json!({
        "description": description,
        "headers": headers,
        "content": {"application/json": {"schema": schema}},
    })
}
