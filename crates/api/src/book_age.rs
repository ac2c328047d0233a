//! How old the book is that is served.

use std::time::Duration;

use actix_web::rt;
use chrono::NaiveDate;

use crate::clock::today;
use crate::live_book::LiveBook;
use crate::metrics;
use importer::FRESH_CONTENT_DAYS;

/// How often the book's age is looked at.
const PACE: Duration = Duration::from_secs(5);

/// When a book is too old.
#[derive(Clone, Copy, Debug)]
pub struct Freshness {
    stale_days: u32,
}

/// A book older than a week is stale, unless the operator says otherwise.
impl Default for Freshness {
    fn default() -> Self {
        Self::of_days(7)
    }
}

/// How old a book is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Age {
    pub(crate) days: i64,
    pub(crate) is_stale: bool,
}

impl Freshness {
    /// A book older than so many days is stale.
    #[must_use]
    pub fn of_days(stale_days: u32) -> Self {
        Self { stale_days }
    }

    /// How old a book of this date is today.
    pub(crate) fn age(self, as_of: NaiveDate) -> Age {
        self.age_on(as_of, today())
    }

    fn age_on(self, as_of: NaiveDate, today: NaiveDate) -> Age {
        let days = (today - as_of).num_days();
        Age { days, is_stale: days > i64::from(self.stale_days) }
    }
}

/// Tells the book's age to the log and among the numbers until the server ends, and does `also` what
/// else is looked at as often.
pub(crate) async fn watch_book_age(live: LiveBook, freshness: Freshness, also: impl Fn()) {
    let mut pace = rt::time::interval(PACE);
    let (mut warned, mut warned_of_content) = (None, None);
    loop {
        pace.tick().await;
        also();
        let Some(held) = live.current() else { continue };
        let Some(as_of) = held.state.as_of() else { continue };
        let Age { days, is_stale } = freshness.age(as_of);
        metrics::book_age(days, is_stale);
        // Once for each book, and once a day.
        let warning = is_stale.then_some((held.state.book.sequence, today()));
        if warning.is_some() && warning != warned {
            tracing::warn!(%as_of, age_days = days, "the book is old: is there no newer export?");
        }
        warned = warning;
        let content = held.state.book.content_age_days().filter(|days| *days > FRESH_CONTENT_DAYS);
        let warning = content.map(|_| held.state.book.sequence);
        if warning.is_some() && warning != warned_of_content {
            tracing::warn!(
                %as_of,
                content_age_days = content,
                "the newest export has old records: is it an old answer under a fresh name?"
            );
        }
        warned_of_content = warning;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    #[test]
    fn a_book_is_stale_after_so_many_days() {
        let freshness = Freshness::of_days(7);
        let today = "2026-02-06".parse().unwrap();
        for (as_of, days, is_stale) in [
            ("2026-01-30", 7, false),
            ("2026-01-29", 8, true),
            ("2026-02-06", 0, false),
            ("2026-02-07", -1, false),
        ] {
            let age = freshness.age_on(as_of.parse().unwrap(), today);
            assert_eq!(age, Age { days, is_stale }, "{as_of}");
        }
    }
}
