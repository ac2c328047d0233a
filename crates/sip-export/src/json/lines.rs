//! JSON objects, one a line: a line that is none is one bad record.

use std::io::BufRead;

use super::object::{ObjectError, read_object};
use crate::entry::Entry;
use crate::error::FileError;
use crate::file::{LineEnd, Window};
use crate::reading::Reading;
use crate::record::Fault;

/// Reads records that stand one a line.
pub(crate) struct JsonLines<R> {
    window: Window<R>,
    records: u64,
}

impl<R: BufRead> JsonLines<R> {
    pub(crate) fn new(window: Window<R>) -> Self {
        Self { window, records: 0 }
    }

    pub(crate) fn next(&mut self, reading: &mut Reading) -> Result<Option<Entry>, FileError> {
        self.window.skip_space()?;
        if self.window.peek()?.is_none() {
            return Ok(None);
        }
        let place = self.window.place();
        let length = self.window.find_end_or_rest(&mut LineEnd(b'\n'))?;
        self.records += 1;
        let line = without_comma(self.window.taken(length));
        let read = read_object(line, reading).unwrap_or_else(|fault| {
            Err(match fault {
                ObjectError::Malformed { column, what, .. } => {
                    let column = place.further(1, column).column;
                    Fault::of_record(format!("not JSON: {what} at column {column}"), reading)
                }
                ObjectError::NotText(_) => Fault::of_record("not UTF-8 text", reading),
            })
        });
        self.window.consume(length);
        Ok(Some(Entry::of(read, place.line, self.records)))
    }
}

/// Lines cut out of an array end with its commas.
fn without_comma(line: &[u8]) -> &[u8] {
    line.trim_ascii_end().strip_suffix(b",").unwrap_or(line)
}
