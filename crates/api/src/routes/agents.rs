//! Every agent's totals.

use std::sync::Arc;

use access::Caller;
use actix_web::HttpResponse;
use actix_web::http::Method;
use http_edge::{ContentSecurityPolicy, Problem, blocking};
use opportunity_core::AgentSummary;

use crate::answers::agent;
use crate::field;
use crate::live_book::Snapshot;
use crate::page::{JSON, Position};
use crate::params::{CURSOR, LIMIT_OR_ALL, MOST_ROWS};
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, AnswerHeader, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;

pub(super) fn routes() -> Vec<Route> {
    vec![Route {
        path: "/api/agents".to_owned(),
        method: Method::GET,
        access: Access::SignedIn,
        subject: Subject::Agents,
        operation: Some(Operation {
            id: "agents".to_owned(),
            tag: Tag::Book,
            summary: "Every agent's totals".to_owned(),
        }),
        path_params: vec![],
        params: vec![LIMIT_OR_ALL, CURSOR],
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "Agents.",
                headers: &AnswerHeader::OF_PAGES,
                content: Content::Json(Shape::Component(agent::component()).list()),
            },
            Answer::NOT_MODIFIED,
            Answer::CURSOR_EXPIRED,
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(answer),
    }]
}

async fn answer(request: Request) -> Result<HttpResponse, Problem> {
    let snapshot = request.state.live.snapshot()?;
    let as_of = snapshot.book.as_of();
    let asked = request.query(Some(&snapshot.state))?;
    let (client, caller) = (request.client(), request.caller()?);
    let question = caller.scoped_question(request.http.path());
    let position = Position::of(&asked, question, asked.limit, &snapshot.state)?;
    let tag = snapshot.state.tag(&caller.scoped_question(&request.address()));
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let total = seen(&snapshot, &caller).count();
    let headers = position.headers(&request.http, &snapshot.state, as_of, total)?;
    let (offset, limit) = (position.offset, position.limit);
    let body = if limit <= MOST_ROWS as usize {
        write_agents(&snapshot, &caller, offset, limit)
    } else {
        let caller = Arc::clone(&caller);
        // All agents of a large book would hold up other requests.
        blocking(move || write_agents(&snapshot, &caller, offset, limit)).await?
    };
    client.answer(&tag, JSON, headers, body).await
}

fn seen<'a>(snapshot: &'a Snapshot, caller: &'a Caller) -> impl Iterator<Item = &'a AgentSummary> {
    snapshot.book.agents().filter(|agent| caller.sees_agent(&agent.agent_id))
}

fn write_agents(snapshot: &Snapshot, caller: &Caller, offset: usize, limit: usize) -> Vec<u8> {
    let mut body = Vec::new();
    let rows = seen(snapshot, caller).skip(offset).take(limit);
    field::write_list(&mut body, &agent::FIELDS, rows);
    body
}
