//! An answer that only has to be sent.

use std::convert::Infallible;

use actix_web::HttpResponse;
use actix_web::http::header::HeaderMap;
use actix_web::web::Bytes;
use futures_util::stream::empty;

/// What the headers of an answer take in memory, about.
const HEADER_BYTES: usize = 1024;

/// An answer with status 200 that only has to be sent; a copy shares its body.
#[derive(Clone, Debug)]
pub struct PreparedAnswer {
    headers: HeaderMap,
    /// None where only the headers are asked for, and nobody knows how long it would be.
    body: Option<Bytes>,
}

impl PreparedAnswer {
    /// An answer of these headers and this body.
    #[must_use]
    pub fn new(headers: HeaderMap, body: Bytes) -> Self {
        Self { headers, body: Some(body) }
    }

    /// The headers alone, of a body that was not made.
    pub(crate) fn without_body(headers: HeaderMap) -> Self {
        Self { headers, body: None }
    }

    /// The answer as it goes to a client.
    #[must_use]
    pub fn send(self) -> HttpResponse {
        let mut response = match self.body {
            Some(body) => HttpResponse::Ok().body(body),
            None => HttpResponse::Ok().streaming(empty::<Result<Bytes, Infallible>>()),
        };
        *response.headers_mut() = self.headers;
        response
    }

    /// About what it takes in memory.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        HEADER_BYTES + self.body.as_ref().map_or(0, Bytes::len)
    }
}
