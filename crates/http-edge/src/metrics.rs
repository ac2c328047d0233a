//! The numbers of requests, for Prometheus. Where no recorder is installed, none are kept.

use std::cell::RefCell;
use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use metrics::{Counter, Histogram, Unit, counter, describe_counter, describe_histogram, histogram};

const REQUESTS: &str = "http_requests_total";
pub(crate) const REQUEST_SECONDS: &str = "http_request_duration_seconds";
const RATE_LIMITED: &str = "http_rate_limited_total";
const ENDED_EARLY: &str = "http_connections_ended_early_total";

/// The numbers of one route.
pub struct RouteMetrics {
    path: String,
    method: Method,
    seconds: Histogram,
    by_status: RefCell<Vec<(StatusCode, Counter)>>,
}

impl RouteMetrics {
    /// Those of the route at `path`, as its pattern has it, by one method.
    #[must_use]
    pub fn new(path: &str, method: &Method) -> Self {
        Self {
            path: path.to_owned(),
            method: method.clone(),
            seconds: histogram!(REQUEST_SECONDS, "route" => path.to_owned(),
                "method" => method_name(method)),
            by_status: RefCell::default(),
        }
    }

    pub(crate) fn count(&self, status: StatusCode, took: Duration) {
        self.seconds.record(took);
        let mut known = self.by_status.borrow_mut();
        if let Some((_, counter)) = known.iter().find(|(known, _)| *known == status) {
            return counter.increment(1);
        }
        let counter = requests(self.path.clone(), &self.method, status);
        counter.increment(1);
        known.push((status, counter));
    }
}

/// Counts a request that found no route, or was refused before.
pub(crate) fn count_unrouted(method: &Method, status: StatusCode) {
    requests("none".to_owned(), method, status).increment(1);
}

fn requests(path: String, method: &Method, status: StatusCode) -> Counter {
    counter!(REQUESTS, "route" => path, "method" => method_name(method),
        "status" => status.as_str().to_owned())
}

/// The method, where it is one that HTTP defines: a client may make up others, and each would be
/// a series of its own for as long as the process lives.
pub(crate) fn method_name(method: &Method) -> &'static str {
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

/// Counts a request or a connection that was refused because too many came before it.
pub(crate) fn rate_limited(by: &'static str) {
    counter!(RATE_LIMITED, "by" => by).increment(1);
}

/// Counts a connection that was ended to make room for another one.
pub(crate) fn connection_ended_early() {
    counter!(ENDED_EARLY).increment(1);
}

/// Tells the recorder what each number means.
pub(crate) fn describe() {
    describe_counter!(REQUESTS, "Requests answered, by resource, method and status.");
    describe_histogram!(REQUEST_SECONDS, Unit::Seconds, "How long answers took to make.");
    describe_counter!(
        RATE_LIMITED,
        "Requests and connections refused because too many came before."
    );
    describe_counter!(ENDED_EARLY, "Connections that sent nothing, ended to make room for others.");
}
