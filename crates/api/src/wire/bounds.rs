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
use actix_web::{Error, ResponseError as _, rt};
use futures_util::StreamExt as _;

use super::connections::OneTooMany;
use super::{Wire, client_address};
use crate::problem::Problem;
use crate::routes::takes_a_body;

/// The largest body of a request. Those that may be larger look after it themselves.
const LARGEST_BODY: usize = 64 * 1024;

/// Lets by what is within bounds, and tells how much of the limit of its address is left.
pub(crate) async fn keep(
    wire: Data<Wire>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody, BoxBody>>, Error> {
    let headroom = match check(&wire, &mut request).await {
        Ok(headroom) => headroom,
        Err(problem) => return Ok(refuse_for_good(request, &problem).map_into_right_body()),
    };
    let mut answer = next.call(request).await?;
    if let Some(headroom) = headroom {
        headroom.tell(answer.headers_mut());
    }
    Ok(answer.map_into_left_body())
}

/// Refuses a request whose body nobody will read: its connection ends with the answer.
pub(crate) fn refuse_for_good(
    mut request: ServiceRequest,
    problem: &Problem,
) -> ServiceResponse<BoxBody> {
    let mut refusal = problem.error_response();
    refusal.head_mut().set_connection_type(ConnectionType::Close);
    let payload = request.take_payload();
    let refusal = refusal.map_body(|_, body| BoxBody::new(Last { body, _payload: payload }));
    request.into_response(refusal)
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

/// The same for what CORS answers by itself, before anything else is asked.
pub(crate) async fn keep_preflights(
    wire: Data<Wire>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.method() == Method::OPTIONS {
        return Ok(keep(wire, request, next).await?.map_into_boxed_body());
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

async fn check(
    wire: &Wire,
    request: &mut ServiceRequest,
) -> Result<Option<super::rates::Headroom>, Problem> {
    if request.request().conn_data::<OneTooMany>().is_some() {
        return Err(Problem::Unavailable("Too many connections come from your address."));
    }
    if head_bytes(request) > wire.max_header_bytes {
        return Err(Problem::HeadTooLarge);
    }
    let headroom = wire.rates.check_address(client_address(request))?;
    if !takes_a_body(request.method(), request.path()) {
        check_body(wire.patience, request).await?;
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

/// Answers in time, and every error by a response: what wraps the routes can then add to it.
pub(crate) async fn within_time<B: MessageBody + 'static>(
    request: ServiceRequest,
    answered: impl AsyncFnOnce(ServiceRequest) -> Result<ServiceResponse<B>, Error>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let patience = request.app_data::<Data<Wire>>().map(|wire| wire.patience);
    let patience = patience.filter(|_| !takes_a_body(request.method(), request.path()));
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
