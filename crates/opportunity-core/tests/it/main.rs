//! The core's tests, one module a subject.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod book_agents;
mod book_lists;
mod book_naive;
mod book_rebuilt;
mod book_refusals;
mod calendar;
mod evidence;
mod examples;
mod failed_sips;
mod findings;
mod fresh_project;
mod high_value_inactive;
mod keys;
mod lasting_silence;
mod life;
mod money;
mod naive;
mod no_sip_increase;
mod policy;
#[cfg(feature = "serde")]
mod serialised;
mod sip_values;
mod step_up_vectors;
mod support;
