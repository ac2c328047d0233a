//! What PostgreSQL's binary COPY format is made of, whichever way the rows go.

/// What a copy begins with.
pub(crate) const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";

/// The length that stands before a null.
pub(crate) const NULL: i32 = -1;

/// The number of columns that stands where no more rows follow.
pub(crate) const END_OF_ROWS: i16 = -1;

/// PostgreSQL counts days from the year 2000, chrono from 1970.
pub(crate) const DAYS_FROM_1970_TO_2000: i32 = 10_957;
