//! A request as the log knows it: its id, its trace, and where it comes from.

use std::cell::RefCell;
use std::net::{IpAddr, Ipv4Addr};
use std::rc::Rc;

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Bytes;

use crate::edge::Edge;
use crate::metrics::RouteMetrics;
use crate::proxies::Origin;
use crate::trace::{TRACE_PARENT, Trace};
use crate::unique::unique_number;

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id of a request that is taken from whoever asks.
const LONGEST_ID: usize = 64;

/// Stands for the address of a peer that has none, such as one on a Unix socket.
const NO_ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// What is known of a request while it is answered: it lies among the request's extensions.
pub struct RequestContext {
    pub(crate) id: HeaderValue,
    pub(crate) trace: Option<Trace>,
    pub(crate) origin: Origin,
    /// The numbers of its route, once that is found.
    pub(crate) route: RefCell<Option<Rc<RouteMetrics>>>,
}

impl RequestContext {
    pub(crate) fn new(request: &ServiceRequest, edge: &Edge) -> Self {
        let headers = request.headers();
        let (given, trace) = given_ids(headers);
        let peer = request.peer_addr().map(|peer| peer.ip());
        let peer = peer.unwrap_or(NO_ADDRESS);
        Self {
            id: given.cloned().unwrap_or_else(made_id),
            trace,
            origin: edge.trusted.origin(peer, edge.tls.is_some(), headers, edge.proxy_header),
            route: RefCell::new(None),
        }
    }
}

/// The id and the trace that whoever asks gives, where they are well-formed.
pub fn given_ids(headers: &HeaderMap) -> (Option<&HeaderValue>, Option<Trace>) {
    let id = headers.get(REQUEST_ID).filter(|id| is_id(id.as_bytes()));
    (id, headers.get(TRACE_PARENT).and_then(Trace::read))
}

/// What tells a request apart in the log, and in the audit.
#[must_use]
pub fn request_id(request: &impl HttpMessage) -> String {
    let extensions = request.extensions();
    let id = extensions.get::<Rc<RequestContext>>().and_then(|context| context.id.to_str().ok());
    id.unwrap_or_default().to_owned()
}

fn is_id(text: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    (1..=LONGEST_ID).contains(&text.len()) && text.iter().all(is_letter)
}

fn made_id() -> HeaderValue {
    let digits = Bytes::from(format!("{:016x}", unique_number()));
    HeaderValue::from_maybe_shared(digits).unwrap_or_else(|_| HeaderValue::from_static("none"))
}

/// Whose request it is: the peer, or whoever a trusted proxy speaks for.
#[must_use]
pub fn client_address(request: &impl HttpMessage) -> IpAddr {
    let extensions = request.extensions();
    extensions.get::<Rc<RequestContext>>().map_or(NO_ADDRESS, |context| context.origin.address)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    #[test]
    fn ids_are_short_plain_and_unlike() {
        let ids: std::collections::HashSet<_> =
            (0..10_000).map(|_| made_id().to_str().unwrap().to_owned()).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.len() == 16 && is_id(id.as_bytes())));
        let long = "x".repeat(64);
        for (id, is_taken) in
            [("a.B_9-", true), (&long, true), ("", false), ("a b", false), ("ä", false)]
        {
            assert_eq!(is_id(id.as_bytes()), is_taken, "{id}");
        }
        assert!(!is_id("x".repeat(65).as_bytes()));
    }
}
