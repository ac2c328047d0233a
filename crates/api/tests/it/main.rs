//! The server's tests: over HTTP, on a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod access;
mod answers;
mod audit;
mod audited;
mod backup;
mod bounds;
mod cached_answers;
mod calls;
mod client_opportunities;
mod command_line;
mod conditional;
mod connections;
mod database_away;
mod deploy;
mod desk;
mod directory;
mod documentation;
mod imports;
mod key_agents;
mod keys;
mod kinds;
mod live;
#[cfg(not(feature = "sentry"))]
mod no_reports;
mod observed;
mod open_mode;
mod paging;
mod pooled;
mod program;
mod program_ends;
mod read_only;
mod refusals;
#[cfg(feature = "sentry")]
mod reports;
mod settings;
mod spells;
mod support;
mod tls;
mod tokens;
mod undone;
mod weeks;
mod wire;
mod work;
mod writers;
