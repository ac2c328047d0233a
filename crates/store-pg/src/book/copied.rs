//! Rows as PostgreSQL's binary COPY hands them out: the quickest way to a whole table.

use std::io::BufRead;

use chrono::NaiveDate;

use crate::error::StoreError;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";

/// Shows each row of a copy, and reads on to the end whatever becomes of them: a connection that
/// was left within a COPY could not even roll back.
pub(crate) fn each_row(
    mut copy: impl BufRead,
    mut show: impl FnMut(&mut CopiedRow<'_>) -> Result<(), StoreError>,
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
            outcome = state.take(message, &mut show);
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
    fn take(
        &mut self,
        message: &[u8],
        show: &mut impl FnMut(&mut CopiedRow<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut row = CopiedRow { bytes: message };
        if *self == Self::Before {
            let is_known = row.take(SIGNATURE.len())? == SIGNATURE && row.array()? == [0; 4];
            let extension = u32::from_be_bytes(row.array()?);
            row.take(extension as usize)?;
            *self = if is_known { Self::Within } else { return Err(broken()) };
            if row.bytes.is_empty() {
                return Ok(());
            }
        }
        match i16::from_be_bytes(row.array()?) {
            -1 => *self = Self::After,
            _ => show(&mut row)?,
        }
        if row.bytes.is_empty() { Ok(()) } else { Err(broken()) }
    }
}

/// A row, its first values taken.
pub(crate) struct CopiedRow<'a> {
    bytes: &'a [u8],
}

impl<'a> CopiedRow<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], StoreError> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or_else(broken)?;
        self.bytes = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], StoreError> {
        self.take(N)?.try_into().map_err(|_| broken())
    }

    /// The next value, which may be null.
    pub(crate) fn optional<T: CopiedValue<'a>>(&mut self) -> Result<Option<T>, StoreError> {
        match i32::from_be_bytes(self.array()?) {
            -1 => Ok(None),
            length => {
                let bytes = self.take(usize::try_from(length).map_err(|_| broken())?)?;
                T::copied(bytes).map(Some).ok_or_else(broken)
            }
        }
    }

    /// The next value.
    pub(crate) fn value<T: CopiedValue<'a>>(&mut self) -> Result<T, StoreError> {
        self.optional()?.ok_or_else(broken)
    }
}

/// A value as binary COPY writes it.
pub(crate) trait CopiedValue<'a>: Sized {
    fn copied(bytes: &'a [u8]) -> Option<Self>;
}

impl<'a> CopiedValue<'a> for &'a str {
    fn copied(bytes: &'a [u8]) -> Option<Self> {
        str::from_utf8(bytes).ok()
    }
}

impl CopiedValue<'_> for i64 {
    fn copied(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_be_bytes)
    }
}

impl CopiedValue<'_> for i32 {
    fn copied(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_be_bytes)
    }
}

impl CopiedValue<'_> for bool {
    fn copied(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        }
    }
}

impl CopiedValue<'_> for NaiveDate {
    /// PostgreSQL counts from the year 2000, chrono from 1970.
    fn copied(bytes: &[u8]) -> Option<Self> {
        const DAYS_FROM_1970_TO_2000: i32 = 10_957;
        let days = i32::copied(bytes)?.checked_add(DAYS_FROM_1970_TO_2000)?;
        Self::from_epoch_days(days)
    }
}

/// What comes is not what was asked for.
pub(crate) fn broken() -> StoreError {
    StoreError::Away("a copy of the book broke off, or is of a form that is not known".to_owned())
}
