//! Tells Prometheus the numbers, at an address of their own.

use std::net::{IpAddr, TcpListener};
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::ServerHandle;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App, Error, HttpResponse, HttpServer, rt};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::hosts::{is_loopback, is_loopback_host};
use crate::metrics::{self, REQUEST_SECONDS};
use crate::problem::Problem;

/// From 50 microseconds, about what an answer from memory takes, to ten seconds.
const BUCKETS_SECONDS: [f64; 17] = [
    0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
    1.0, 2.5, 5.0, 10.0,
];

/// How often what was measured is put into its buckets.
const UPKEEP: Duration = Duration::from_secs(1);

/// Whoever looks at numbers is a program or two.
const MOST_CONNECTIONS: usize = 16;

const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Tells the numbers until it is ended.
#[derive(Debug)]
pub struct Exporter {
    server: ServerHandle,
}

impl Exporter {
    /// Records numbers from now on, and tells them under `/metrics` at this address. `durations` are
    /// the histograms of seconds that others record, beside the edge's own.
    ///
    /// # Errors
    /// Where the address cannot be listened on, or another recorder is installed already.
    pub fn start(bind: IpAddr, port: u16, durations: &[&str]) -> Result<Self, String> {
        let listener = TcpListener::bind((bind, port)).map_err(|fault| {
            format!("cannot listen on {bind}:{port} (METRICS_BIND, METRICS_PORT): {fault}")
        })?;
        let address = listener.local_addr().map_err(|fault| fault.to_string())?;
        let numbers = record(durations)?;
        metrics::describe();
        rt::spawn(keep_up(numbers.clone()));
        let numbers = Data::new(numbers);
        let server = HttpServer::new(move || {
            let of_this_machine = is_loopback(bind);
            App::new()
                .app_data(numbers.clone())
                .wrap(from_fn(move |request, next| check_host(of_this_machine, request, next)))
                .route("/metrics", web::get().to(tell))
        });
        let server = server.workers(1).max_connections(MOST_CONNECTIONS).disable_signals();
        let server = server.listen(listener);
        let server = server.map_err(|fault| fault.to_string())?.run();
        let handle = server.handle();
        rt::spawn(server);
        tracing::info!(%address, "numbers are told under /metrics");
        Ok(Self { server: handle })
    }

    /// Stops telling.
    pub async fn end(self) {
        self.server.stop(false).await;
    }
}

fn record(durations: &[&str]) -> Result<PrometheusHandle, String> {
    let mut builder = PrometheusBuilder::new();
    for name in [REQUEST_SECONDS].iter().chain(durations) {
        builder = builder
            .set_buckets_for_metric(Matcher::Full((*name).to_owned()), &BUCKETS_SECONDS)
            .map_err(|fault| fault.to_string())?;
    }
    builder.install_recorder().map_err(|fault| fault.to_string())
}

async fn keep_up(numbers: PrometheusHandle) {
    let mut pace = rt::time::interval(UPKEEP);
    loop {
        pace.tick().await;
        numbers.run_upkeep();
    }
}

/// What listens on this machine's own address answers by its own names alone: a page whose name was
/// rebound to that address must not read the numbers.
async fn check_host(
    of_this_machine: bool,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut hosts = request.headers().get_all(header::HOST);
    let host = hosts.next().and_then(|host| host.to_str().ok());
    // A whole address counts before the Host.
    let authority = request.uri().authority();
    let is_own = hosts.next().is_none()
        && host.is_some_and(is_loopback_host)
        && authority.is_none_or(|authority| is_loopback_host(authority.as_str()));
    if of_this_machine && !is_own {
        let why = "The numbers are told here by the names of this machine alone.";
        return Ok(request.error_response(Problem::Forbidden(why)));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

async fn tell(numbers: Data<PrometheusHandle>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, HeaderValue::from_static(TEXT)))
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .body(numbers.render())
}
