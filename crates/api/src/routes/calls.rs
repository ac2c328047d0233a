//! Whom to call today: one call a client.

use std::sync::Arc;

use access::Caller;
use actix_web::HttpResponse;
use actix_web::http::Method;
use calls::{CallQuery, ClientWork, Listed, Whose};
use http_edge::{ContentSecurityPolicy, Problem, blocking};
use opportunity_core::{Book, Scope};

use super::directory::Directory;
use super::seen::seen_event;
use crate::answers::call::{self, CallWriter};
use crate::answers::call_stats::{self, DatedCallStats};
use crate::asked::Asked;
use crate::desk::Desk;
use crate::desk_params::{CALL_KIND, CALL_STATE, MIN_MONTHLY_VALUE, NEW_CALLS};
use crate::desk_takes::DeskAsked;
use crate::field;
use crate::json::array;
use crate::page::{JSON, Position, date_header};
use crate::params::{AGENT_ID, CURSOR, DEFAULT_ROWS, LIMIT};
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, AnswerHeader, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;

pub(super) fn routes() -> Vec<Route> {
    vec![list_route(), stats_route()]
}

fn list_route() -> Route {
    Route {
        path: "/api/calls".to_owned(),
        method: Method::GET,
        access: Access::SignedIn,
        subject: Subject::Agents,
        operation: Some(Operation {
            id: "calls".to_owned(),
            tag: Tag::Calls,
            summary: "Whom to call today, in order: one call a client".to_owned(),
        }),
        path_params: vec![],
        params: vec![AGENT_ID, CALL_STATE, CALL_KIND, NEW_CALLS, MIN_MONTHLY_VALUE, LIMIT, CURSOR],
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "Calls.",
                headers: &[
                    AnswerHeader::ETag,
                    AnswerHeader::TotalCount,
                    AnswerHeader::Link,
                    AnswerHeader::DataAsOf,
                    AnswerHeader::Directory,
                ],
                content: Content::Json(Shape::Component(call::component()).list()),
            },
            Answer::NOT_MODIFIED,
            Answer::CURSOR_EXPIRED,
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(list),
    }
}

fn stats_route() -> Route {
    Route {
        path: "/api/calls/stats".to_owned(),
        method: Method::GET,
        access: Access::SignedIn,
        subject: Subject::Agents,
        operation: Some(Operation {
            id: "calls_stats".to_owned(),
            tag: Tag::Calls,
            summary: "What the day's calls come to".to_owned(),
        }),
        path_params: vec![],
        params: vec![AGENT_ID],
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "The totals.",
                headers: &[AnswerHeader::ETag, AnswerHeader::DataAsOf],
                content: Content::Json(Shape::Component(call_stats::component())),
            },
            Answer::NOT_MODIFIED,
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(stats),
    }
}

/// Whose calls a question is about, by the agents' places in the book.
fn whose(book: &Book, scope: &Scope) -> Whose {
    let mut places: Vec<usize> = match scope {
        Scope::Everyone => return Whose::Everyones,
        Scope::Agent(id) => {
            book.agents_known_as(id).filter_map(|id| book.agent_place(id)).collect()
        }
        Scope::Agents(ids) => ids.iter().filter_map(|id| book.agent_place(id)).collect(),
    };
    places.sort_unstable();
    places.dedup();
    Whose::Agents(places)
}

async fn list(request: Request) -> Result<HttpResponse, Problem> {
    let desk = request.state.desk.current()?;
    let asked = request.query(None)?;
    let (client, caller) = (request.client(), request.caller()?);
    let book = &desk.snapshot.book;
    let scope = caller.scope(book, asked.agent_id.as_deref())?;
    let state = desk.state();
    let position = position(&asked, &caller, request.http.path(), &desk)?;
    let tag = state.tag(&caller.scoped_question(&request.address()));
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let query = call_query(&asked.desk, whose(book, &scope));
    let (total, listed) = page(&desk, query, position.offset, position.limit).await?;
    let user_ids = listed.iter().filter_map(|one| book.account_at(one.place));
    let user_ids = user_ids.map(|account| account.user_id().to_owned()).collect();
    let directory = Directory::of(&request.state, user_ids).await;
    let mut headers = position.headers(&request.http, &state, book.as_of(), total)?;
    let tag = directory.tell(tag, &mut headers);
    let body = write_calls(&desk, &listed, &directory, &caller);
    client.answer(&tag, JSON, headers, body).await
}

fn call_query(asked: &DeskAsked, whose: Whose) -> CallQuery {
    CallQuery {
        whose,
        state: asked.state.unwrap_or(Some(calls::State::Open)),
        kind: asked.kind,
        is_new: asked.is_new,
        min_monthly_value: asked.min_monthly_value,
    }
}

fn position(asked: &Asked, caller: &Caller, path: &str, desk: &Desk) -> Result<Position, Problem> {
    let Asked { agent_id, limit, desk: question, .. } = asked;
    let DeskAsked { state, kind, is_new, min_monthly_value, .. } = question;
    let question = format!("{path} {agent_id:?} {state:?} {kind:?} {is_new} {min_monthly_value:?}");
    let question = caller.scoped_question(&question);
    Position::of(asked, question, Some(limit.unwrap_or(DEFAULT_ROWS)), &desk.state())
}

/// What nothing but a book's whole ranking answers is looked through on a thread that may take its
/// time.
async fn page(
    desk: &Arc<Desk>,
    query: CallQuery,
    offset: usize,
    limit: usize,
) -> Result<(usize, Vec<Listed>), Problem> {
    let is_ranked = query.kind.is_none() && !query.is_new && query.min_monthly_value.is_none();
    let is_of_few = matches!(&query.whose, Whose::Agents(agents) if agents.len() <= 1);
    if is_of_few || (is_ranked && query.whose == Whose::Everyones) {
        return Ok(desk.day.page(desk.ranked(), &query, offset, limit));
    }
    let desk = Arc::clone(desk);
    blocking(move || desk.day.page(desk.ranked(), &query, offset, limit)).await
}

fn write_calls(desk: &Desk, listed: &[Listed], directory: &Directory, caller: &Caller) -> Vec<u8> {
    let nothing_done = ClientWork::default();
    let calls = listed.iter().filter_map(|one| {
        let account = desk.snapshot.book.account_at(one.place)?;
        desk.call(account, one.work.as_deref().unwrap_or(&nothing_done))
    });
    let calls: Vec<_> = calls.collect();
    let writer = CallWriter::new(desk);
    let sees = |event: &calls::WorkEvent| seen_event(&desk.snapshot.book, caller, event);
    let mut body = Vec::with_capacity(calls.len() * 4_096);
    array(&mut body, &calls, |out, call| {
        let contact = directory.contact(call.account.user_id());
        writer.write(out, call, contact, &sees);
    });
    body
}

async fn stats(request: Request) -> Result<HttpResponse, Problem> {
    let desk = request.state.desk.current()?;
    let asked = request.query(None)?;
    let (client, caller) = (request.client(), request.caller()?);
    let book = &desk.snapshot.book;
    let scope = caller.scope(book, asked.agent_id.as_deref())?;
    let tag = desk.state().tag(&caller.scoped_question(&request.address()));
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let as_of = book.as_of();
    let stats = desk.day.stats(desk.ranked(), &whose(book, &scope));
    let mut body = Vec::new();
    field::write(&mut body, &call_stats::FIELDS, &DatedCallStats { stats, as_of });
    client.answer(&tag, JSON, date_header(as_of), body).await
}
