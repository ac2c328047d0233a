//! The HTTP server: resources, limits and the log of requests.

use std::io;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, Error, HttpServer, web};
use tracing::Level;

use crate::desk::Desk;
use crate::problem::Problem;
use crate::routes;

/// Hardly a request here needs a body; one of this size is a mistake.
const LARGEST_BODY: u64 = 64 * 1024;

/// How long requests under way may take to end once the server is told to.
const SHUTDOWN_SECONDS: u64 = 5;

/// How long a client may take to send a request's head.
const CLIENT_PATIENCE: Duration = Duration::from_secs(10);

/// Serves on a socket that listens already. SIGINT and SIGTERM end it.
///
/// # Errors
/// Where the socket cannot be used.
pub fn serve(desk: Desk, listener: TcpListener, workers: usize) -> io::Result<Server> {
    let desk = web::Data::new(desk);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(desk.clone())
            .wrap(from_fn(refuse_large_bodies))
            .wrap(from_fn(log))
            .configure(routes::configure)
    });
    let server = server
        .workers(workers)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .client_request_timeout(CLIENT_PATIENCE);
    Ok(server.listen(listener)?.run())
}

async fn refuse_large_bodies(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let is_large = length.is_some_and(|length| length > LARGEST_BODY);
    if is_large && !routes::takes_a_body(request.method(), request.path()) {
        return Err(Problem::TooLarge.into());
    }
    next.call(request).await
}

/// One line a request. It names the resource, not who or what was asked for.
async fn log(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    // What only the log wants to know is not found out for nothing.
    let asked = tracing::enabled!(Level::DEBUG).then(|| {
        let resource = request.match_pattern().unwrap_or_else(|| "none".to_owned());
        (Instant::now(), request.method().clone(), resource)
    });
    let answer = next.call(request).await;
    if let Some((began, method, resource)) = asked {
        let status = match &answer {
            Ok(answer) => answer.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        tracing::debug!(
            %method,
            resource,
            status = status.as_u16(),
            micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
            "answered"
        );
    }
    answer.map(|mut answer| {
        let nosniff = HeaderValue::from_static("nosniff");
        answer.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
        answer
    })
}
