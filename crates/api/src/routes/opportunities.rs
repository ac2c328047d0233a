//! Whom to call.

use std::sync::Arc;

use access::Caller;
use actix_web::HttpResponse;
use actix_web::http::Method;
use http_edge::{ContentSecurityPolicy, Problem, blocking};
use opportunity_core::{Kind, Policy, Query};

use crate::answers::opportunity::{any_kind, component, opportunities_json};
use crate::asked::Asked;
use crate::live_book::Snapshot;
use crate::page::{JSON, Position};
use crate::params::{AGENT_ID, AS_OF, CURSOR, DEFAULT_ROWS, LIMIT, Param, thresholds};
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, AnswerHeader, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;

/// The parameters of every list of opportunities.
const OF_ALL: [Param; 4] = [AGENT_ID, LIMIT, AS_OF, CURSOR];

pub(super) fn routes() -> Vec<Route> {
    let all = route(
        None,
        "/api/opportunities".to_owned(),
        "Whom to call: all kinds, in one order".to_owned(),
        OF_ALL.to_vec(),
        any_kind(),
    );
    [all].into_iter().chain(Kind::ALL.map(of_kind)).collect()
}

fn of_kind(kind: Kind) -> Route {
    route(
        Some(kind),
        format!("/api/opportunities/{}", kind.name().replace('_', "-")),
        format!("{}: {}", kind.rule().title, kind.rule().meaning),
        OF_ALL.into_iter().chain(thresholds(kind)).collect(),
        Shape::Component(component(kind)),
    )
}

fn route(
    kind: Option<Kind>,
    path: String,
    summary: String,
    params: Vec<Param>,
    opportunity: Shape,
) -> Route {
    let id = path.trim_start_matches("/api/").replace(['/', '-'], "_");
    Route {
        path,
        method: Method::GET,
        access: Access::SignedIn,
        subject: Subject::Agents,
        operation: Some(Operation { id, tag: Tag::Opportunities, summary }),
        path_params: vec![],
        params,
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "Opportunities.",
                headers: &AnswerHeader::OF_PAGES,
                content: Content::Json(opportunity.list()),
            },
            Answer::NOT_MODIFIED,
            Answer::CURSOR_EXPIRED,
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(move |request| list(kind, request)),
    }
}

/// The list of one kind, or of all kinds.
async fn list(kind: Option<Kind>, request: Request) -> Result<HttpResponse, Problem> {
    let snapshot = request.state.live.snapshot()?;
    let (client, caller) = (request.client(), request.caller()?);
    let tag = snapshot.state.tag(&caller.scoped_question(&request.address()));
    let cache_key = client.cache_key(&tag);
    if let Some(answer) = snapshot.answers.find(&cache_key) {
        return Ok(client.not_modified(&tag).unwrap_or_else(|| answer.send()));
    }
    let asked = request.query(Some(&snapshot.state))?;
    let as_of = snapshot.book.as_of().map(|own| asked.as_of.unwrap_or(own));
    let scope = caller.scope(&snapshot.book, asked.agent_id.as_deref())?;
    let position = position(&asked, &caller, request.http.path(), &snapshot)?;
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let query = Query { kind, scope, policy: asked.policy, as_of };
    let (total, body) = rows(&snapshot, query, position.offset, position.limit).await?;
    let headers = position.headers(&request.http, &snapshot.state, as_of, total)?;
    let answer = client.prepare(&tag, JSON, headers, body).await?;
    snapshot.answers.store(cache_key, answer.clone());
    Ok(answer.send())
}

fn position(
    asked: &Asked,
    caller: &Caller,
    path: &str,
    snapshot: &Snapshot,
) -> Result<Position, Problem> {
    let Asked { agent_id, limit, policy, as_of, .. } = asked;
    let moved = (*policy != Policy::default()).then_some(policy);
    let question = caller.scoped_question(&format!("{path} {agent_id:?} {moved:?} {as_of:?}"));
    Position::of(asked, question, Some(limit.unwrap_or(DEFAULT_ROWS)), &snapshot.state)
}

/// A pass over the book would hold up other requests; what is ranked already is only written.
async fn rows(
    snapshot: &Arc<Snapshot>,
    query: Query,
    offset: usize,
    limit: usize,
) -> Result<(usize, Vec<u8>), Problem> {
    if snapshot.book.is_ranked(&query) {
        return Ok(write_rows(snapshot, &query, offset, limit));
    }
    let snapshot = Arc::clone(snapshot);
    blocking(move || write_rows(&snapshot, &query, offset, limit)).await
}

fn write_rows(snapshot: &Snapshot, query: &Query, offset: usize, limit: usize) -> (usize, Vec<u8>) {
    let list = snapshot.book.list(query, offset, limit);
    (list.total(), opportunities_json(list))
}
