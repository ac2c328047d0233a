//! Totals over time.

use actix_web::HttpResponse;
use actix_web::http::Method;
use http_edge::{ContentSecurityPolicy, ETag, Problem};
use store_pg::TrendQuery;

use super::scope::internal_ids;
use crate::answers::trend::{self, FIELDS, ShownPoint};
use crate::desk_params::{BOOK_FROM, BOOK_TO, REASON_KIND};
use crate::field;
use crate::page::{JSON, list_headers};
use crate::params::AGENT_ID;
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, AnswerHeader, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;

pub(super) fn routes() -> Vec<Route> {
    vec![Route {
        path: "/api/trends".to_owned(),
        method: Method::GET,
        access: Access::SignedIn,
        subject: Subject::Agents,
        operation: Some(Operation {
            id: "trends".to_owned(),
            tag: Tag::Calls,
            summary: "Reasons over time, book after book".to_owned(),
        }),
        path_params: vec![],
        params: vec![AGENT_ID, REASON_KIND, BOOK_FROM, BOOK_TO],
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "The totals of each book, oldest first.",
                headers: &[AnswerHeader::ETag, AnswerHeader::TotalCount, AnswerHeader::DataAsOf],
                content: Content::Json(Shape::Component(trend::component()).list()),
            },
            Answer::NOT_MODIFIED,
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(trends),
    }]
}

async fn trends(request: Request) -> Result<HttpResponse, Problem> {
    let snapshot = request.state.live.snapshot()?;
    let asked = request.query(None)?;
    let (client, caller) = (request.client(), request.caller()?);
    let book = &snapshot.book;
    let scope = caller.scope(book, asked.agent_id.as_deref())?;
    let (kind, from, to) = (asked.desk.kind, asked.desk.from, asked.desk.to);
    let query = TrendQuery { agents: internal_ids(book, &scope), from, to };
    let points = request.state.ask("trends", move |it| store_pg::trends(it, &query)).await?;
    let points: Vec<ShownPoint> =
        points.into_iter().map(|point| ShownPoint { point, kind }).collect();
    let mut body = Vec::new();
    field::write_list(&mut body, &FIELDS, &points);
    let tag = ETag::of_content(&body).with(&caller.scoped_question(&request.address()));
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    client.answer(&tag, JSON, list_headers(book.as_of(), points.len()), body).await
}
