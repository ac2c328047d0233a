//! Imports: the log, and a new one.

use std::sync::Arc;

use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, web};
use importer::Ending;
use store_pg::{ImportLog, Pool, StoreError, import_log};

use super::page::{JSON, Position};
use crate::answer::{Client, Tag};
use crate::desk::Desk;
use crate::imports::write_import;
use crate::json::array;
use crate::observe;
use crate::params::{Asked, DEFAULT_ROWS, Param};
use crate::problem::Problem;
use crate::sign_in::Who;

pub(super) async fn list(
    desk: web::Data<Desk>,
    who: web::ReqData<Arc<Who>>,
    params: web::Data<Vec<Param>>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let asked = Asked::read(request.query_string(), &params, None)?;
    let limit = asked.limit.unwrap_or(DEFAULT_ROWS);
    let skipped = asked.cursor.map_or(0, |cursor| cursor.place());
    let pool = desk.pool.clone();
    let ImportLog { version, total, imports } =
        web::block(move || read(&pool, skipped, limit.into()))
            .await
            .map_err(|_| Problem::Internal)??;
    // Only now is it known whether the cursor is of this log, and so these rows the right ones.
    let question = who.question(request.path());
    let position = Position::within(&asked, question, Some(limit), &version)?;
    let client = Client::of(&request);
    let tag = Tag::of_book(&version, &who.question(&request.uri().to_string()));
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let total = usize::try_from(total).map_err(|_| Problem::Internal)?;
    let headers = position.headers_within(&request, &version, version.as_of, total)?;
    let mut body = Vec::new();
    array(&mut body, &imports, write_import);
    client.answer(&tag, JSON, headers, body).await
}

fn read(pool: &Pool, skipped: i64, wanted: i64) -> Result<ImportLog, StoreError> {
    import_log(&mut *pool.get()?, skipped, wanted)
}

pub(super) async fn import(
    desk: web::Data<Desk>,
    params: web::Data<Vec<Param>>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    refuse_other_sites(request.headers())?;
    let asked = Asked::read(request.query_string(), &params, None)?;
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length| desk.imports.refuses(length)) {
        return Err(Problem::TooLarge);
    }
    let report =
        desk.imports.import(asked, payload).await.inspect_err(|_| observe::imported("failed"))?;
    let mut answer = match &report.ending {
        Ending::Imported(imported) => {
            observe::imported("imported");
            tracing::info!(
                import_id = imported.import_id,
                as_of = %imported.as_of,
                read = imported.read,
                rejected = imported.rejected,
                millis = report.took.as_millis(),
                "an export was imported"
            );
            HttpResponse::Created()
        }
        _ => {
            observe::imported("already_imported");
            HttpResponse::Ok()
        }
    };
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(answer.content_type(JSON).body(report.summary().to_string()))
}

/// A page of another site that somebody's browser shows could send an export without their knowing,
/// were it not for the browser that says so. Nobody else can add the header by which one signs in.
fn refuse_other_sites(headers: &HeaderMap) -> Result<(), Problem> {
    let from = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    let is_own = matches!(from, None | Some("same-origin" | "none"));
    if is_own || headers.contains_key(header::AUTHORIZATION) {
        return Ok(());
    }
    Err(Problem::Forbidden("A page of another site may not import."))
}
