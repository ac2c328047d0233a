//! The OpenAPI 3.1 document, made from the routes' rows and from the tables that also read parameters
//! and write answers.

mod parameters;
mod responses;
mod shared;

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use crate::answers::problem;
use crate::route::{Access, Body, Content, Operation, Route, Tag};
use crate::schema::Component;
use parameters::{parameter, path_parameter};
use responses::responses;

/// How people sign in, where they do.
const BEARER: &str = "bearer";

/// The document of a server with these routes: one where people sign in, or one that is for its
/// machine alone.
pub(crate) fn document(routes: &[Route], signs_in: bool) -> Json {
    let mut paths = Map::new();
    for route in routes {
        let Some(shown) = &route.operation else { continue };
        let path = paths.entry(route.path.clone()).or_insert_with(|| json!({}));
        path[route.method.as_str().to_ascii_lowercase()] = operation(route, shown, signs_in);
    }
    let tags = Tag::ALL.map(|tag| json!({"name": tag.name(), "description": tag.meaning()}));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "SIP opportunities",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {
                "name": "Proprietary - Wealthy Platform",
                "identifier": "LicenseRef-Proprietary",
            },
            "description":
                "Whom a mutual-fund distributor's partner should call today, why, and what it is \
                 worth. Every answer is as of the book's date, never the wall clock. Money is in \
                 rupees. A list longer than its `limit` carries a `Link` header to the next page; \
                 answers to `GET`, but for keys, carry a strong `ETag` and honour \
                 `If-None-Match`.",
        },
        "servers": [{"url": "/"}],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas(routes),
            "headers": shared::headers(),
            "responses": shared::problems(),
            "securitySchemes": {BEARER: {
                "type": "http",
                "scheme": "bearer",
                "description":
                    "An API key, or a token of the firm's own sign-in where the server takes those.",
            }},
        },
    })
}

fn operation(route: &Route, shown: &Operation, signs_in: bool) -> Json {
    let in_query = route.params.iter().map(parameter);
    let parameters: Vec<Json> =
        route.path_params.iter().map(path_parameter).chain(in_query).collect();
    let mut operation = json!({
        "operationId": shown.id,
        "tags": [shown.tag.name()],
        "summary": shown.summary,
        "parameters": parameters,
        "responses": responses(route, signs_in),
        "security": security(route.access, signs_in),
    });
    if let Some(body) = request_body(&route.body) {
        operation["requestBody"] = body;
    }
    operation
}

/// Whether an operation takes a sign-in. A server that is open to its own machine takes one as well:
/// a client made for a server with sign-in works there.
fn security(access: Access, signs_in: bool) -> Json {
    match (access, signs_in) {
        (Access::Anyone, _) => json!([]),
        (Access::SignedIn | Access::Writer | Access::Admin, true) => json!([{BEARER: []}]),
        (Access::SignedIn | Access::Writer | Access::Admin, false) => json!([{}, {BEARER: []}]),
    }
}

/// What has to be sent, where anything has.
fn request_body(body: &Body) -> Option<Json> {
    let (meaning, content) = match body {
        Body::None => return None,
        Body::Json { meaning, shape } => {
            (meaning, json!({"application/json": {"schema": shape.schema()}}))
        }
        Body::File { meaning, example } => {
            let bytes = json!({"type": "string", "format": "binary"});
            (meaning, json!({"application/octet-stream": {"schema": bytes, "example": example}}))
        }
    };
    Some(json!({"required": true, "description": meaning, "content": content}))
}

/// Every component that the routes name, and those that they are made of.
fn schemas(routes: &[Route]) -> Json {
    let mut components: Vec<Arc<Component>> = Vec::new();
    for route in routes {
        if let Body::Json { shape, .. } = &route.body {
            shape.collect(&mut components);
        }
        for answer in &route.answers {
            if let Content::Json(shape) = &answer.content {
                shape.collect(&mut components);
            }
        }
    }
    problem::component().collect(&mut components);
    let named = components.into_iter().map(|one| (one.name.clone(), one.schema()));
    Json::Object(named.collect())
}
