//! What is noted of every request, and what every answer carries.

use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage as _};
use tracing::Level;

use super::visit::{REQUEST_ID, TRACE_RESPONSE};
use super::{Meter, Visit, metrics};
use crate::wire::{Wire, guard};

/// Around everything else.
pub(crate) async fn watch(
    wire: Data<Wire>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let began = Instant::now();
    let visit = Rc::new(Visit::of(&request, &wire));
    request.extensions_mut().insert(Rc::clone(&visit));
    let mut answer = next.call(request).await?;
    note(&visit, &answer, began.elapsed());
    let headers = answer.headers_mut();
    guard(headers, visit.origin.is_tls);
    headers.insert(REQUEST_ID, visit.id.clone());
    if let Some(told) = visit.trace.as_ref().and_then(|trace| trace.response()) {
        headers.insert(TRACE_RESPONSE, told);
    }
    Ok(answer)
}

/// Says which resource a request found.
pub(crate) fn metered(request: &ServiceRequest, meter: &Rc<Meter>) {
    if let Some(visit) = request.extensions().get::<Rc<Visit>>() {
        visit.meter.replace(Some(Rc::clone(meter)));
    }
}

fn note<B>(visit: &Visit, answer: &ServiceResponse<B>, took: Duration) {
    let status = answer.status();
    match &*visit.meter.borrow() {
        Some(meter) => meter.count(status, took),
        None => metrics::count_unrouted(answer.request().method(), status),
    }
    let level = level(status);
    // What only the log wants to know is not found out for nothing.
    if level <= tracing::level_filters::LevelFilter::current() {
        log(visit, answer, took, level);
    }
}

/// Refusals that an operator may have to look into stand out.
fn level(status: StatusCode) -> Level {
    match status {
        StatusCode::UNAUTHORIZED
        | StatusCode::FORBIDDEN
        | StatusCode::TOO_MANY_REQUESTS
        | StatusCode::SERVICE_UNAVAILABLE => Level::INFO,
        _ if status.is_server_error() => Level::WARN,
        _ => Level::DEBUG,
    }
}

/// One line a request. It names the resource, not who or what was asked for.
fn log<B>(visit: &Visit, answer: &ServiceResponse<B>, took: Duration, level: Level) {
    macro_rules! line {
        ($level:expr) => {
            tracing::event!(
                $level,
                request_id = visit.id.to_str().unwrap_or_default(),
                method = %metrics::method_name(answer.request().method()),
                resource = answer.request().match_pattern().as_deref().unwrap_or("none"),
                status = answer.status().as_u16(),
                micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
                address = %visit.origin.address,
                trace_id = visit.trace.as_ref().map(|trace| trace.id.as_str()),
                parent_id = visit.trace.as_ref().map(|trace| trace.parent.as_str()),
                span_id = visit.trace.as_ref().map(|trace| trace.span.as_str()),
                "answered"
            )
        };
    }
    match level {
        Level::WARN => line!(Level::WARN),
        Level::INFO => line!(Level::INFO),
        _ => line!(Level::DEBUG),
    }
}
