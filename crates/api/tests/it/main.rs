//! The server's tests: over HTTP, on a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod answers;
mod audit;
mod client_opportunities;
mod conditional;
mod database_away;
mod documentation;
mod imports;
mod kept_answers;
mod live;
mod paging;
mod refusals;
mod support;
