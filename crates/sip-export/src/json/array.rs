//! A file that is one JSON array of objects.

use std::io::BufRead;

use super::elements::{Elements, element, end_of_text, punctuation};
use crate::entry::Entry;
use crate::error::FileError;
use crate::file::Window;
use crate::reading::Reading;

/// Reads the elements of one JSON array.
pub(crate) struct JsonArray<R> {
    window: Window<R>,
    state: State,
    records: u64,
}

enum State {
    BeforeArray,
    Within(Elements),
    Done,
}

impl<R: BufRead> JsonArray<R> {
    pub(crate) fn new(window: Window<R>) -> Self {
        Self { window, state: State::BeforeArray, records: 0 }
    }

    pub(crate) fn next(&mut self, reading: &mut Reading) -> Result<Option<Entry>, FileError> {
        if matches!(self.state, State::BeforeArray) {
            punctuation(&mut self.window, b"[", "expected `[`, the beginning of an array")?;
            self.state = State::Within(Elements::default());
        }
        let State::Within(elements) = &mut self.state else { return Ok(None) };
        if !elements.step(&mut self.window)? {
            self.state = State::Done;
            return end_of_text(&mut self.window, "array").map(|()| None);
        }
        self.records += 1;
        element(&mut self.window, reading, self.records).map(Some)
    }
}
