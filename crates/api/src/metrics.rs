//! The numbers of the book, the database and the audit trail, for Prometheus. Where no recorder is
//! installed, none are kept.

use std::time::Duration;

use chrono::{NaiveDate, NaiveDateTime, Timelike as _};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge};
use opportunity_core::Book;
use store_pg::{BookVersion, Pool};

pub(crate) const STATEMENT_SECONDS: &str = "database_statement_duration_seconds";
const CONNECTIONS: &str = "database_connections";
const REFRESHES: &str = "book_refreshes_total";
const IMPORTS: &str = "imports_total";
const AUDIT_QUEUE: &str = "audit_queue_length";

/// An import has ended.
pub(crate) fn imported(status: &'static str) {
    counter!(IMPORTS, "status" => status).increment(1);
}

/// How much of the audit waits to be written.
pub(crate) fn audit_queue(length: u64) {
    gauge!(AUDIT_QUEUE).set(length as f64);
}

/// Another book is served.
pub(crate) fn book_loaded(version: &BookVersion, book: &Book, took: Duration) {
    counter!(REFRESHES, "outcome" => "ok").increment(1);
    gauge!("book_sips").set(book.sip_count() as f64);
    gauge!("book_memory_bytes").set(book.memory_bytes() as f64);
    gauge!("book_build_seconds").set(took);
    gauge!("book_import_id").set(version.sequence as f64);
    if let Some(as_of) = version.as_of {
        gauge!("book_as_of_seconds").set(days_of_unix(as_of) as f64 * 86_400.0);
    }
    if let Some(days) = version.content_age_days() {
        gauge!("book_content_age_days").set(days as f64);
    }
}

/// What a book came to is written down.
pub(crate) fn book_settled(took: Duration) {
    gauge!("book_settle_seconds").set(took);
}

/// The database could not be asked for a newer book.
pub(crate) fn refresh_failed() {
    counter!(REFRESHES, "outcome" => "failed").increment(1);
}

/// How old the book is, today.
pub(crate) fn book_age(days: i64, is_stale: bool) {
    gauge!("book_age_days").set(days as f64);
    gauge!("book_stale").set(f64::from(u8::from(is_stale)));
}

/// Connections to the database that answers share.
pub(crate) fn connections(pool: &Pool) {
    let state = pool.state();
    gauge!(CONNECTIONS, "state" => "idle").set(state.idle_connections);
    let used = state.connections.saturating_sub(state.idle_connections);
    gauge!(CONNECTIONS, "state" => "in_use").set(used);
}

/// Tells the recorder what each number means, and what is known when the process starts.
pub(crate) fn describe(now: NaiveDateTime) {
    describe_histogram!(STATEMENT_SECONDS, Unit::Seconds, "How long the database took.");
    describe_gauge!(CONNECTIONS, "Connections to the database that answers share.");
    describe_counter!(REFRESHES, "Books loaded, and looks for one that failed.");
    describe_counter!(IMPORTS, "Imports over HTTP, by how they ended.");
    describe_gauge!(AUDIT_QUEUE, "Lines of the audit that wait to be written.");
    describe_gauge!("book_sips", "SIPs in the book.");
    describe_gauge!("book_memory_bytes", Unit::Bytes, "What the book takes.");
    describe_gauge!("book_build_seconds", Unit::Seconds, "How long the book took to load.");
    describe_gauge!("book_import_id", "The newest import in the book.");
    describe_gauge!("book_as_of_seconds", Unit::Seconds, "The book's date, since 1970.");
    describe_gauge!("book_age_days", "How old the book's date is.");
    describe_gauge!("book_content_age_days", "How much older the newest record is than the book.");
    describe_gauge!("book_stale", "1 where the book is too old.");
    describe_gauge!("process_start_time_seconds", Unit::Seconds, "The start, since 1970.");
    describe_gauge!("build_info", "1, with the version.");
    let seconds_of_day = f64::from(now.time().num_seconds_from_midnight());
    let start = days_of_unix(now.date()) as f64 * 86_400.0 + seconds_of_day;
    gauge!("process_start_time_seconds").set(start);
    gauge!("build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    audit_queue(0);
}

fn days_of_unix(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days_of_unix("1970-01-02".parse().unwrap()), 1);
        assert_eq!(days_of_unix("2026-01-30".parse().unwrap()), 20_483);
    }
}
