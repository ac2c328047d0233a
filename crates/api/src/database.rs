//! Asking the database: on a thread that may wait, timed under a name, and with one answer for a
//! database that is away.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use http_edge::{Problem, blocking};
use metrics::histogram;
use store_pg::{PgConnection, Pool, StoreError};

use crate::metrics::STATEMENT_SECONDS;

static SLOW_MILLIS: AtomicU64 = AtomicU64::new(u64::MAX);

/// From now on, statements that take longer are logged.
pub(crate) fn log_statements_slower_than(millis: u64) {
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

/// Whether requests could ask the database the last time. Copies know the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    is_away: Arc<AtomicBool>,
    is_tried: Arc<AtomicBool>,
}

impl Reach {
    pub(crate) fn is_away(&self) -> bool {
        self.is_away.load(Ordering::Relaxed)
    }

    fn note<T>(&self, asked: &Result<T, StoreError>) {
        self.is_away.store(matches!(asked, Err(StoreError::Away(_))), Ordering::Relaxed);
    }

    /// Looks once more, where it was away: whoever asks how it is must not be told of long ago. One
    /// look at a time, for which nobody waits.
    pub(crate) fn try_again(&self, pool: &Pool) {
        if !self.is_away() || self.is_tried.swap(true, Ordering::Relaxed) {
            return;
        }
        let (reach, pool) = (self.clone(), pool.clone());
        drop(blocking(move || {
            reach.note(&pool.get().map_err(StoreError::from));
            reach.is_tried.store(false, Ordering::Relaxed);
        }));
    }
}

/// Asks the database on a thread that may wait, by a connection of the pool.
pub(crate) async fn ask<T: Send + 'static>(
    pool: &Pool,
    reach: &Reach,
    name: &'static str,
    work: impl FnOnce(&mut PgConnection) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Problem> {
    let (pool, reach) = (pool.clone(), reach.clone());
    let done = blocking(move || {
        let asked = pool
            .get()
            .map_err(StoreError::from)
            .and_then(|mut connection| statement(name, || work(&mut connection)));
        reach.note(&asked);
        asked
    });
    done.await?.map_err(problem)
}

/// What the database could not do, as clients read it. Only the log learns more than that.
pub(crate) fn problem(error: StoreError) -> Problem {
    match error {
        StoreError::Away(_) => {
            tracing::warn!(%error, "the database is away");
            Problem::Unavailable("The database is away. Try again in a moment.")
        }
        StoreError::ReadOnly => {
            tracing::warn!(%error, "a change was refused");
            Problem::Unavailable(
                "The database cannot be written at the moment: it is a replica, or set to read only. \
                 What is read goes on.",
            )
        }
        StoreError::Unsuitable(_) | StoreError::Address(_) => {
            tracing::error!(%error, "the database cannot be used");
            Problem::Unavailable("The database cannot be used as it is set up.")
        }
        other => {
            tracing::error!(error = %other, "the store failed");
            Problem::Internal
        }
    }
}
