//! Records written as JSON objects: in one array, or one a line.

use std::borrow::Cow;
use std::io::BufRead;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::entry::Entry;
use crate::error::FileError;
use crate::record::{Fault, RawRecord};
use crate::scan;
use crate::value::Raw;
use crate::window::{LineEnd, Place, Window};

/// Reads the elements of one JSON array.
pub(crate) struct JsonArray<R> {
    window: Window<R>,
    state: State,
    records: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    BeforeArray,
    BeforeFirst,
    AfterElement,
    Done,
}

impl<R: BufRead> JsonArray<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { window: Window::new(source), state: State::BeforeArray, records: 0 }
    }

    pub(crate) fn next(&mut self) -> Result<Option<Entry>, FileError> {
        if self.state == State::BeforeArray {
            self.punctuation(b"[", "expected `[`, the beginning of an array")?;
            self.state = State::BeforeFirst;
        }
        let state = self.state;
        let ends = match state {
            State::Done => return Ok(None),
            State::AfterElement => self.punctuation(b",]", "expected `,` or `]`")? == b']',
            _ if self.peek()? == Some(b']') => {
                self.window.consume(1);
                true
            }
            _ => false,
        };
        if ends {
            return self.end_of_text();
        }
        self.state = State::AfterElement;
        self.element().map(Some)
    }

    fn peek(&mut self) -> Result<Option<u8>, FileError> {
        self.window.skip_space()?;
        self.window.peek()
    }

    fn punctuation(&mut self, allowed: &[u8], expected: &str) -> Result<u8, FileError> {
        match self.peek()? {
            Some(byte) if allowed.contains(&byte) => {
                self.window.consume(1);
                Ok(byte)
            }
            Some(_) => Err(self.window.place().malformed(expected)),
            None => Err(self.window.place().malformed(&format!("{expected}, not the end"))),
        }
    }

    fn end_of_text(&mut self) -> Result<Option<Entry>, FileError> {
        self.state = State::Done;
        match self.peek()? {
            None => Ok(None),
            Some(_) => Err(self.window.place().malformed("expected nothing after the array")),
        }
    }

    fn element(&mut self) -> Result<Entry, FileError> {
        self.window.skip_space()?;
        let place = self.window.place();
        self.records += 1;
        if let Some((raw, length)) = scan::object(self.window.seen()) {
            let read = raw.read();
            self.window.consume(length);
            return Ok(Entry::of(read, place.line, self.records));
        }
        let length = self.window.find_end(&mut ValueEnd::default())?;
        let read = read_object(self.window.taken(length)).map_err(|fault| match fault {
            ObjectError::Malformed { line, column, what } => {
                place.further(line, column).malformed(&what)
            }
            ObjectError::NotText(position) => {
                place.after(&self.window.taken(length)[..position]).malformed("not UTF-8 text")
            }
        })?;
        self.window.consume(length);
        Ok(Entry::of(read, place.line, self.records))
    }
}

/// Finds where a JSON value ends, by its brackets and quotes alone: what is between is the
/// parser's business.
#[derive(Default)]
struct ValueEnd {
    depth: u32,
    in_text: bool,
    escaped: bool,
    begun: bool,
}

impl crate::window::End for ValueEnd {
    fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        for (position, byte) in bytes.iter().enumerate() {
            if self.in_text {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => {
                        self.in_text = false;
                        if self.depth == 0 {
                            return Some(position + 1);
                        }
                    }
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => (self.in_text, self.begun) = (true, true),
                b'{' | b'[' => (self.depth, self.begun) = (self.depth + 1, true),
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(position + 1);
                    }
                }
                b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => {
                    // A number or a word ends before what follows it; a lone bracket is a fault
                    // that the parser will name.
                    return Some(if self.begun { position } else { position + 1 });
                }
                _ => self.begun = true,
            }
        }
        None
    }
}

/// Reads records that stand one a line.
pub(crate) struct JsonLines<R> {
    window: Window<R>,
    records: u64,
}

impl<R: BufRead> JsonLines<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { window: Window::new(source), records: 0 }
    }

    pub(crate) fn next(&mut self) -> Result<Option<Entry>, FileError> {
        self.window.skip_space()?;
        if self.window.peek()?.is_none() {
            return Ok(None);
        }
        let place = self.window.place();
        let length = self.window.find_end_or_rest(&mut LineEnd)?;
        self.records += 1;
        let read = match read_object(self.window.taken(length)) {
            Ok(read) => read,
            Err(ObjectError::Malformed { column, what, .. }) => {
                let Place { column, .. } = place.further(1, column);
                Err(Fault::of_record(format!("not JSON: {what} at column {column}")))
            }
            Err(ObjectError::NotText(_)) => Err(Fault::of_record("not UTF-8 text")),
        };
        self.window.consume(length);
        Ok(Some(Entry::of(read, place.line, self.records)))
    }
}

enum ObjectError {
    /// Line and column count from 1 at the beginning of the value.
    Malformed { line: u64, column: u64, what: String },
    /// The first byte that is no UTF-8.
    NotText(usize),
}

/// One JSON value: a record, a value that is no record, or no JSON.
fn read_object(bytes: &[u8]) -> Result<Result<opportunity_core::SipRecord, Fault>, ObjectError> {
    if let Some((raw, length)) = scan::object(bytes)
        && bytes[length..].iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
    {
        return Ok(raw.read());
    }
    let text =
        std::str::from_utf8(bytes).map_err(|fault| ObjectError::NotText(fault.valid_up_to()))?;
    let malformed = |fault: serde_json::Error| ObjectError::Malformed {
        line: fault.line() as u64,
        column: fault.column() as u64,
        what: what_is_wrong(&fault),
    };
    if !text.starts_with('{') {
        serde_json::from_str::<&RawValue>(text).map_err(malformed)?;
        return Ok(Err(Fault::of_record("is not an object")));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let raw = (&mut deserializer).deserialize_map(ObjectVisitor).map_err(malformed)?;
    deserializer.end().map_err(malformed)?;
    Ok(raw.read())
}

/// serde_json's words, without the place that it appends.
fn what_is_wrong(fault: &serde_json::Error) -> String {
    let words = fault.to_string();
    words.rsplit_once(" at line ").map_or(words.as_str(), |(what, _)| what).to_owned()
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = RawRecord<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut record = RawRecord::new();
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
fn raw(json: &str) -> Raw<'_> {
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
