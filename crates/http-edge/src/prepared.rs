//! An answer that only has to be sent.

use actix_web::HttpResponse;
use actix_web::http::header::HeaderMap;
use actix_web::web::Bytes;

/// What the headers of an answer take in memory, about.
const HEADER_BYTES: usize = 1024;

/// An answer with status 200 that only has to be sent; a copy shares its body.
#[derive(Clone, Debug)]
pub struct PreparedAnswer {
    headers: HeaderMap,
    body: Bytes,
}

impl PreparedAnswer {
    /// An answer of these headers and this body.
    #[must_use]
    pub fn new(headers: HeaderMap, body: Bytes) -> Self {
        Self { headers, body }
    }

    /// The answer as it goes to a client.
    #[must_use]
    pub fn send(self) -> HttpResponse {
        let mut response = HttpResponse::Ok().body(self.body);
        *response.headers_mut() = self.headers;
        response
    }

    /// About what it takes in memory.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        HEADER_BYTES + self.body.len()
    }
}
