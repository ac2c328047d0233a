//! A problem document (RFC 9457), as the edge writes it.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::import::reject_component;
use crate::schema::{Component, Shape, property};

pub(crate) fn component() -> Arc<Component> {
    let takes = "takes a whole number from 1 to 1000";
    let fault = vec![
        property("parameter", Shape::Text, "Its name.", "limit"),
        property("detail", Shape::Text, "What it takes.", takes),
    ];
    let properties = vec![
        property(
            "type",
            Shape::Text,
            "Tells problems apart.",
            "urn:sip-opportunities:problem:bad-parameter",
        ),
        property(
            "title",
            Shape::Text,
            "The problem, in general.",
            "A parameter is not what it takes",
        ),
        property("status", Shape::Signed, "The status code.", 400),
        property("detail", Shape::Text, "The problem, this time.", format!("limit: {takes}")),
        property(
            "errors",
            Shape::Object(fault).list(),
            "Every parameter at fault.",
            json!([{"parameter": "limit", "detail": takes}]),
        ),
        property(
            "rejects",
            Shape::Component(reject_component()).list(),
            "The first bad records of an export that was refused.",
            Json::Null,
        ),
    ];
    Arc::new(Component {
        name: "Problem".to_owned(),
        meaning: "A problem document (RFC 9457).",
        properties,
        optional: vec!["errors", "rejects"],
        is_closed: false,
    })
}
