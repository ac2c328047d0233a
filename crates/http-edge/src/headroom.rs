//! How much of a rate limit is left, and how clients are told.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Bytes;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// How much of a limit is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headroom {
    /// What the limit is counted by.
    pub(crate) name: &'static str,
    pub(crate) burst: u32,
    pub(crate) burst_seconds: u32,
    pub(crate) remaining: u32,
    pub(crate) whole_in_seconds: u32,
    /// How long to wait before the next request; zero where it may come at once.
    pub(crate) wait_seconds: u32,
}

impl Headroom {
    /// Tells the client by the `RateLimit` headers, beside what it is told of other limits.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let Self { name, burst, burst_seconds, remaining, whole_in_seconds, .. } = self;
        let policy = format!("\"{name}\";q={burst};w={burst_seconds}");
        let left = format!("\"{name}\";r={remaining};t={whole_in_seconds}");
        for (header, value) in [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, left)] {
            if let Ok(value) = HeaderValue::from_maybe_shared(Bytes::from(value)) {
                headers.append(header, value);
            }
        }
    }
}
