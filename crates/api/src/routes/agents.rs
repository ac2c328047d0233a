//! Every agent's totals.

use actix_web::{HttpRequest, HttpResponse, web};

use super::page::{JSON, Position};
use crate::answer::{Client, Tag};
use crate::desk::Desk;
use crate::dto::write_agent;
use crate::json::array;
use crate::params::{Asked, Param};
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
    let agents = snapshot.book.agents();
    let total = agents.len();
    let mut body = Vec::new();
    array(&mut body, agents.skip(position.offset).take(position.limit), write_agent);
    let headers = position.headers(&request, &snapshot, as_of, total)?;
    client.answer(&tag, JSON, headers, body).await
}
