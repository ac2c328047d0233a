//! Where a row of CSV ends: at the first line's end that no quotes enclose.

use super::dialect::Dialect;
use crate::file::End;

/// Finds the end of a row.
pub(super) struct RowEnd {
    dialect: Dialect,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    ValueBegins,
    Plain,
    Quoted,
    /// A quote within quotes: their end, or half of a quote that is meant.
    QuoteInQuotes,
    /// Something else follows a quote that ended a value.
    Broken,
}

impl RowEnd {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self { dialect, state: State::ValueBegins }
    }

    /// Whether a quote is never closed, or is followed by what may not follow it.
    pub(super) fn is_at_fault(&self) -> bool {
        matches!(self.state, State::Quoted | State::Broken)
    }
}

impl End for RowEnd {
    fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        let Dialect { delimiter, newline } = self.dialect;
        let mut state = self.state;
        let mut found = None;
        for (position, byte) in bytes.iter().copied().enumerate() {
            state = match state {
                State::Quoted if byte == b'"' => State::QuoteInQuotes,
                State::Quoted => State::Quoted,
                State::ValueBegins | State::QuoteInQuotes if byte == b'"' => State::Quoted,
                _ if byte == newline => {
                    found = Some(position);
                    break;
                }
                _ if byte == delimiter => State::ValueBegins,
                State::QuoteInQuotes if byte == b'\r' => State::Plain,
                State::QuoteInQuotes => {
                    (state, found) = (State::Broken, Some(position));
                    break;
                }
                _ => State::Plain,
            };
        }
        self.state = state;
        found
    }
}
