//! The core's tests, one module a subject.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

mod step_up_vectors;
mod support;
