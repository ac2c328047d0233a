//! What several operations of the document share: headers and problems.

use serde_json::{Value as Json, json};

use crate::route::AnswerHeader;

/// The header's name, which is also that of its component.
pub(super) fn header_name(header: AnswerHeader) -> &'static str {
    match header {
        AnswerHeader::ETag => "ETag",
        AnswerHeader::Link => "Link",
        AnswerHeader::TotalCount => "X-Total-Count",
        AnswerHeader::DataAsOf => "X-Data-As-Of",
        AnswerHeader::Directory => "X-Directory",
        AnswerHeader::Location => "Location",
    }
}

pub(super) fn header_reference(header: AnswerHeader) -> Json {
    json!({"$ref": format!("#/components/headers/{}", header_name(header))})
}

pub(super) fn problem_reference(name: &str) -> Json {
    json!({"$ref": format!("#/components/responses/{name}")})
}

/// A problem document.
pub(super) fn problem_content() -> Json {
    json!({"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}})
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
        "X-Directory": header(
            "`unavailable` where the database could not be asked: nobody has a name, and a client's \
             page lacks what has ended.",
            json!({"type": "string"}), json!("unavailable")),
        "Location": header(
            "Where the page is.", json!({"type": "string"}), json!("/docs/")),
    })
}

pub(super) fn problems() -> Json {
    let problem =
        |description: &str| json!({"description": description, "content": problem_content()});
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
        "BadParameter": problem("A parameter is not what it takes, or is unknown."),
        "Unauthorized": unauthorized,
        "Forbidden": problem("Whoever asks may not do that."),
        "MethodNotAllowed": not_allowed,
        "TooSlow": problem("The request broke off, or came too slowly."),
        "TooLarge": problem("The request has a body, and too large a one."),
        "TooMany": too_many,
        "HeadTooLarge": problem("The request's address and headers are too long."),
        "Unavailable": unavailable,
    })
}
