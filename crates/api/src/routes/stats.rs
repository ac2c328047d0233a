//! Totals over all opportunities.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::Method;
use http_edge::{ContentSecurityPolicy, Problem, blocking};
use opportunity_core::Query;

use crate::answers::stats::{self, DatedStats};
use crate::field;
use crate::page::{JSON, date_header};
use crate::params::{AGENT_ID, AS_OF};
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, AnswerHeader, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;

pub(super) fn routes() -> Vec<Route> {
    vec![Route {
        path: "/api/opportunities/stats".to_owned(),
        method: Method::GET,
        access: Access::SignedIn,
        subject: Subject::Agents,
        operation: Some(Operation {
            id: "opportunities_stats".to_owned(),
            tag: Tag::Opportunities,
            summary: "Totals over all opportunities".to_owned(),
        }),
        path_params: vec![],
        params: vec![AGENT_ID, AS_OF],
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "The totals.",
                headers: &[AnswerHeader::ETag, AnswerHeader::DataAsOf],
                content: Content::Json(Shape::Component(stats::component())),
            },
            Answer::NOT_MODIFIED,
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(answer),
    }]
}

async fn answer(request: Request) -> Result<HttpResponse, Problem> {
    let snapshot = request.state.live.snapshot()?;
    let asked = request.query(Some(&snapshot.state))?;
    let as_of = snapshot.book.as_of().map(|own| asked.as_of.unwrap_or(own));
    let (client, caller) = (request.client(), request.caller()?);
    let scope = caller.scope(&snapshot.book, asked.agent_id.as_deref())?;
    let tag = snapshot.state.tag(&caller.scoped_question(&request.address()));
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let query = Query { scope, as_of, ..Query::default() };
    let stats = if snapshot.book.is_ranked(&query) {
        snapshot.book.stats(&query)
    } else {
        let snapshot = Arc::clone(&snapshot);
        blocking(move || snapshot.book.stats(&query)).await?
    };
    let mut body = Vec::new();
    field::write(&mut body, &stats::FIELDS, &DatedStats { stats, as_of });
    client.answer(&tag, JSON, date_header(as_of), body).await
}
