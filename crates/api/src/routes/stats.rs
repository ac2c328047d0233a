//! Totals over all opportunities.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use opportunity_core::Query;

use super::page::{JSON, date_header};
use crate::answer::{Client, Tag};
use crate::desk::Desk;
use crate::dto::write_stats;
use crate::params::{Asked, Param};
use crate::problem::Problem;
use crate::sign_in::Who;

pub(super) async fn stats(
    desk: web::Data<Desk>,
    who: web::ReqData<Arc<Who>>,
    params: web::Data<Vec<Param>>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let snapshot = desk.live.snapshot()?;
    let asked = Asked::read(request.query_string(), &params, Some(&snapshot.version))?;
    let as_of = snapshot.book.as_of().map(|own| asked.as_of.unwrap_or(own));
    let scope = who.scope(&snapshot.book, asked.agent_id.as_deref())?;
    let client = Client::of(&request);
    let tag = Tag::of_book(&snapshot.version, &who.question(&request.uri().to_string()));
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let query = Query { scope, as_of, ..Query::default() };
    let stats = if snapshot.book.is_ranked(&query) {
        snapshot.book.stats(&query)
    } else {
        let snapshot = Arc::clone(&snapshot);
        web::block(move || snapshot.book.stats(&query)).await.map_err(|_| Problem::Internal)?
    };
    let mut body = Vec::new();
    write_stats(&mut body, &stats, as_of);
    client.answer(&tag, JSON, date_header(as_of), body).await
}
