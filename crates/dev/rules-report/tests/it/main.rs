//! The tests of the lives and of what they say about the rule, one module a subject.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod aim;
mod as_agreed;
mod day;
mod invariants;
mod none_made;
mod support;
mod table;
mod truth;
