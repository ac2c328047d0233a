//! Writes JSON objects. Money becomes a number of rupees without ever being a float.

use std::fmt;

use chrono::NaiveDate;
use opportunity_core::{OpportunityKey, Paise, RiskScore};

use crate::scalar;

/// A key of an object: one of our own words, without a character that JSON escapes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Key<'k> {
    /// With the punctuation around it, which [`key`] puts there.
    Written(&'static str),
    Named(&'k str),
}

impl<'k> From<&'k str> for Key<'k> {
    fn from(name: &'k str) -> Self {
        Self::Named(name)
    }
}

/// A key that is written in one piece, for the objects of long lists.
macro_rules! key {
    ($name:literal) => {
        $crate::json::Key::Written(concat!(",\"", $name, "\":"))
    };
}
pub(crate) use key;

/// An object being written.
pub(crate) struct Object<'a> {
    out: &'a mut Vec<u8>,
    start: usize,
}

impl<'a> Object<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>) -> Self {
        let start = out.len();
        Self { out, start }
    }

    /// Must be called last.
    pub(crate) fn end(self) {
        // Every key has a comma ahead of it: the first one's place is that of the brace.
        match self.out.get_mut(self.start) {
            Some(comma) => *comma = b'{',
            None => self.out.push(b'{'),
        }
        self.out.push(b'}');
    }

    /// A written key is known where this is called, and is so copied without a loop.
    #[inline(always)]
    fn key<'k>(&mut self, key: impl Into<Key<'k>>) {
        match key.into() {
            Key::Written(key) => self.out.extend_from_slice(key.as_bytes()),
            Key::Named(name) => self.name(name),
        }
    }

    fn name(&mut self, name: &str) {
        self.out.extend_from_slice(b",\"");
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    #[inline]
    pub(crate) fn text<'k>(&mut self, key: impl Into<Key<'k>>, value: &str) {
        self.key(key);
        scalar::text(self.out, value);
    }

    /// One of our own words, without a character that JSON escapes.
    #[inline]
    pub(crate) fn word<'k>(&mut self, key: impl Into<Key<'k>>, word: &'static str) {
        self.key(key);
        self.out.push(b'"');
        self.out.extend_from_slice(word.as_bytes());
        self.out.push(b'"');
    }

    /// What an opportunity is known by. A key's text has no character that JSON escapes.
    #[inline]
    pub(crate) fn opportunity_key<'k>(
        &mut self,
        key: impl Into<Key<'k>>,
        value: &OpportunityKey<'_>,
    ) {
        self.key(key);
        self.out.push(b'"');
        // Writing into memory cannot fail.
        let _ = value.write(&mut Utf8(self.out));
        self.out.push(b'"');
    }

    #[inline]
    pub(crate) fn optional_text<'k>(&mut self, key: impl Into<Key<'k>>, value: Option<&str>) {
        match value {
            Some(value) => self.text(key, value),
            None => self.null(key),
        }
    }

    #[inline]
    pub(crate) fn array<'k, T>(
        &mut self,
        key: impl Into<Key<'k>>,
        items: impl IntoIterator<Item = T>,
        write: impl FnMut(&mut Vec<u8>, T),
    ) {
        self.key(key);
        array(self.out, items, write);
    }

    #[inline]
    pub(crate) fn value<'k>(&mut self, key: impl Into<Key<'k>>, write: impl FnOnce(&mut Vec<u8>)) {
        self.key(key);
        write(self.out);
    }

    #[inline]
    pub(crate) fn null<'k>(&mut self, key: impl Into<Key<'k>>) {
        self.key(key);
        self.out.extend_from_slice(b"null");
    }

    #[inline]
    pub(crate) fn number<'k>(&mut self, key: impl Into<Key<'k>>, value: u64) {
        self.key(key);
        scalar::whole(self.out, value);
    }

    #[inline]
    pub(crate) fn optional_number<'k>(&mut self, key: impl Into<Key<'k>>, value: Option<u32>) {
        match value {
            Some(value) => self.number(key, value.into()),
            None => self.null(key),
        }
    }

    #[inline]
    pub(crate) fn money<'k>(&mut self, key: impl Into<Key<'k>>, value: Paise) {
        self.key(key);
        scalar::hundredths(self.out, value.paise());
    }

    #[inline]
    pub(crate) fn optional_money<'k>(&mut self, key: impl Into<Key<'k>>, value: Option<Paise>) {
        match value {
            Some(value) => self.money(key, value),
            None => self.null(key),
        }
    }

    #[inline]
    pub(crate) fn risk<'k>(&mut self, key: impl Into<Key<'k>>, value: RiskScore) {
        self.key(key);
        scalar::hundredths(self.out, value.hundredths().into());
    }

    #[inline]
    pub(crate) fn tenths<'k>(&mut self, key: impl Into<Key<'k>>, value: u16) {
        self.key(key);
        scalar::hundredths(self.out, i128::from(value) * 10);
    }

    #[inline]
    pub(crate) fn date<'k>(&mut self, key: impl Into<Key<'k>>, value: Option<NaiveDate>) {
        match value {
            Some(date) => {
                self.key(key);
                scalar::date(self.out, date);
            }
            None => self.null(key),
        }
    }

    /// The date as a partner reads it.
    #[inline]
    pub(crate) fn date_in_words<'k>(&mut self, key: impl Into<Key<'k>>, value: Option<NaiveDate>) {
        match value {
            Some(date) => {
                self.key(key);
                scalar::date_in_words(self.out, date);
            }
            None => self.null(key),
        }
    }

    #[inline]
    pub(crate) fn object<'k>(
        &mut self,
        key: impl Into<Key<'k>>,
        write: impl FnOnce(&mut Object<'_>),
    ) {
        self.key(key);
        let mut inner = Object::new(self.out);
        write(&mut inner);
        inner.end();
    }
}

/// Takes text into a body of bytes.
struct Utf8<'a>(&'a mut Vec<u8>);

impl fmt::Write for Utf8<'_> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// Writes an array, each item by `write`.
pub(crate) fn array<T>(
    out: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut Vec<u8>, T),
) {
    out.push(b'[');
    for (position, item) in items.into_iter().enumerate() {
        if position > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}
