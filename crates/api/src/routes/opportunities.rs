//! Whom to call.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use opportunity_core::{Kind, Policy, Query};

use super::page::{JSON, Position};
use crate::answer::{Client, Tag};
use crate::desk::Desk;
use crate::dto::opportunities_json;
use crate::live_book::Snapshot;
use crate::params::{Asked, DEFAULT_ROWS, Param};
use crate::problem::Problem;
use crate::sign_in::Who;

/// The list of one kind, or of all kinds.
pub(super) async fn list(
    kind: Option<Kind>,
    desk: web::Data<Desk>,
    who: web::ReqData<Arc<Who>>,
    params: web::Data<Vec<Param>>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let snapshot = desk.live.snapshot()?;
    let client = Client::of(&request);
    let tag = Tag::of_book(&snapshot.version, &who.question(&request.uri().to_string()));
    let question = client.question(&tag);
    if let Some(answer) = snapshot.kept.find(&question) {
        return Ok(client.not_modified(&tag).unwrap_or_else(|| answer.send()));
    }
    let asked = Asked::read(request.query_string(), &params, Some(&snapshot.version))?;
    let as_of = snapshot.book.as_of().map(|own| asked.as_of.unwrap_or(own));
    let scope = who.scope(&snapshot.book, asked.agent_id.as_deref())?;
    let position = position(&asked, &who, &request, &snapshot)?;
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let query = Query { kind, scope, policy: asked.policy, as_of };
    let (total, body) = rows(&snapshot, query, position.offset, position.limit).await?;
    let headers = position.headers(&request, &snapshot, as_of, total)?;
    let answer = client.ready(&tag, JSON, headers, body).await?;
    snapshot.kept.keep(question, answer.clone());
    Ok(answer.send())
}

fn position(
    asked: &Asked,
    who: &Who,
    request: &HttpRequest,
    snapshot: &Snapshot,
) -> Result<Position, Problem> {
    let Asked { agent_id, limit, policy, as_of, .. } = asked;
    let moved = (*policy != Policy::default()).then_some(policy);
    let question = format!("{} {agent_id:?} {moved:?} {as_of:?}", request.path());
    Position::of(asked, who.question(&question), Some(limit.unwrap_or(DEFAULT_ROWS)), snapshot)
}

/// A pass over the book would hold up other requests: it goes to a thread for such work.
async fn rows(
    snapshot: &Arc<Snapshot>,
    query: Query,
    offset: usize,
    limit: usize,
) -> Result<(usize, Vec<u8>), Problem> {
    if snapshot.book.is_ranked(&query) {
        return Ok(write_rows(snapshot, &query, offset, limit));
    }
    let snapshot = Arc::clone(snapshot);
    web::block(move || write_rows(&snapshot, &query, offset, limit))
        .await
        .map_err(|_| Problem::Internal)
}

fn write_rows(snapshot: &Snapshot, query: &Query, offset: usize, limit: usize) -> (usize, Vec<u8>) {
    let list = snapshot.book.list(query, offset, limit);
    (list.total(), opportunities_json(list))
}
