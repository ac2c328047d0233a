//! The store's tests, against a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod address;
mod carried_over;
mod constraints;
mod damage;
mod limits;
mod migrations;
mod sessions;
mod version;
