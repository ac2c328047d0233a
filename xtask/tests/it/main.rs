//! The commands, as somebody types them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod build;
mod colour;
mod contract;
mod options;
mod private_database;
mod refusals;
mod run;
mod support;
mod workshop;
