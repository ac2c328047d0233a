//! Every agent's totals.

use actix_web::{HttpRequest, HttpResponse, web};

use super::page::{JSON, Position};
use crate::answer::{Client, Tag};
use crate::desk::Desk;
use crate::dto::write_agent;
use crate::json::array;
use crate::live_book::Snapshot;
use crate::params::{Asked, MOST_ROWS, Param};
use crate::problem::Problem;

pub(super) async fn agents(
    desk: web::Data<Desk>,
    params: web::Data<Vec<Param>>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let snapshot = desk.live.snapshot()?;
    let as_of = snapshot.book.as_of();
    let asked = Asked::read(request.query_string(), &params, Some(&snapshot.version))?;
    let position = Position::of(&asked, request.path().to_owned(), asked.limit, &snapshot)?;
    let client = Client::of(&request);
    let tag = Tag::of_book(&snapshot.version, &request.uri().to_string());
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let total = snapshot.book.agents().len();
    let headers = position.headers(&request, &snapshot, as_of, total)?;
    let (offset, limit) = (position.offset, position.limit);
    let body = if limit <= MOST_ROWS as usize {
        write_agents(&snapshot, offset, limit)
    } else {
        // All agents of a large book would hold up other requests.
        web::block(move || write_agents(&snapshot, offset, limit))
            .await
            .map_err(|_| Problem::Internal)?
    };
    client.answer(&tag, JSON, headers, body).await
}

fn write_agents(snapshot: &Snapshot, offset: usize, limit: usize) -> Vec<u8> {
    let mut body = Vec::new();
    array(&mut body, snapshot.book.agents().skip(offset).take(limit), write_agent);
    body
}
