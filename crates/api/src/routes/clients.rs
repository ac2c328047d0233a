//! One client's records, from the database: the book holds only what the rules read.

use actix_web::{HttpRequest, HttpResponse, web};
use sip_export::plain_id;
use store_pg::{ClientRecords, Pool, StoreError, client_records};

use super::page::{JSON, list_headers};
use crate::answer::{Client, Tag};
use crate::desk::Desk;
use crate::dto::write_client_record;
use crate::json::array;
use crate::params::{Asked, Param};
use crate::problem::Problem;

pub(super) async fn client(
    desk: web::Data<Desk>,
    params: web::Data<Vec<Param>>,
    user_id: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    Asked::read(request.query_string(), &params, None)?;
    let user_id = plain_id(&user_id).into_owned();
    // PostgreSQL's text holds no NUL, and so no client has one in the id.
    if user_id.contains('\0') {
        return Err(unknown());
    }
    let pool = desk.pool.clone();
    let read = web::block(move || read(&pool, &user_id)).await.map_err(|_| Problem::Internal)?;
    let ClientRecords { version, is_known, records } = read?;
    if !is_known {
        return Err(unknown());
    }
    let client = Client::of(&request);
    let tag = Tag::of_book(&version, request.path());
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let headers = list_headers(version.as_of, records.len());
    let mut body = Vec::with_capacity(records.len() * 2048);
    array(&mut body, &records, write_client_record);
    client.answer(&tag, JSON, headers, body).await
}

fn unknown() -> Problem {
    Problem::NotFound("The book has no such client.".to_owned())
}

fn read(pool: &Pool, user_id: &str) -> Result<ClientRecords, StoreError> {
    client_records(&mut *pool.get()?, user_id)
}
