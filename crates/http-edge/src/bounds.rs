//! What one request may take: bytes of its head and its body, and time.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpMessage as _;
use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{ConnectionType, Method, header};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{Error, HttpResponse, ResponseError as _, rt};
use futures_util::StreamExt as _;

use crate::context::client_address;
use crate::edge::Edge;
use crate::headroom::Headroom;
use crate::problem::Problem;

/// The largest body of a request that is no upload, in bytes.
const LARGEST_BODY: usize = 64 * 1024;

/// Refuses what is out of bounds, and tells how much of the limit of its address is left.
///
/// # Errors
/// Those of the routes behind it.
pub async fn enforce_bounds(
    edge: Data<Edge>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody, BoxBody>>, Error> {
    let headroom = match check(&edge, &mut request).await {
        Ok(headroom) => headroom,
        Err(problem) => return Ok(refuse_and_close(request, &problem).map_into_right_body()),
    };
    let mut answer = next.call(request).await?;
    if let Some(headroom) = headroom {
        headroom.tell(answer.headers_mut());
    }
    Ok(answer.map_into_left_body())
}

/// Refuses a request whose body nobody will read: its connection ends with the answer.
pub fn refuse_and_close(
    mut request: ServiceRequest,
    problem: &Problem,
) -> ServiceResponse<BoxBody> {
    let payload = request.take_payload();
    request.into_response(refuse_upload(payload, problem))
}

/// [`refuse_and_close`], of a request whose route holds what is left of its body.
#[must_use]
pub fn refuse_upload(payload: Payload, problem: &Problem) -> HttpResponse {
    let mut refusal = problem.error_response();
    refusal.head_mut().set_connection_type(ConnectionType::Close);
    refusal.map_body(|_, body| BoxBody::new(Last { body, _payload: payload }))
}

/// The last answer on a connection. It holds on to what is left of the request: a body in pieces
/// that nobody holds is read to its end, however long that takes to come.
struct Last {
    body: BoxBody,
    _payload: Payload,
}

impl MessageBody for Last {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.body.as_pin_mut().poll_next(context)
    }
}

/// [`enforce_bounds`] for the preflights that CORS answers by itself, before anything behind it is
/// asked.
///
/// # Errors
/// Those of the routes behind it.
pub async fn enforce_bounds_on_preflights(
    edge: Data<Edge>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.method() == Method::OPTIONS {
        return Ok(enforce_bounds(edge, request, next).await?.map_into_boxed_body());
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

async fn check(edge: &Edge, request: &mut ServiceRequest) -> Result<Option<Headroom>, Problem> {
    if head_bytes(request) > edge.max_header_bytes {
        return Err(Problem::HeadTooLarge);
    }
    let headroom = edge.rates.check_address(client_address(request))?;
    if !edge.uploads.include(request.method(), request.path()) {
        check_body(edge.request_time, request).await?;
    }
    Ok(headroom)
}

/// What the head takes, but for the few bytes that are the same in all.
fn head_bytes(request: &ServiceRequest) -> usize {
    let uri = request.uri();
    let target = uri.path().len() + uri.query().map_or(0, str::len);
    let lines = request.headers().iter();
    target + lines.map(|(name, value)| name.as_str().len() + value.len() + 4).sum::<usize>()
}

async fn check_body(patience: Duration, request: &mut ServiceRequest) -> Result<(), Problem> {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > LARGEST_BODY as u64) {
        return Err(Problem::TooLarge);
    }
    if !request.headers().contains_key(header::TRANSFER_ENCODING) {
        return Ok(());
    }
    // Its length shows only when it has come.
    let mut payload = request.take_payload();
    let body = rt::time::timeout(patience, read(&mut payload)).await;
    let body = body.unwrap_or(Err(Problem::TooSlow));
    request.set_payload(body.as_ref().map_or(payload, |body| Payload::from(body.clone())));
    body.map(drop)
}

async fn read(payload: &mut Payload) -> Result<Bytes, Problem> {
    let mut body = BytesMut::new();
    while let Some(part) = payload.next().await {
        let part = part.map_err(|_| Problem::TooSlow)?;
        if body.len() + part.len() > LARGEST_BODY {
            return Err(Problem::TooLarge);
        }
        body.extend_from_slice(&part);
    }
    Ok(body.freeze())
}

/// Answers within the time that a request may take, and turns every error into a response, so that
/// what wraps the routes can add headers to it. An upload takes the time that its route gives it.
///
/// # Errors
/// None; the type is what a middleware has to give.
pub async fn answer_in_time<B: MessageBody + 'static>(
    request: ServiceRequest,
    answered: impl AsyncFnOnce(ServiceRequest) -> Result<ServiceResponse<B>, Error>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let edge = request.app_data::<Data<Edge>>();
    let edge = edge.filter(|edge| !edge.uploads.include(request.method(), request.path()));
    let patience = edge.map(|edge| edge.request_time);
    let asked = request.request().clone();
    let answer = match patience {
        None => answered(request).await,
        Some(patience) => {
            let late = Problem::Unavailable("This took too long. Try again in a moment.");
            let answer = rt::time::timeout(patience, answered(request)).await;
            answer.unwrap_or_else(|_| Err(late.into()))
        }
    };
    Ok(match answer {
        Ok(answer) => answer.map_into_boxed_body(),
        Err(error) => ServiceResponse::from_err(error, asked),
    })
}
