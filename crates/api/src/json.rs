//! Writes JSON objects. Money becomes a number of rupees without ever being a float.

use std::io::Write;

use chrono::NaiveDate;
use opportunity_core::{Paise, Percent, RiskScore};

/// An object being written.
pub(crate) struct Object<'a> {
    out: &'a mut Vec<u8>,
    is_empty: bool,
}

impl<'a> Object<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, is_empty: true }
    }

    /// Must be called last.
    pub(crate) fn end(self) {
        self.out.push(b'}');
    }

    fn key(&mut self, key: &str) {
        if !self.is_empty {
            self.out.push(b',');
        }
        self.is_empty = false;
        // Keys are our own words, without a character that JSON escapes.
        self.out.push(b'"');
        self.out.extend(key.as_bytes());
        self.out.extend(b"\":");
    }

    pub(crate) fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        text(self.out, value);
    }

    pub(crate) fn optional_text(&mut self, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.text(key, value),
            None => self.null(key),
        }
    }

    pub(crate) fn texts<'t>(&mut self, key: &str, values: impl IntoIterator<Item = &'t str>) {
        self.array(key, values, text);
    }

    pub(crate) fn array<T>(
        &mut self,
        key: &str,
        items: impl IntoIterator<Item = T>,
        write: impl FnMut(&mut Vec<u8>, T),
    ) {
        self.key(key);
        array(self.out, items, write);
    }

    pub(crate) fn value(&mut self, key: &str, write: impl FnOnce(&mut Vec<u8>)) {
        self.key(key);
        write(self.out);
    }

    pub(crate) fn null(&mut self, key: &str) {
        self.key(key);
        self.out.extend(b"null");
    }

    pub(crate) fn truth(&mut self, key: &str, value: bool) {
        self.key(key);
        self.out.extend(if value { &b"true"[..] } else { b"false" });
    }

    pub(crate) fn number(&mut self, key: &str, value: u64) {
        self.key(key);
        whole(self.out, value);
    }

    pub(crate) fn optional_number(&mut self, key: &str, value: Option<u32>) {
        match value {
            Some(value) => self.number(key, value.into()),
            None => self.null(key),
        }
    }

    pub(crate) fn money(&mut self, key: &str, value: Paise) {
        self.key(key);
        hundredths(self.out, value.paise());
    }

    pub(crate) fn optional_money(&mut self, key: &str, value: Option<Paise>) {
        match value {
            Some(value) => self.money(key, value),
            None => self.null(key),
        }
    }

    pub(crate) fn percent(&mut self, key: &str, value: Percent) {
        self.key(key);
        hundredths(self.out, value.hundredths().into());
    }

    pub(crate) fn risk(&mut self, key: &str, value: RiskScore) {
        self.key(key);
        hundredths(self.out, value.hundredths().into());
    }

    pub(crate) fn tenths(&mut self, key: &str, value: u16) {
        self.key(key);
        hundredths(self.out, i128::from(value) * 10);
    }

    pub(crate) fn date(&mut self, key: &str, value: Option<NaiveDate>) {
        match value {
            Some(date) => self.text(key, &date.to_string()),
            None => self.null(key),
        }
    }

    pub(crate) fn object(&mut self, key: &str, write: impl FnOnce(&mut Object<'_>)) {
        self.key(key);
        let mut inner = Object::new(self.out);
        write(&mut inner);
        inner.end();
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

fn text(out: &mut Vec<u8>, value: &str) {
    let is_escaped = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    if value.bytes().any(is_escaped) {
        // Writing a string into memory cannot fail.
        let _ = serde_json::to_writer(out, value);
        return;
    }
    out.push(b'"');
    out.extend(value.as_bytes());
    out.push(b'"');
}

fn whole(out: &mut Vec<u8>, value: u64) {
    let _ = write!(out, "{value}");
}

/// A decimal with one or two places: `5500.0`, `1517.54`.
fn hundredths(out: &mut Vec<u8>, value: i128) {
    if value < 0 {
        out.push(b'-');
    }
    let size = value.unsigned_abs();
    let rest = (size % 100) as u8;
    // Nearly all amounts fit 64 bits, which are written in a fraction of the time that 128 take.
    match u64::try_from(size) {
        Ok(size) => whole(out, size / 100),
        Err(_) => drop(write!(out, "{}", size / 100)),
    }
    let _ = if rest.is_multiple_of(10) {
        write!(out, ".{}", rest / 10)
    } else {
        write!(out, ".{rest:02}")
    };
}
