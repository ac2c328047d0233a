//! Tells Prometheus the numbers, at an address of their own.

use std::net::{IpAddr, TcpListener};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer, rt};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::metrics::{self, REQUEST_SECONDS};

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
            App::new().app_data(numbers.clone()).route("/metrics", web::get().to(tell))
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

async fn tell(numbers: Data<PrometheusHandle>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, HeaderValue::from_static(TEXT)))
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .body(numbers.render())
}
