//! Open mode: no sign-in, and so for this machine alone. A name that was rebound to this address, a
//! proxy in front, or a page of another site must not open it to anybody else.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::http::{Method, Version};
use http_edge::{Problem, is_loopback, is_loopback_host};

/// What proxies add, beside whatever begins by `x-forwarded`: whoever sends one of these asks for
/// somebody else.
const FORWARDING: [&str; 14] = [
    "forwarded",
    "via",
    "x-real-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-original-host",
    "x-original-forwarded-for",
    "true-client-ip",
    "cf-connecting-ip",
    "cf-ray",
    "cdn-loop",
    "fastly-client-ip",
    "fly-client-ip",
    "x-envoy-external-address",
];

/// Lets in what was sent from this machine to this machine, by that name.
///
/// # Errors
/// [`Problem::Forbidden`] for everybody else.
pub fn check_open(request: &HttpRequest) -> Result<(), Problem> {
    let peer = request.peer_addr().map(|peer| peer.ip());
    if !peer.is_some_and(is_loopback) {
        return Err(Problem::Forbidden(
            "Nobody signs in here: this server is for its machine alone.",
        ));
    }
    // Proxies that say nothing of themselves speak an older HTTP, or ask for a whole address.
    let authority = request.uri().authority();
    if request.version() < Version::HTTP_11
        || authority.is_some_and(|authority| !is_loopback_host(authority.as_str()))
    {
        return Err(Problem::Forbidden(
            "Nobody signs in here, so that requests are to come directly, by HTTP/1.1.",
        ));
    }
    check_headers(request.method(), request.headers())
}

fn check_headers(method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    let tells = |name: &HeaderName| {
        name.as_str().starts_with("x-forwarded") || FORWARDING.contains(&name.as_str())
    };
    if headers.keys().any(tells) {
        return Err(Problem::Forbidden(
            "Nobody signs in here, so that no request may be forwarded: set SIGN_IN=required.",
        ));
    }
    let mut hosts = headers.get_all(header::HOST);
    let host = hosts.next().and_then(|host| host.to_str().ok());
    if hosts.next().is_some() || !host.is_some_and(is_loopback_host) {
        return Err(Problem::Forbidden(
            "Nobody signs in here, so that the Host has to be localhost, 127.0.0.1 or [::1].",
        ));
    }
    let is_of_this_machine = |origin: &str| {
        let (_, host) = origin.split_once("://").unwrap_or(("", origin));
        is_loopback_host(host)
    };
    let mut origins = headers.get_all(header::ORIGIN);
    if !origins.all(|origin| origin.to_str().is_ok_and(is_of_this_machine)) {
        return Err(Problem::Forbidden(
            "Nobody signs in here, so that no other site's page may ask: set SIGN_IN=required.",
        ));
    }
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_own_page = matches!(said("sec-fetch-site"), None | Some("same-origin" | "none"));
    // A link may lead here from anywhere; a form may not.
    let is_link = (*method == Method::GET || *method == Method::HEAD)
        && said("sec-fetch-mode") == Some("navigate");
    if !(is_own_page || is_link) {
        return Err(Problem::Forbidden(
            "Nobody signs in here, so that no other site's page may ask: set SIGN_IN=required.",
        ));
    }
    Ok(())
}
