//! What every answer tells browsers not to do with it.

use actix_web::http::header::{
    self, HeaderMap, HeaderName, HeaderValue, STRICT_TRANSPORT_SECURITY, X_FRAME_OPTIONS,
};

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What a browser may load and run on behalf of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentSecurityPolicy(&'static str);

impl ContentSecurityPolicy {
    /// Of an answer that is no page: nothing may be loaded for it, and nobody may frame it.
    pub const NO_PAGE: Self = Self("default-src 'none'; frame-ancestors 'none'");

    /// A policy in the words of the header.
    #[must_use]
    pub const fn new(policy: &'static str) -> Self {
        Self(policy)
    }

    /// Puts the policy among an answer's headers.
    pub fn apply(self, headers: &mut HeaderMap) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(self.0));
    }
}

const A_YEAR: &str = "max-age=31536000";

/// Adds what every answer carries. A route that has set its own policy keeps it.
pub(crate) fn add_security_headers(headers: &mut HeaderMap, is_tls: bool) {
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        ContentSecurityPolicy::NO_PAGE.apply(headers);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    if is_tls {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(A_YEAR));
    }
}
