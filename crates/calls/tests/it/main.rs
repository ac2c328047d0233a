//! The tests of the day's calls, one module a subject.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod account_states;
mod attempts;
mod chances;
mod credit;
mod day;
mod ends;
mod held_to_naive;
mod invented;
mod keys;
mod marks;
mod naive;
mod naive_calls;
mod natures;
mod rests;
mod settlements;
mod standing;
mod story;
mod support;
mod takes;
mod weighing;
