//! Rows in PostgreSQL's binary format: as a COPY hands them out, or put together from a query.

use std::io;

use chrono::NaiveDate;
use diesel::deserialize::{self, QueryableByName};
use diesel::pg::Pg;
use diesel::row::{Field, NamedRow, Row};
use opportunity_core::{Paise, Percent, Period};

use crate::binary_copy::{DAYS_FROM_1970_TO_2000, NULL};

/// A row, its first values taken.
#[derive(Clone, Copy)]
pub(super) struct BinaryRow<'a> {
    bytes: &'a [u8],
}

/// Why a row cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It is cut off, or has another form than was asked for.
    Row,
    /// This column holds what no import writes.
    Column(&'static str),
}

impl<'a> BinaryRow<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Unreadable> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or(Unreadable::Row)?;
        self.bytes = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Unreadable> {
        self.take(N)?.try_into().map_err(|_| Unreadable::Row)
    }

    /// The next value, which is that of `column`.
    pub(super) fn read<T: FromBinary<'a>>(
        &mut self,
        column: &'static str,
    ) -> Result<T, Unreadable> {
        let bytes = match i32::from_be_bytes(self.array()?) {
            NULL => None,
            length => Some(self.take(usize::try_from(length).map_err(|_| Unreadable::Row)?)?),
        };
        T::from_binary(bytes).ok_or(Unreadable::Column(column))
    }
}

/// A row that a query answered, in the form that a COPY would have given it: one way to read both.
pub(super) struct QueriedRow(Vec<u8>);

impl QueriedRow {
    pub(super) fn row(&self) -> BinaryRow<'_> {
        BinaryRow::new(&self.0)
    }
}

impl QueryableByName<Pg> for QueriedRow {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> deserialize::Result<Self> {
        let mut bytes = Vec::new();
        for position in 0..row.field_count() {
            let field = Row::get(row, position);
            let field = field.ok_or_else(|| io::Error::other("a row is shorter than it says"))?;
            match field.value() {
                None => bytes.extend(NULL.to_be_bytes()),
                Some(value) => {
                    bytes.extend(i32::try_from(value.as_bytes().len())?.to_be_bytes());
                    bytes.extend(value.as_bytes());
                }
            }
        }
        Ok(Self(bytes))
    }
}

/// What a column's bytes are read as; nothing where they are something else. A null has no bytes.
pub(super) trait FromBinary<'a>: Sized {
    fn from_binary(bytes: Option<&'a [u8]>) -> Option<Self>;
}

impl<'a, T: FromBinary<'a>> FromBinary<'a> for Option<T> {
    fn from_binary(bytes: Option<&'a [u8]>) -> Option<Self> {
        bytes.map_or(Some(None), |_| T::from_binary(bytes).map(Some))
    }
}

impl<'a> FromBinary<'a> for &'a str {
    fn from_binary(bytes: Option<&'a [u8]>) -> Option<Self> {
        str::from_utf8(bytes?).ok()
    }
}

impl FromBinary<'_> for i64 {
    fn from_binary(bytes: Option<&[u8]>) -> Option<Self> {
        bytes?.try_into().ok().map(Self::from_be_bytes)
    }
}

impl FromBinary<'_> for i32 {
    fn from_binary(bytes: Option<&[u8]>) -> Option<Self> {
        bytes?.try_into().ok().map(Self::from_be_bytes)
    }
}

impl FromBinary<'_> for u32 {
    fn from_binary(bytes: Option<&[u8]>) -> Option<Self> {
        i32::from_binary(bytes)?.try_into().ok()
    }
}

impl FromBinary<'_> for bool {
    fn from_binary(bytes: Option<&[u8]>) -> Option<Self> {
        match bytes? {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        }
    }
}

impl FromBinary<'_> for NaiveDate {
    fn from_binary(bytes: Option<&[u8]>) -> Option<Self> {
        Self::from_epoch_days(i32::from_binary(bytes)?.checked_add(DAYS_FROM_1970_TO_2000)?)
    }
}

impl FromBinary<'_> for Paise {
    fn from_binary(bytes: Option<&[u8]>) -> Option<Self> {
        i64::from_binary(bytes).map(Self::new)
    }
}

impl FromBinary<'_> for Percent {
    fn from_binary(bytes: Option<&[u8]>) -> Option<Self> {
        i64::from_binary(bytes)?.try_into().ok().map(Self::from_hundredths)
    }
}

impl FromBinary<'_> for Period {
    fn from_binary(bytes: Option<&[u8]>) -> Option<Self> {
        Self::parse(<&str>::from_binary(bytes)?)
    }
}
