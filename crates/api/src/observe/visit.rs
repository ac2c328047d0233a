//! A request as the log knows it: its id, its trace, and where it comes from.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Bytes;

use super::Meter;
use crate::wire::{Origin, Wire};

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
pub(super) const TRACE_RESPONSE: HeaderName = HeaderName::from_static("traceresponse");
const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");

const LONGEST_ID: usize = 64;

/// What is known of a request while it is answered.
pub(crate) struct Visit {
    pub(super) id: HeaderValue,
    pub(super) trace: Option<Trace>,
    pub(crate) origin: Origin,
    /// What counts requests to its resource, once that is found.
    pub(super) meter: RefCell<Option<Rc<Meter>>>,
}

impl Visit {
    pub(super) fn of(request: &ServiceRequest, wire: &Wire) -> Self {
        let headers = request.headers();
        let (given, trace) = given(headers);
        let peer = request.peer_addr().map(|peer| peer.ip());
        let peer = peer.unwrap_or(std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED));
        Self {
            id: given.cloned().unwrap_or_else(made_id),
            trace,
            origin: wire.trusted.origin(peer, wire.tls.is_some(), headers, wire.proxy_header),
            meter: RefCell::new(None),
        }
    }
}

/// The id and the trace that whoever asks gives, where they are well-formed.
pub(crate) fn given(headers: &HeaderMap) -> (Option<&HeaderValue>, Option<Trace>) {
    let id = headers.get(REQUEST_ID).filter(|id| is_id(id.as_bytes()));
    (id, headers.get(TRACE_PARENT).and_then(Trace::read))
}

/// What tells a request apart in the log, and in the audit.
pub(crate) fn request_id(request: &impl HttpMessage) -> String {
    let extensions = request.extensions();
    let id = extensions.get::<Rc<Visit>>().and_then(|visit| visit.id.to_str().ok());
    id.unwrap_or_default().to_owned()
}

fn is_id(text: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    (1..=LONGEST_ID).contains(&text.len()) && text.iter().all(is_letter)
}

fn made_id() -> HeaderValue {
    let digits = Bytes::from(format!("{:016x}", unlike_any_other()));
    HeaderValue::from_maybe_shared(digits).unwrap_or_else(|_| HeaderValue::from_static("none"))
}

/// A number that this process gives once, and that no other process is likely to give.
fn unlike_any_other() -> u64 {
    static BASE: LazyLock<u64> =
        LazyLock::new(|| getrandom::u64().unwrap_or_else(|_| std::process::id().into()));
    static COUNT: AtomicU64 = AtomicU64::new(0);
    // Odd, so that no two counts give the same product: ids of neighbours look unlike.
    const STRIDE: u64 = 0x9e37_79b9_7f4a_7c15;
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    BASE.wrapping_add(count.wrapping_mul(STRIDE))
}

/// The trace that a request is a part of (W3C Trace Context).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trace {
    pub(super) id: String,
    pub(super) parent: String,
    /// What this request is called in it.
    pub(super) span: String,
    flags: String,
}

impl Trace {
    fn read(header: &HeaderValue) -> Option<Self> {
        let mut parts = header.to_str().ok()?.split('-');
        let version = hex(parts.next()?, 2)?;
        let id = hex(parts.next()?, 32)?;
        let parent = hex(parts.next()?, 16)?;
        let flags = hex(parts.next()?, 2)?;
        // Later versions may say more; the first one must not.
        let is_whole = version != "00" || parts.next().is_none();
        let is_set = |digits: &str| digits.bytes().any(|digit| digit != b'0');
        if version == "ff" || !is_whole || !is_set(id) || !is_set(parent) {
            return None;
        }
        Some(Self {
            id: id.to_owned(),
            parent: parent.to_owned(),
            span: format!("{:016x}", unlike_any_other()),
            flags: flags.to_owned(),
        })
    }

    /// What whoever asked is told, so that it finds this request's lines.
    pub(crate) fn response(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&format!("00-{}-{}-{}", self.id, self.span, self.flags)).ok()
    }
}

fn hex(text: &str, digits: usize) -> Option<&str> {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (text.len() == digits && text.bytes().all(is_digit)).then_some(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    const ID: &str = "0af7651916cd43dd8448eb211c80319c";
    const PARENT: &str = "b7ad6b7169203331";

    #[test]
    fn traces_are_well_formed_or_none() {
        let none = "0".repeat(32);
        for (header, is_trace) in [
            (format!("00-{ID}-{PARENT}-01"), true),
            (format!("cc-{ID}-{PARENT}-01-later"), true),
            (format!("00-{ID}-{PARENT}-01-later"), false),
            (format!("ff-{ID}-{PARENT}-01"), false),
            (format!("00-{none}-{PARENT}-01"), false),
            (format!("00-{ID}-0000000000000000-01"), false),
            (format!("00-{}-{PARENT}-01", ID.to_uppercase()), false),
            (format!("00-{ID}-{PARENT}"), false),
            (String::new(), false),
        ] {
            let trace = Trace::read(&HeaderValue::from_str(&header).unwrap());
            assert_eq!(trace.is_some(), is_trace, "{header}");
            if let Some(trace) = trace {
                assert_eq!((&*trace.id, &*trace.parent), (ID, PARENT));
                let told = format!("00-{ID}-{}-01", trace.span);
                assert_eq!(trace.response().unwrap(), told.as_str());
            }
        }
    }

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
