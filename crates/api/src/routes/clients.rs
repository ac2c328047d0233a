//! One client: the records, from the database, since the book holds only what the rules read; and
//! what there is to say, from the book.

use actix_web::{HttpRequest, HttpResponse, web};
use sip_export::plain_id;
use store_pg::{ClientRecords, Pool, StoreError, client_records};

use super::page::{JSON, date_header, list_headers};
use crate::answer::{Client, Tag};
use crate::desk::Desk;
use crate::dto::write_client_record;
use crate::findings::write_client;
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
    let ClientRecords { version, records, .. } =
        known_client(&desk, plain_id(&user_id).into_owned()).await?;
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

pub(super) async fn opportunities(
    desk: web::Data<Desk>,
    params: web::Data<Vec<Param>>,
    user_id: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let snapshot = desk.live.snapshot()?;
    let asked = Asked::read(request.query_string(), &params, Some(&snapshot.version))?;
    let as_of = snapshot.book.as_of().map(|own| asked.as_of.unwrap_or(own));
    let user_id = plain_id(&user_id).into_owned();
    let client = Client::of(&request);
    let tag = Tag::of_book(&snapshot.version, &request.uri().to_string());
    if let Some(answer) = client.not_modified_by_tag(&tag) {
        return Ok(answer);
    }
    // A client may be under any agent, and all of them are looked through.
    let wanted = user_id.clone();
    let said = move || {
        let accounts = snapshot.book.client(&wanted, as_of, &asked.policy);
        let mut body = Vec::new();
        write_client(&mut body, &wanted, as_of, &accounts);
        (accounts.is_empty(), body)
    };
    let (is_unheld, body) = web::block(said).await.map_err(|_| Problem::Internal)?;
    if is_unheld {
        // The book holds no deleted SIPs, but a client who has only those is known.
        known_client(&desk, user_id).await?;
    }
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    client.answer(&tag, JSON, date_header(as_of), body).await
}

/// The client's records, if the database knows the client.
async fn known_client(desk: &Desk, user_id: String) -> Result<ClientRecords, Problem> {
    // PostgreSQL's text holds no NUL, and so no client has one in the id.
    if user_id.contains('\0') {
        return Err(unknown());
    }
    let pool = desk.pool.clone();
    let read = web::block(move || read(&pool, &user_id)).await.map_err(|_| Problem::Internal)??;
    if read.is_known { Ok(read) } else { Err(unknown()) }
}

fn unknown() -> Problem {
    Problem::NotFound("The book has no such client.".to_owned())
}

fn read(pool: &Pool, user_id: &str) -> Result<ClientRecords, StoreError> {
    client_records(&mut *pool.get()?, user_id)
}
