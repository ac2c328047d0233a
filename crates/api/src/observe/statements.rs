//! How long the database takes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use metrics::histogram;

use super::metrics::STATEMENT_SECONDS;

static SLOW_MILLIS: AtomicU64 = AtomicU64::new(u64::MAX);

/// Statements that take longer are logged from now on.
pub(crate) fn slow_from(millis: u64) {
    SLOW_MILLIS.store(millis, Ordering::Relaxed);
}

/// Asks the database something that should not take long.
pub(crate) fn statement<T>(name: &'static str, ask: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let said = ask();
    let took = began.elapsed();
    if took > Duration::from_millis(SLOW_MILLIS.load(Ordering::Relaxed)) {
        tracing::warn!(statement = name, millis = took.as_millis(), "the database was slow");
    }
    histogram!(STATEMENT_SECONDS, "statement" => name).record(took);
    said
}

/// Asks the database something that takes as long as the book is large.
pub(crate) fn long_statement<T>(name: &'static str, ask: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let said = ask();
    histogram!(STATEMENT_SECONDS, "statement" => name).record(began.elapsed());
    said
}
