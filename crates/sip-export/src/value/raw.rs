//! A value before it is read.

use std::borrow::Cow;

use super::surroundings::{is_nothing, without_surroundings};

/// The most bytes a text may have.
pub const LONGEST_TEXT: usize = 64 * 1024;

/// A value as the file gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Raw<'a> {
    Null,
    Text(Cow<'a, str>),
    Number(&'a str),
    Truth(bool),
    /// A list or an object, which no field takes.
    Nested,
    /// What should be text, and why it is none.
    NoText(Reason),
}

/// Why a value is not what its field takes.
pub(crate) type Reason = &'static str;

/// So long a text is no value: a quote that is missing has made one of all that follows, which would
/// be lost with it.
pub(crate) const TOO_LONG: Reason = "is longer than 64 KiB";

/// What a value is read as, `None` for nothing.
pub(super) type Read<T> = Result<Option<T>, Reason>;

impl Raw<'_> {
    /// The value as text, without what surrounds it; `None` for nothing.
    pub(crate) fn text(&self) -> Result<Option<&str>, Reason> {
        let text = match self {
            Self::Null => return Ok(None),
            Self::Text(text) => without_surroundings(text),
            Self::Number(digits) => digits,
            Self::Truth(true) => "true",
            Self::Truth(false) => "false",
            Self::Nested => return Err("is a list or an object, not a single value"),
            Self::NoText(reason) => return Err(reason),
        };
        if text.len() > LONGEST_TEXT {
            return Err(TOO_LONG);
        }
        if memchr::memchr(0, text.as_bytes()).is_some() {
            return Err("holds a NUL character");
        }
        Ok(Some(text).filter(|text| !is_nothing(text)))
    }
}
