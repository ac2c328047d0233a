//! What this is.

use actix_web::http::header::HeaderMap;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value as Json, json};

use super::page::JSON;
use super::{Route, Serves, table};
use crate::answer::{Client, Tag};
use crate::params::Asked;
use crate::problem::Problem;

pub(super) async fn home(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let routes = table();
    let mut resources = serde_json::Map::<String, Json>::new();
    let is_listed = |route: &&Route| !route.summary.is_empty() && route.serves != Serves::Home;
    for route in routes.iter().filter(is_listed) {
        // The first row of a resource tells what it is.
        resources.entry(route.path.clone()).or_insert_with(|| json!(route.summary));
    }
    let home = json!({
        "name": "SIP opportunities",
        "description": env!("CARGO_PKG_DESCRIPTION"),
        "version": env!("CARGO_PKG_VERSION"),
        "documentation": "/docs",
        "resources": resources,
    });
    document(&request, &home).await
}

pub(super) async fn document(
    request: &HttpRequest,
    document: &Json,
) -> Result<HttpResponse, Problem> {
    Asked::nothing(request.query_string())?;
    let body = document.to_string().into_bytes();
    let (client, tag) = (Client::of(request), Tag::of_content(&body));
    match client.not_modified(&tag) {
        Some(answer) => Ok(answer),
        None => client.answer(&tag, JSON, HeaderMap::new(), body).await,
    }
}
