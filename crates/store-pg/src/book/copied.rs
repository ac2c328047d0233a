//! Rows as PostgreSQL's binary COPY hands them out: the quickest way to a whole table.

use std::io::BufRead;

use diesel::connection::SimpleConnection;
use diesel::pg::{CopyFormat, CopyTarget};
use diesel::prelude::*;

use super::binary_row::{BinaryRow, Unreadable};
use crate::binary_copy::{END_OF_ROWS, SIGNATURE};
use crate::error::StoreError;

/// Shows each row of what is copied, and leaves the connection ready for the next statement.
pub(super) fn copy_each(
    connection: &mut PgConnection,
    target: impl CopyTarget,
    show: impl FnMut(BinaryRow<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let copy = diesel::copy_to(target).with_format(CopyFormat::Binary).load_raw(connection)?;
    let shown = each_row(copy, show);
    // Diesel leaves the end of a COPY unread, which a plain statement picks up, and no other does.
    connection.batch_execute("SELECT")?;
    shown
}

/// Shows each row of a copy, and reads on to the end whatever becomes of them: a connection that
/// was left within a COPY could not even roll back.
fn each_row(
    mut copy: impl BufRead,
    mut show: impl FnMut(BinaryRow<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut state = State::Before;
    let mut outcome = Ok(());
    loop {
        // The server sends a message a row.
        let message = copy.fill_buf().map_err(|fault| StoreError::Away(fault.to_string()))?;
        if message.is_empty() {
            break;
        }
        if outcome.is_ok() {
            outcome = match state.advance(message) {
                Ok(Some(row)) => show(row),
                Ok(None) => Ok(()),
                Err(_) => Err(broken()),
            };
        }
        let length = message.len();
        copy.consume(length);
    }
    outcome.and(if state == State::After { Ok(()) } else { Err(broken()) })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Within,
    After,
}

impl State {
    /// Takes in a message: a row, or the end, the first one behind the signature.
    fn advance<'a>(&mut self, message: &'a [u8]) -> Result<Option<BinaryRow<'a>>, Unreadable> {
        let mut row = BinaryRow::new(message);
        if *self == Self::Before {
            let is_known = row.take(SIGNATURE.len())? == SIGNATURE && row.array()? == [0; 4];
            let extension = u32::from_be_bytes(row.array()?);
            row.take(extension as usize)?;
            *self = if is_known { Self::Within } else { return Err(Unreadable::Row) };
            if row.is_empty() {
                return Ok(None);
            }
        }
        if i16::from_be_bytes(row.array()?) != END_OF_ROWS {
            return Ok(Some(row));
        }
        *self = Self::After;
        if row.is_empty() { Ok(None) } else { Err(Unreadable::Row) }
    }
}

/// What comes is not what was asked for.
pub(super) fn broken() -> StoreError {
    StoreError::Away("a copy of the book broke off, or is of a form that is not known".to_owned())
}
