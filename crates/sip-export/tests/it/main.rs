//! The export's format, one module a subject.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod bad_records;
mod clients;
mod columns;
mod containers;
mod dates;
mod file_date;
mod formats;
mod hostile;
mod ids;
mod malformed;
mod numbers;
mod records;
mod restyled;
mod round_trip;
mod support;
mod tiny_reads;
mod two_ways;
mod words;
