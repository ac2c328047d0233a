//! Answers that are JSON and small, and those that the server knows when it starts.

use actix_web::HttpResponse;
use actix_web::http::header::HeaderMap;
use http_edge::{Document, ETag, Negotiation, Problem};

use crate::page::JSON;

/// A small answer that was made for this request, for a client that does not have it.
pub(crate) async fn answer_json(
    client: &Negotiation,
    body: Vec<u8>,
) -> Result<HttpResponse, Problem> {
    let tag = ETag::of_content(&body);
    match client.not_modified(&tag) {
        Some(answer) => Ok(answer),
        None => client.answer(&tag, JSON, HeaderMap::new(), body).await,
    }
}

/// What is made of the routes.
#[derive(Debug)]
pub(crate) struct Documents {
    /// What this is, and where things are.
    pub(crate) home: Document,
    /// The OpenAPI document.
    pub(crate) openapi: Document,
}
