//! The importer's tests, against a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod again;
mod atomic;
mod bad_input;
mod clients;
mod clients_any_order;
mod command_line;
mod counts;
mod databases;
mod directory;
mod formats;
mod guards;
mod history;
mod lock;
mod naive_book;
mod order;
mod refresh;
mod roles;
mod support;
mod terminal;
mod twice_in_a_file;
mod undo;
mod watch;
