//! Tells Prometheus the numbers, at an address of their own.

use std::net::TcpListener;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer, rt};
use chrono::{Timelike as _, Utc};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use super::ObserveSettings;
use super::metrics::{self, REQUEST_SECONDS, STATEMENT_SECONDS};

/// From 50 microseconds, about what an answer from memory takes, to ten seconds.
const BUCKETS_SECONDS: [f64; 17] = [
    0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
    1.0, 2.5, 5.0, 10.0,
];

/// How often what was measured is put into its buckets.
const UPKEEP: Duration = Duration::from_secs(1);

const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Tells the numbers until it is ended.
pub(crate) struct Exporter {
    server: ServerHandle,
}

impl Exporter {
    /// Keeps numbers from now on, and tells them; neither, where no port is set.
    pub(crate) fn start(settings: &ObserveSettings) -> Result<Option<Self>, String> {
        let Some(port) = settings.metrics_port else { return Ok(None) };
        let bind = settings.metrics_bind;
        let listener = TcpListener::bind((bind, port)).map_err(|fault| {
            format!("cannot listen on {bind}:{port} (METRICS_BIND, METRICS_PORT): {fault}")
        })?;
        let address = listener.local_addr().map_err(|fault| fault.to_string())?;
        let numbers = record()?;
        let now = Utc::now().naive_utc();
        metrics::describe(now.date(), f64::from(now.time().num_seconds_from_midnight()));
        rt::spawn(keep_up(numbers.clone()));
        let numbers = Data::new(numbers);
        let server = HttpServer::new(move || {
            App::new().app_data(numbers.clone()).route("/metrics", web::get().to(tell))
        });
        let server = server.workers(1).disable_signals().listen(listener);
        let server = server.map_err(|fault| fault.to_string())?.run();
        let handle = server.handle();
        rt::spawn(server);
        tracing::info!(%address, "numbers are told under /metrics");
        Ok(Some(Self { server: handle }))
    }

    pub(crate) async fn end(self) {
        self.server.stop(false).await;
    }
}

fn record() -> Result<PrometheusHandle, String> {
    let mut builder = PrometheusBuilder::new();
    for name in [REQUEST_SECONDS, STATEMENT_SECONDS] {
        builder = builder
            .set_buckets_for_metric(Matcher::Full(name.to_owned()), &BUCKETS_SECONDS)
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
