//! Sample books: the same each time, readable, lived on, and as uneven as life.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod clients;
mod command_line;
mod evidence;
mod export;
mod lived_on;
mod support;
mod unevenness;
