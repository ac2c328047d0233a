//! What every answer tells browsers not to do with it.

use actix_web::http::header::{
    self, HeaderMap, HeaderName, HeaderValue, STRICT_TRANSPORT_SECURITY, X_FRAME_OPTIONS,
};

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Nothing here is a page, but for the documentation, which brings a policy of its own.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";

const A_YEAR: &str = "max-age=31536000";

pub(crate) fn guard(headers: &mut HeaderMap, is_tls: bool) {
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(NO_PAGE));
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    if is_tls {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(A_YEAR));
    }
}
