//! Answers that the server knows when it starts.

use actix_web::HttpResponse;
use actix_web::http::header::HeaderMap;
use http_edge::{ETag, Negotiation, Problem};

use crate::page::JSON;

/// An answer that the server knows when it starts.
#[derive(Debug)]
pub(crate) struct Document {
    body: Vec<u8>,
    tag: ETag,
}

impl From<Vec<u8>> for Document {
    fn from(body: Vec<u8>) -> Self {
        Self { tag: ETag::of_content(&body), body }
    }
}

impl Document {
    /// The document, for a client that does not have it.
    pub(crate) async fn answer(
        &self,
        client: &Negotiation,
        content_type: &str,
    ) -> Result<HttpResponse, Problem> {
        match client.not_modified(&self.tag) {
            Some(answer) => Ok(answer),
            None => {
                client.answer(&self.tag, content_type, HeaderMap::new(), self.body.clone()).await
            }
        }
    }

    /// The document, which is JSON.
    pub(crate) async fn answer_json(&self, client: &Negotiation) -> Result<HttpResponse, Problem> {
        self.answer(client, JSON).await
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
