//! What changed between books.

use actix_web::HttpResponse;
use actix_web::http::Method;
use http_edge::{ContentSecurityPolicy, Problem};
use store_pg::ChangeQuery;

use super::scope::internal_ids;
use crate::answers::change::{self, FIELDS, ShownChange};
use crate::desk_params::{AFTER, CHANGE, REASON_KIND};
use crate::field;
use crate::log_page::LogPage;
use crate::params::{AGENT_ID, CURSOR, DEFAULT_ROWS, LIMIT};
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, AnswerHeader, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;

pub(super) fn routes() -> Vec<Route> {
    vec![Route {
        path: "/api/changes".to_owned(),
        method: Method::GET,
        access: Access::SignedIn,
        subject: Subject::Agents,
        operation: Some(Operation {
            id: "changes".to_owned(),
            tag: Tag::Calls,
            summary: "What changed between books, oldest first".to_owned(),
        }),
        path_params: vec![],
        params: vec![AGENT_ID, REASON_KIND, CHANGE, AFTER, LIMIT, CURSOR],
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "Changes.",
                headers: &AnswerHeader::OF_PAGES,
                content: Content::Json(Shape::Component(change::component()).list()),
            },
            Answer::NOT_MODIFIED,
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(changes),
    }]
}

async fn changes(request: Request) -> Result<HttpResponse, Problem> {
    let snapshot = request.state.live.snapshot()?;
    let asked = request.query(None)?;
    let caller = request.caller()?;
    let book = &snapshot.book;
    let scope = caller.scope(book, asked.agent_id.as_deref())?;
    let limit = asked.limit.unwrap_or(DEFAULT_ROWS);
    let desk = &asked.desk;
    let question = format!(
        "{} {:?} {:?} {:?} {:?}",
        request.http.path(),
        asked.agent_id,
        desk.kind,
        desk.change,
        desk.after
    );
    let page = LogPage::of(&asked, caller.scoped_question(&question))?;
    let query = ChangeQuery {
        agents: internal_ids(book, &scope),
        kind: desk.kind,
        change: desk.change,
        after: desk.after,
    };
    let place = page.place.unwrap_or(0);
    let read = request
        .state
        .ask("changes", move |it| store_pg::changes(it, &query, place, i64::from(limit) + 1));
    let (mut changes, total) = read.await?;
    // One more than is shown tells whether there are more.
    let has_more = changes.len() > limit as usize;
    changes.truncate(limit as usize);
    let last = changes.last().map(|change| change.change_id).filter(|_| has_more);
    let changes: Vec<ShownChange> = changes
        .into_iter()
        .map(|change| ShownChange {
            agent_external_id: book.external_id(&change.agent_id).map(str::to_owned),
            change,
        })
        .collect();
    let mut body = Vec::new();
    field::write_list(&mut body, &FIELDS, &changes);
    page.answer(&request, book.as_of(), total, last, body).await
}
