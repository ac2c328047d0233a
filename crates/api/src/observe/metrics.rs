//! The numbers that are kept for Prometheus, where it is told them; else none is.

use std::cell::RefCell;
use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use chrono::NaiveDate;
use metrics::{
    Counter, Histogram, Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge,
    histogram,
};
use opportunity_core::Book;
use store_pg::{BookVersion, Pool};

use super::age::days_of_unix;

const REQUESTS: &str = "http_requests_total";
pub(super) const REQUEST_SECONDS: &str = "http_request_duration_seconds";
const RATE_LIMITED: &str = "http_rate_limited_total";
pub(super) const STATEMENT_SECONDS: &str = "database_statement_duration_seconds";
const CONNECTIONS: &str = "database_connections";
const REFRESHES: &str = "book_refreshes_total";
const IMPORTS: &str = "imports_total";
const AUDIT_QUEUE: &str = "audit_queue_length";

/// Counts what is asked of one resource by one method.
pub(crate) struct Meter {
    route: String,
    method: Method,
    seconds: Histogram,
    by_status: RefCell<Vec<(StatusCode, Counter)>>,
}

impl Meter {
    pub(crate) fn new(route: &str, method: &Method) -> Self {
        Self {
            route: route.to_owned(),
            method: method.clone(),
            seconds: histogram!(REQUEST_SECONDS, "route" => route.to_owned(),
                "method" => method_name(method)),
            by_status: RefCell::default(),
        }
    }

    pub(super) fn count(&self, status: StatusCode, took: Duration) {
        self.seconds.record(took);
        let mut known = self.by_status.borrow_mut();
        if let Some((_, counter)) = known.iter().find(|(known, _)| *known == status) {
            return counter.increment(1);
        }
        let counter = requests(self.route.clone(), &self.method, status);
        counter.increment(1);
        known.push((status, counter));
    }
}

/// Counts a request that found no resource, or was refused before.
pub(super) fn count_unrouted(method: &Method, status: StatusCode) {
    requests("none".to_owned(), method, status).increment(1);
}

fn requests(route: String, method: &Method, status: StatusCode) -> Counter {
    counter!(REQUESTS, "route" => route, "method" => method_name(method),
        "status" => status.as_str().to_owned())
}

/// A client may make up methods, and each would be kept.
pub(super) fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// A request was refused because too many came before it.
pub(crate) fn rate_limited(by: &'static str) {
    counter!(RATE_LIMITED, "by" => by).increment(1);
}

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
}

/// The database could not be asked for a newer book.
pub(crate) fn refresh_failed() {
    counter!(REFRESHES, "outcome" => "failed").increment(1);
}

/// How old the book is, today.
pub(super) fn book_age(days: i64, is_stale: bool) {
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

/// What is known at the start, and what each number means.
pub(super) fn describe(today: NaiveDate, seconds_of_day: f64) {
    describe_counter!(REQUESTS, "Requests answered, by resource, method and status.");
    describe_histogram!(REQUEST_SECONDS, Unit::Seconds, "How long answers took to make.");
    describe_counter!(RATE_LIMITED, "Requests refused because too many came before.");
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
    describe_gauge!("book_stale", "1 where the book is too old.");
    describe_gauge!("process_start_time_seconds", Unit::Seconds, "The start, since 1970.");
    describe_gauge!("build_info", "1, with the version.");
    let start = days_of_unix(today) as f64 * 86_400.0 + seconds_of_day;
    gauge!("process_start_time_seconds").set(start);
    gauge!("build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    audit_queue(0);
}
