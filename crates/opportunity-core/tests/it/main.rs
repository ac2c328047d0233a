//! The core's tests, one module a subject.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod book_agents;
mod book_lists;
mod book_merged;
mod book_naive;
mod book_rebuilt;
mod book_refusals;
mod calendar;
mod debits;
mod ending_sips;
mod examples;
mod failed_sips;
mod findings;
mod fresh_project;
mod held_to_naive;
mod high_value_inactive;
mod increase_properties;
mod invented;
mod keys;
mod lasting_silence;
mod life;
mod lost_mandates;
mod missed_debits;
mod money;
mod naive;
mod never_started;
mod no_sip_increase;
mod no_step_up;
mod paused_sips;
mod policy;
#[cfg(feature = "serde")]
mod serialised;
mod sip_values;
mod step_up_vectors;
mod stopped_sips;
mod support;
