//! Every agent's totals.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use opportunity_core::AgentSummary;

use super::page::{JSON, Position};
use crate::answer::{Client, Tag};
use crate::desk::Desk;
use crate::dto::write_agent;
use crate::json::array;
use crate::live_book::Snapshot;
use crate::params::{Asked, MOST_ROWS, Param};
use crate::problem::Problem;
use crate::sign_in::Who;

pub(super) async fn agents(
    desk: web::Data<Desk>,
    who: web::ReqData<Arc<Who>>,
    params: web::Data<Vec<Param>>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let snapshot = desk.live.snapshot()?;
    let as_of = snapshot.book.as_of();
    let asked = Asked::read(request.query_string(), &params, Some(&snapshot.version))?;
    let question = who.question(request.path());
    let position = Position::of(&asked, question, asked.limit, &snapshot)?;
    let client = Client::of(&request);
    let tag = Tag::of_book(&snapshot.version, &who.question(&request.uri().to_string()));
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let total = seen(&snapshot, &who).count();
    let headers = position.headers(&request, &snapshot, as_of, total)?;
    let (offset, limit) = (position.offset, position.limit);
    let body = if limit <= MOST_ROWS as usize {
        write_agents(&snapshot, &who, offset, limit)
    } else {
        let who = Arc::clone(&who);
        // All agents of a large book would hold up other requests.
        web::block(move || write_agents(&snapshot, &who, offset, limit))
            .await
            .map_err(|_| Problem::Internal)?
    };
    client.answer(&tag, JSON, headers, body).await
}

fn seen<'a>(snapshot: &'a Snapshot, who: &'a Who) -> impl Iterator<Item = &'a AgentSummary> {
    snapshot.book.agents().filter(|agent| who.sees_agent(&agent.agent_id))
}

fn write_agents(snapshot: &Snapshot, who: &Who, offset: usize, limit: usize) -> Vec<u8> {
    let mut body = Vec::new();
    array(&mut body, seen(snapshot, who).skip(offset).take(limit), write_agent);
    body
}
