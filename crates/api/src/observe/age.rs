//! Whether the server can be asked, and how old what it says is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::rt;
use chrono::{NaiveDate, Utc};

use super::metrics;
use crate::live_book::LiveBook;

/// How often the book's age and the connections are looked at.
const PACE: Duration = Duration::from_secs(5);

/// Whether the server is ending, and when a book is too old.
#[derive(Debug)]
pub struct Readiness {
    is_draining: AtomicBool,
    stale_days: u32,
}

/// How old a book is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Age {
    pub(crate) days: i64,
    pub(crate) is_stale: bool,
}

impl Readiness {
    /// Of a server that answers; a book older than so many days is stale.
    #[must_use]
    pub fn new(stale_days: u32) -> Arc<Self> {
        Arc::new(Self { is_draining: AtomicBool::new(false), stale_days })
    }

    /// Says that the server is ending.
    pub(crate) fn drain(&self) {
        self.is_draining.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::Relaxed)
    }

    /// How old a book of this date is today.
    pub(crate) fn age(&self, as_of: NaiveDate) -> Age {
        self.age_on(as_of, today())
    }

    fn age_on(&self, as_of: NaiveDate, today: NaiveDate) -> Age {
        let days = (today - as_of).num_days();
        Age { days, is_stale: days > i64::from(self.stale_days) }
    }
}

/// Today in Asia/Kolkata. What the server says of SIPs never depends on it.
pub(super) fn today() -> NaiveDate {
    Utc::now().with_timezone(&sip_export::kolkata()).date_naive()
}

pub(super) fn days_of_unix(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

/// Looks at the book, and at what else is looked at from time to time, until the server ends.
pub(crate) async fn look_at_the_book(live: LiveBook, readiness: Arc<Readiness>, also: impl Fn()) {
    let mut pace = rt::time::interval(PACE);
    let mut warned = None;
    loop {
        pace.tick().await;
        also();
        let Some(held) = live.current() else { continue };
        let Some(as_of) = held.book.as_of() else { continue };
        let Age { days, is_stale } = readiness.age(as_of);
        metrics::book_age(days, is_stale);
        // Once for each book, and once a day.
        let warning = is_stale.then_some((held.version.sequence, today()));
        if warning.is_some() && warning != warned {
            tracing::warn!(%as_of, age_days = days, "the book is old: is there no newer export?");
        }
        warned = warning;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    #[test]
    fn a_book_is_stale_after_so_many_days() {
        let readiness = Readiness::new(7);
        let today = "2026-02-06".parse().unwrap();
        for (as_of, days, is_stale) in [
            ("2026-01-30", 7, false),
            ("2026-01-29", 8, true),
            ("2026-02-06", 0, false),
            ("2026-02-07", -1, false),
        ] {
            let age = readiness.age_on(as_of.parse().unwrap(), today);
            assert_eq!(age, Age { days, is_stale }, "{as_of}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days_of_unix("1970-01-02".parse().unwrap()), 1);
        assert_eq!(days_of_unix("2026-01-30".parse().unwrap()), 20_483);
    }
}
