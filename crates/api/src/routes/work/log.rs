//! The log of work.

use actix_web::HttpResponse;
use actix_web::http::Method;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use http_edge::{ContentSecurityPolicy, Problem};
use sip_export::kolkata;
use store_pg::{WorkQuery, work_log};

use super::super::scope::internal_ids;
use super::super::seen::seen_event;
use crate::answers::work_event::{self, FIELDS, SeenEvent};
use crate::desk_params::{WORK_BY, WORK_CLIENT, WORK_FROM, WORK_TO};
use crate::field;
use crate::log_page::LogPage;
use crate::params::{AGENT_ID, CURSOR, DEFAULT_ROWS, LIMIT};
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, AnswerHeader, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;

pub(super) fn route() -> Route {
    Route {
        path: "/api/work".to_owned(),
        method: Method::GET,
        access: Access::SignedIn,
        subject: Subject::Agents,
        operation: Some(Operation {
            id: "work".to_owned(),
            tag: Tag::Calls,
            summary: "What was done, newest first".to_owned(),
        }),
        path_params: vec![],
        params: vec![AGENT_ID, WORK_CLIENT, WORK_BY, WORK_FROM, WORK_TO, LIMIT, CURSOR],
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "Events.",
                headers: &AnswerHeader::OF_PAGES,
                content: Content::Json(Shape::Component(work_event::component()).list()),
            },
            Answer::NOT_MODIFIED,
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(log),
    }
}

async fn log(request: Request) -> Result<HttpResponse, Problem> {
    let snapshot = request.state.live.snapshot()?;
    let asked = request.query(None)?;
    let caller = request.caller()?;
    let scope = caller.scope(&snapshot.book, asked.agent_id.as_deref())?;
    let limit = asked.limit.unwrap_or(DEFAULT_ROWS);
    let desk = &asked.desk;
    let question = format!(
        "{} {:?} {:?} {:?} {:?} {:?}",
        request.http.path(),
        asked.agent_id,
        desk.user_id,
        desk.by,
        desk.from,
        desk.to
    );
    let page = LogPage::of(&asked, caller.scoped_question(&question))?;
    let query = WorkQuery {
        agents: internal_ids(&snapshot.book, &scope),
        user_id: desk.user_id.clone(),
        by: desk.by.clone(),
        from: desk.from.and_then(midnight),
        until: desk.to.and_then(|day| midnight(day.checked_add_days(Days::new(1))?)),
        before: page.place,
    };
    let read = request.state.ask("work_log", move |it| work_log(it, &query, i64::from(limit) + 1));
    let (mut events, total) = read.await?;
    // One more than is shown tells whether there are more.
    let has_more = events.len() > limit as usize;
    events.truncate(limit as usize);
    let last = events.last().map(|event| event.work_id).filter(|_| has_more);
    let events: Vec<SeenEvent> =
        events.iter().map(|event| seen_event(&snapshot.book, &caller, event)).collect();
    let mut body = Vec::new();
    field::write_list(&mut body, &FIELDS, &events);
    page.answer(&request, snapshot.book.as_of(), total, last, body).await
}

/// Midnight in Asia/Kolkata, as a day begins.
fn midnight(day: NaiveDate) -> Option<DateTime<Utc>> {
    let midnight = day.and_time(NaiveTime::MIN).and_local_timezone(kolkata()).single()?;
    Some(midnight.to_utc())
}
