//! What is noted of every request, and what every answer carries.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage as _};
use tracing::Level;
use tracing::level_filters::LevelFilter;

use crate::connections::Activity;
use crate::context::{REQUEST_ID, RequestContext};
use crate::edge::Edge;
use crate::metrics::{self, RouteMetrics};
use crate::security_headers::add_security_headers;
use crate::trace::TRACE_RESPONSE;

/// Notes a request and its answer. It goes around everything else, so that what is refused on the
/// way is noted too.
///
/// # Errors
/// Those of what it goes around.
pub async fn log_requests(
    edge: Data<Edge>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let began = Instant::now();
    if let Some(connection) = request.conn_data::<Arc<Activity>>() {
        connection.asked();
    }
    let context = Rc::new(RequestContext::new(&request, &edge));
    request.extensions_mut().insert(Rc::clone(&context));
    let mut answer = next.call(request).await?;
    note(&context, &answer, began.elapsed());
    let headers = answer.headers_mut();
    add_security_headers(headers, context.origin.is_tls);
    headers.insert(REQUEST_ID, context.id.clone());
    if let Some(told) = context.trace.as_ref().and_then(|trace| trace.response()) {
        headers.insert(TRACE_RESPONSE, told);
    }
    Ok(answer)
}

/// Says which route a request found, so that it is counted among that route's.
pub fn name_route(request: &ServiceRequest, route: &Rc<RouteMetrics>) {
    if let Some(context) = request.extensions().get::<Rc<RequestContext>>() {
        context.route.replace(Some(Rc::clone(route)));
    }
}

fn note<B>(context: &RequestContext, answer: &ServiceResponse<B>, took: Duration) {
    let status = answer.status();
    match &*context.route.borrow() {
        Some(route) => route.count(status, took),
        None => metrics::count_unrouted(answer.request().method(), status),
    }
    let level = level(status);
    // The fields of a line take longer to put together than most answers: not for nothing.
    if level <= LevelFilter::current() {
        log(context, answer, took, level);
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

/// One line a request. It names the route, not who or what was asked for.
fn log<B>(context: &RequestContext, answer: &ServiceResponse<B>, took: Duration, level: Level) {
    // A level has to be a constant where an event is made.
    macro_rules! line {
        ($level:expr) => {
            tracing::event!(
                $level,
                request_id = context.id.to_str().unwrap_or_default(),
                method = %metrics::method_name(answer.request().method()),
                resource = answer.request().match_pattern().as_deref().unwrap_or("none"),
                status = answer.status().as_u16(),
                micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
                address = %context.origin.address,
                trace_id = context.trace.as_ref().map(|trace| trace.id.as_str()),
                parent_id = context.trace.as_ref().map(|trace| trace.parent.as_str()),
                span_id = context.trace.as_ref().map(|trace| trace.span.as_str()),
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
