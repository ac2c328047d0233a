//! The server's tests: over HTTP, on a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod answers;
mod client_opportunities;
mod conditional;
mod database_away;
mod documentation;
mod kept_answers;
mod live;
mod observed;
mod paging;
mod program;
mod program_ends;
mod refusals;
mod support;
mod tls;
mod wire;
