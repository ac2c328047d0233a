//! The commands, as somebody types them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod run;
mod support;
