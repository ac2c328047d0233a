//! The elements of a JSON array, one at a time.

use std::io::BufRead;

use super::object::read_object;
use super::scan;
use super::value_end::ValueEnd;
use crate::entry::Entry;
use crate::error::FileError;
use crate::file::Window;
use crate::reading::Reading;

/// How far an array has been read.
#[derive(Default)]
pub(super) struct Elements {
    has_begun: bool,
}

impl Elements {
    /// Moves the window to the next element; false behind the array's end. The window has to stand
    /// behind the opening bracket, or behind the element before.
    pub(super) fn step<R: BufRead>(&mut self, window: &mut Window<R>) -> Result<bool, FileError> {
        window.skip_space()?;
        let ends = if self.has_begun {
            punctuation(window, b",]", "expected `,` or `]`")? == b']'
        } else if window.peek()? == Some(b']') {
            window.consume(1);
            true
        } else {
            false
        };
        self.has_begun = true;
        window.skip_space()?;
        Ok(!ends)
    }
}

/// Takes one of these bytes.
pub(super) fn punctuation<R: BufRead>(
    window: &mut Window<R>,
    allowed: &[u8],
    expected: &str,
) -> Result<u8, FileError> {
    window.skip_space()?;
    match window.peek()? {
        Some(byte) if allowed.contains(&byte) => {
            window.consume(1);
            Ok(byte)
        }
        Some(_) => Err(window.place().malformed(expected)),
        None => Err(window.place().malformed(&format!("{expected}, not the end"))),
    }
}

/// Nothing may follow.
pub(super) fn end_of_text<R: BufRead>(window: &mut Window<R>, what: &str) -> Result<(), FileError> {
    window.skip_space()?;
    match window.peek()? {
        None => Ok(()),
        Some(_) => Err(window.place().malformed(&format!("expected nothing after the {what}"))),
    }
}

/// Reads the element that the window stands at.
pub(super) fn element<R: BufRead>(
    window: &mut Window<R>,
    reading: &mut Reading,
    record: u64,
) -> Result<Entry, FileError> {
    let place = window.place();
    if let Some((raw, length)) = scan::object(window.seen(), reading) {
        let read = raw.read();
        window.consume(length);
        return Ok(Entry::of(read, place.line, record));
    }
    let length = window.find_end(&mut ValueEnd::default())?;
    let value = window.taken(length);
    let read = read_object(value, reading).map_err(|fault| fault.at(place, value, b'\n'))?;
    window.consume(length);
    Ok(Entry::of(read, place.line, record))
}
