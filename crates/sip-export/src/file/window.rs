//! A moving window over a byte stream: whole records in memory, never the whole file.

use std::io::BufRead;

use crate::error::FileError;

/// The longest record, in bytes. One quote too few would else swallow the rest of a file.
const LONGEST_RECORD: usize = 64 * 1024 * 1024;

const CHUNK: usize = 256 * 1024;

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// From 1.
    pub(crate) line: u64,
    /// In bytes, from 1.
    pub(crate) column: u64,
}

impl Place {
    pub(crate) fn malformed(self, what: &str) -> FileError {
        FileError::Malformed { line: self.line, column: self.column, what: what.to_owned() }
    }

    /// The place of a line and column that are counted from this one.
    pub(crate) fn further(self, line: u64, column: u64) -> Self {
        let before = if line <= 1 { self.column - 1 } else { 0 };
        Self { line: self.line + line.saturating_sub(1), column: before + column }
    }

    /// The place behind these bytes, whose lines end with `newline`.
    pub(crate) fn after(self, bytes: &[u8], newline: u8) -> Self {
        match memchr::memrchr(newline, bytes) {
            None => Self { column: self.column + bytes.len() as u64, ..self },
            Some(last) => Self {
                line: self.line + memchr::memchr_iter(newline, bytes).count() as u64,
                column: (bytes.len() - last) as u64,
            },
        }
    }
}

/// Finds the end of what begins at the window's front, being shown its bytes piece by piece.
pub(crate) trait End {
    fn find(&mut self, bytes: &[u8]) -> Option<usize>;
}

pub(crate) struct Window<R> {
    source: R,
    buffer: Vec<u8>,
    front: usize,
    place: Place,
    newline: u8,
    at_end: bool,
}

impl<R: BufRead> Window<R> {
    pub(crate) fn new(source: R) -> Self {
        Self::beginning_at(Place { line: 1, column: 1 }, source)
    }

    /// Over what stands there in a file.
    pub(crate) fn beginning_at(place: Place, source: R) -> Self {
        Self { source, buffer: Vec::new(), front: 0, place, newline: b'\n', at_end: false }
    }

    /// What the file's lines end with.
    pub(crate) fn newline(&self) -> u8 {
        self.newline
    }

    /// Lines end with this byte, as those of old spreadsheets do with a carriage return.
    pub(crate) fn set_newline(&mut self, newline: u8) {
        self.newline = newline;
    }

    /// Where the front stands.
    pub(crate) fn place(&self) -> Place {
        self.place
    }

    /// Reads on; false at the end of the file.
    fn fill(&mut self) -> Result<bool, FileError> {
        if self.at_end {
            return Ok(false);
        }
        if self.front > 0 {
            self.buffer.drain(..self.front);
            self.front = 0;
        }
        let before = self.buffer.len();
        while self.buffer.len() < before + CHUNK {
            let piece = self.source.fill_buf()?;
            let length = piece.len();
            if length == 0 {
                self.at_end = true;
                break;
            }
            self.buffer.extend_from_slice(piece);
            self.source.consume(length);
        }
        Ok(self.buffer.len() > before)
    }

    pub(crate) fn peek(&mut self) -> Result<Option<u8>, FileError> {
        while self.front == self.buffer.len() {
            if !self.fill()? {
                return Ok(None);
            }
        }
        Ok(Some(self.buffer[self.front]))
    }

    pub(crate) fn skip_space(&mut self) -> Result<(), FileError> {
        self.skip(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
    }

    pub(crate) fn skip_space_and_commas(&mut self) -> Result<(), FileError> {
        self.skip(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b','))
    }

    pub(crate) fn skip_line_ends(&mut self) -> Result<(), FileError> {
        self.skip(|byte| matches!(byte, b'\r' | b'\n'))
    }

    fn skip(&mut self, is_skipped: impl Fn(u8) -> bool) -> Result<(), FileError> {
        while self.peek()?.is_some_and(&is_skipped) {
            let length = self.seen().iter().take_while(|byte| is_skipped(**byte)).count();
            self.consume(length);
        }
        Ok(())
    }

    /// The front as far as it can be seen at once: `length` bytes or more, and whether that is all
    /// that the file still has.
    pub(crate) fn look(&mut self, length: usize) -> Result<(&[u8], bool), FileError> {
        while self.seen().len() < length && self.fill()? {}
        let at_end = self.at_end;
        Ok((self.seen(), at_end))
    }

    /// The first byte that is no white space, which stays where it is, as does the space.
    pub(crate) fn first_behind_space(&mut self) -> Result<Option<u8>, FileError> {
        let mut blank = 0;
        while blank <= LONGEST_RECORD {
            match self.seen()[blank..].iter().find(|byte| !byte.is_ascii_whitespace()) {
                Some(first) => return Ok(Some(*first)),
                None => blank = self.seen().len(),
            }
            if !self.fill()? {
                break;
            }
        }
        Ok(None)
    }

    /// What has been read and not yet consumed.
    pub(crate) fn seen(&self) -> &[u8] {
        &self.buffer[self.front..]
    }

    /// The first `length` bytes.
    pub(crate) fn taken(&self, length: usize) -> &[u8] {
        &self.buffer[self.front..self.front + length]
    }

    /// Moves the front on.
    pub(crate) fn consume(&mut self, length: usize) {
        self.place = self.place.after(self.taken(length), self.newline);
        self.front += length;
    }

    /// How long the value at the front is.
    pub(crate) fn find_end(&mut self, end: &mut impl End) -> Result<usize, FileError> {
        let found = self.find_end_up_to(end, LONGEST_RECORD)?;
        found.ok_or_else(|| {
            self.place.malformed(
                "a record of more than 64 MiB begins here: is a quote or a bracket missing?",
            )
        })
    }

    /// The same, where it may be so long; none where it is longer.
    pub(crate) fn find_end_up_to(
        &mut self,
        end: &mut impl End,
        most: usize,
    ) -> Result<Option<usize>, FileError> {
        let mut seen = 0;
        loop {
            if let Some(position) = end.find(&self.buffer[self.front + seen..]) {
                return Ok(Some(seen + position));
            }
            seen = self.buffer.len() - self.front;
            if seen > most {
                return Ok(None);
            }
            if !self.fill()? {
                let rest = self.taken(seen);
                return Err(self
                    .place
                    .after(rest, self.newline)
                    .malformed("the file ends within a value"));
            }
        }
    }

    /// The same, where the end of the file is an end too.
    pub(crate) fn find_end_or_rest(&mut self, end: &mut impl End) -> Result<usize, FileError> {
        match self.find_end(end) {
            Err(FileError::Malformed { .. }) if self.at_end => Ok(self.buffer.len() - self.front),
            found => found,
        }
    }
}

/// The end of a line, which this byte is.
pub(crate) struct LineEnd(pub(crate) u8);

impl End for LineEnd {
    fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        memchr::memchr(self.0, bytes)
    }
}
