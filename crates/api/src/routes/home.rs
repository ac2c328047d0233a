//! What this is.

use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value as Json, json};

use super::page::JSON;
use super::{Serves, table};
use crate::answer::{Client, Tag};
use crate::params::Asked;
use crate::problem::Problem;

pub(super) async fn home(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let routes = table();
    let listed = routes.iter().filter(|route| !route.summary.is_empty());
    let resources: serde_json::Map<String, Json> = listed
        .filter(|route| route.serves != Serves::Home && route.method == Method::GET)
        .map(|route| (route.path.clone(), json!(route.summary)))
        .collect();
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
