//! The trace that a request is a part of (W3C Trace Context).

use actix_web::http::header::{HeaderName, HeaderValue};

use crate::unique::unique_number;

pub(crate) const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");
pub(crate) const TRACE_RESPONSE: HeaderName = HeaderName::from_static("traceresponse");

/// A trace, and the place of this request in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    pub(crate) id: String,
    pub(crate) parent: String,
    /// What this request is called in it.
    pub(crate) span: String,
    flags: String,
}

impl Trace {
    pub(crate) fn read(header: &HeaderValue) -> Option<Self> {
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
            span: format!("{:016x}", unique_number()),
            flags: flags.to_owned(),
        })
    }

    /// What whoever asked is told, so that it finds this request's lines.
    #[must_use]
    pub fn response(&self) -> Option<HeaderValue> {
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
}
