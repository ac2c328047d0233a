//! What a file that begins with an object is: told by its first object, as far as it can be seen.

use super::value_end::ValueEnd;
use crate::field::Field;
use crate::file::End;

/// How records stand in a file that begins with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One a line.
    Lines,
    /// Over several lines, one after another.
    Objects,
    /// Within the object, or nowhere: the object is no record.
    Document,
}

/// That of a file which begins with these bytes, or is these bytes.
pub(crate) fn shape(front: &[u8], is_all: bool) -> Shape {
    if is_document(front, is_all) {
        Shape::Document
    } else if is_over_several_lines(front) {
        Shape::Objects
    } else {
        Shape::Lines
    }
}

/// A document has no field of a record, and has `data`, or is all there is.
fn is_document(front: &[u8], is_all: bool) -> bool {
    let mut members = Members { front, at: 1, is_closed: false };
    let mut has_data = false;
    for (key, first) in members.by_ref() {
        if std::str::from_utf8(key).is_ok_and(|key| Field::of_name(key).is_some()) {
            return false;
        }
        has_data |= key == b"data" && matches!(first, b'[' | b'{');
    }
    let follows = &front[members.at..];
    has_data || (members.is_closed && is_all && follows.trim_ascii().is_empty())
}

/// The members of the object at the front, up to the first that cannot be seen or is none: each key
/// as it is written, and what its value begins with.
struct Members<'a> {
    front: &'a [u8],
    at: usize,
    is_closed: bool,
}

impl<'a> Members<'a> {
    fn skip(&mut self, is_skipped: impl Fn(u8) -> bool) {
        self.at += self.front[self.at..].iter().take_while(|byte| is_skipped(**byte)).count();
    }

    /// The value that comes next, where all of it is to be seen.
    fn value(&mut self) -> Option<&'a [u8]> {
        let rest = &self.front[self.at..];
        let length = ValueEnd::default().find(rest)?;
        self.at += length;
        Some(&rest[..length])
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a [u8], u8);

    fn next(&mut self) -> Option<Self::Item> {
        self.skip(|byte| byte.is_ascii_whitespace() || byte == b',');
        if self.front.get(self.at) == Some(&b'}') {
            self.at += 1;
            self.is_closed = true;
        }
        if self.is_closed || self.front.get(self.at) != Some(&b'"') {
            return None;
        }
        let key = self.value()?;
        self.skip(|byte| byte.is_ascii_whitespace() || byte == b':');
        let first = *self.front.get(self.at)?;
        // A value of which the end is not to be seen is the last that can be told of.
        if self.value().is_none() {
            self.at = self.front.len();
        }
        Some((&key[1..key.len() - 1], first))
    }
}

/// Whether the first object goes on behind its first line. Where the next line begins with an object
/// of its own, it does not: the first line is one that was cut.
fn is_over_several_lines(front: &[u8]) -> bool {
    let mut lines = front.split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let next = lines.map(<[u8]>::trim_ascii_start).find(|line| !line.is_empty());
    ValueEnd::default().find(first).is_none() && next.is_some_and(|next| next[0] != b'{')
}
