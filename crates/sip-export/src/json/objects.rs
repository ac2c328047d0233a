//! JSON objects one after another, each over several lines, as `jq` and people write them.

use std::io::BufRead;

use super::object::{ObjectError, read_object};
use super::scan;
use crate::entry::Entry;
use crate::error::FileError;
use crate::file::{End, LineEnd, Window};
use crate::reading::Reading;
use crate::record::Fault;

/// Reads objects that follow each other, with or without commas between.
pub(crate) struct JsonObjects<R> {
    window: Window<R>,
    records: u64,
}

impl<R: BufRead> JsonObjects<R> {
    pub(crate) fn new(window: Window<R>) -> Self {
        Self { window, records: 0 }
    }

    pub(crate) fn next(&mut self, reading: &mut Reading) -> Result<Option<Entry>, FileError> {
        self.window.skip_space_and_commas()?;
        let Some(first) = self.window.peek()? else { return Ok(None) };
        let place = self.window.place();
        self.records += 1;
        if let Some((raw, length)) = scan::object(self.window.seen(), reading) {
            let read = raw.read();
            self.window.consume(length);
            return Ok(Some(Entry::of(read, place.line, self.records)));
        }
        let length = match first {
            b'{' => self.window.find_end_or_rest(&mut ObjectEnd::default())?,
            _ => self.window.find_end_or_rest(&mut LineEnd(b'\n'))?,
        };
        let read = read_object(self.window.taken(length), reading).unwrap_or_else(|fault| {
            Err(match fault {
                ObjectError::Malformed { line, column, what } => {
                    let at = place.further(line, column);
                    let (line, column) = (at.line, at.column);
                    Fault::of_record(
                        format!("not JSON: {what} at line {line}, column {column}"),
                        reading,
                    )
                }
                ObjectError::NotText(_) => Fault::of_record("not UTF-8 text", reading),
            })
        });
        self.window.consume(length);
        Ok(Some(Entry::of(read, place.line, self.records)))
    }
}

/// Finds where an object ends: behind its closing brace, or where the next one begins a line because
/// this one lacks a brace or a quote. No text goes on over the end of a line.
#[derive(Default)]
struct ObjectEnd {
    depth: u32,
    in_text: bool,
    escaped: bool,
    line_begins: bool,
}

impl End for ObjectEnd {
    fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        for (position, byte) in bytes.iter().enumerate() {
            let line_begins = std::mem::take(&mut self.line_begins);
            match byte {
                b'\n' => (self.in_text, self.escaped, self.line_begins) = (false, false, true),
                b'{' if line_begins => return Some(position),
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_text => self.escaped = true,
                b'"' => self.in_text = !self.in_text,
                _ if self.in_text => {}
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(position + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }
}
