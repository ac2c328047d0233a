//! One JSON object, read as a record.

use std::borrow::Cow;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::scan;
use crate::error::FileError;
use crate::file::Place;
use crate::reading::Reading;
use crate::record::{Fault, RawRecord, Record};
use crate::value::Raw;

/// Why bytes are no JSON.
pub(super) enum ObjectError {
    /// Line and column count from 1 at the beginning of the value.
    Malformed { line: u64, column: u64, what: String },
    /// The first byte that is no UTF-8.
    NotText(usize),
}

/// One JSON value: a record, a value that is no record, or no JSON.
pub(super) fn read_object(
    bytes: &[u8],
    reading: &mut Reading,
) -> Result<Result<Record, Fault>, ObjectError> {
    if let Some((raw, length)) = scan::object(bytes, reading)
        && bytes[length..].iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
    {
        return Ok(raw.read());
    }
    let text =
        std::str::from_utf8(bytes).map_err(|fault| ObjectError::NotText(fault.valid_up_to()))?;
    if !text.starts_with('{') {
        serde_json::from_str::<&RawValue>(text).map_err(ObjectError::of)?;
        return Ok(Err(Fault::of_record("is not an object", reading)));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let raw =
        (&mut deserializer).deserialize_map(ObjectVisitor { reading }).map_err(ObjectError::of)?;
    deserializer.end().map_err(ObjectError::of)?;
    Ok(raw.read())
}

impl ObjectError {
    pub(super) fn of(fault: serde_json::Error) -> Self {
        Self::Malformed {
            line: fault.line() as u64,
            column: fault.column() as u64,
            what: what_is_wrong(&fault),
        }
    }

    /// The error of a file, in which the value with the fault stands at that place.
    pub(super) fn at(self, place: Place, value: &[u8], newline: u8) -> FileError {
        match self {
            Self::Malformed { line, column, what } => place.further(line, column).malformed(&what),
            Self::NotText(position) => {
                place.after(&value[..position], newline).malformed("not UTF-8 text")
            }
        }
    }
}

/// serde_json's words, without the place that it appends.
fn what_is_wrong(fault: &serde_json::Error) -> String {
    let words = fault.to_string();
    words.rsplit_once(" at line ").map_or(words.as_str(), |(what, _)| what).to_owned()
}

struct ObjectVisitor<'r> {
    reading: &'r mut Reading,
}

impl<'de, 'r> Visitor<'de> for ObjectVisitor<'r> {
    type Value = RawRecord<'de, 'r>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut record = RawRecord::new(self.reading);
        while let Some(Key(key)) = map.next_key()? {
            let value: &'de RawValue = map.next_value()?;
            record.put(&key, raw(value.get()));
        }
        Ok(record)
    }
}

/// A key, borrowed from the text unless it holds escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(key)))
            }
            fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

const BAD_ESCAPE: &str = "holds an escape that stands for no character";

/// A well-formed JSON value, unread.
pub(super) fn raw(json: &str) -> Raw<'_> {
    match json.as_bytes().first() {
        Some(b'"') if !json.contains('\\') => Raw::Text(Cow::Borrowed(&json[1..json.len() - 1])),
        Some(b'"') => serde_json::from_str(json)
            .map_or(Raw::NoText(BAD_ESCAPE), |text| Raw::Text(Cow::Owned(text))),
        Some(b'n') => Raw::Null,
        Some(b't') => Raw::Truth(true),
        Some(b'f') => Raw::Truth(false),
        Some(b'{' | b'[') => Raw::Nested,
        _ => Raw::Number(json),
    }
}
