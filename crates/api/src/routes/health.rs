//! How the server is: for people, for whoever restarts it, and for whoever sends it requests.

use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use http_edge::{ContentSecurityPolicy, Edge, Problem};

use crate::answers::health::{self, Health, OK};
use crate::documents::answer_json;
use crate::field;
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, AnswerHeader, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;

pub(super) fn routes() -> Vec<Route> {
    let health = Shape::Component(health::component());
    let ok = || Shape::Component(health::ok_component());
    vec![
        route(
            "/health",
            ("health", "Whether the server lives, and what it holds"),
            health,
            Handler::new(health_answer),
        ),
        route(
            "/health/live",
            ("health_live", "Whether the server lives"),
            ok(),
            Handler::new(live),
        ),
        route(
            "/health/ready",
            ("health_ready", "Whether the server can be asked: 503 where not"),
            ok(),
            Handler::new(ready),
        ),
    ]
}

fn route(path: &str, (id, summary): (&str, &str), shape: Shape, handler: Handler) -> Route {
    Route {
        path: path.to_owned(),
        method: Method::GET,
        access: Access::Anyone,
        subject: Subject::Server,
        operation: Some(Operation {
            id: id.to_owned(),
            tag: Tag::Service,
            summary: summary.to_owned(),
        }),
        path_params: vec![],
        params: vec![],
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "A document.",
                headers: &[AnswerHeader::ETag],
                content: Content::Json(shape),
            },
            Answer::NOT_MODIFIED,
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler,
    }
}

async fn health_answer(request: Request) -> Result<HttpResponse, Problem> {
    request.query(None)?;
    let live = &request.state.live;
    let held = live.current();
    let as_of = held.as_ref().and_then(|held| held.book.as_of());
    let age = as_of.map(|as_of| request.state.freshness.age(as_of));
    let health = Health {
        is_stale: age.is_some_and(|age| age.is_stale),
        is_ready: held.is_some() && !is_draining(&request.http)?,
        loaded_percent: live.loading().filter(|_| held.is_none()).and_then(|far| far.percent()),
        as_of,
        age_days: age.map(|age| age.days),
        content_age_days: held.as_ref().and_then(|held| held.state.book.content_age_days()),
        import_id: held.as_ref().map(|held| held.state.book.sequence),
        is_database_away: live.is_database_away() || request.state.reach.is_away(),
    };
    request.state.reach.try_again(&request.state.pool);
    let mut body = Vec::new();
    field::write(&mut body, &health::FIELDS, &health);
    answer_json(&request.client(), body).await
}

/// Whoever gets this answer knows that the server lives.
async fn live(request: Request) -> Result<HttpResponse, Problem> {
    request.query(None)?;
    answer_json(&request.client(), OK.into()).await
}

async fn ready(request: Request) -> Result<HttpResponse, Problem> {
    request.query(None)?;
    if is_draining(&request.http)? {
        return Err(Problem::Unavailable("The server is ending."));
    }
    if request.state.live.current().is_none() {
        return Err(Problem::Unavailable("The book is still being loaded. Try again in a moment."));
    }
    answer_json(&request.client(), OK.into()).await
}

fn is_draining(request: &HttpRequest) -> Result<bool, Problem> {
    let edge = request.app_data::<Data<Edge>>().ok_or(Problem::Internal)?;
    Ok(edge.readiness.is_draining())
}
