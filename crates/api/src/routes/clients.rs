//! One client: the records, from the database, since the book holds only what the rules read; and
//! what there is to say, from the book.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use sip_export::plain_id;
use store_pg::{ClientRecords, Pool, StoreError, client_records};

use super::page::{JSON, date_header, list_headers};
use crate::answer::{Client, Tag};
use crate::desk::Desk;
use crate::dto::write_client_record;
use crate::findings::write_client;
use crate::json::array;
use crate::observe::statement;
use crate::params::{Asked, Param};
use crate::problem::Problem;
use crate::sign_in::Who;

/// No person has more SIPs.
const SIPS_OF_A_PERSON: usize = 1_000;

pub(super) async fn client(
    desk: web::Data<Desk>,
    who: web::ReqData<Arc<Who>>,
    user_id: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    Asked::nothing(request.query_string())?;
    let ClientRecords { version, records, .. } =
        known_client(&desk, &who, plain_id(&user_id).into_owned()).await?;
    let client = Client::of(&request);
    let tag = Tag::of_book(&version, &who.question(request.path()));
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
    who: web::ReqData<Arc<Who>>,
    params: web::Data<Vec<Param>>,
    user_id: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let snapshot = desk.live.snapshot()?;
    let asked = Asked::read(request.query_string(), &params, Some(&snapshot.version))?;
    let as_of = snapshot.book.as_of().map(|own| asked.as_of.unwrap_or(own));
    let user_id = plain_id(&user_id).into_owned();
    let client = Client::of(&request);
    let tag = Tag::of_book(&snapshot.version, &who.question(&request.uri().to_string()));
    if let Some(answer) = client.not_modified_by_tag(&tag) {
        return Ok(answer);
    }
    let (wanted, seer) = (user_id.clone(), Arc::clone(&who));
    let is_person = snapshot.book.sips_of_client(&user_id) <= SIPS_OF_A_PERSON;
    let said = move || {
        let mut accounts = snapshot.book.client(&wanted, as_of, &asked.policy);
        accounts.retain(|account| seer.sees_agent(account.agent_id));
        let mut body = Vec::new();
        write_client(&mut body, &wanted, as_of, &accounts);
        (accounts.is_empty(), body)
    };
    // An id that stands for many would hold up other requests.
    let (is_unheld, body) = match is_person {
        true => said(),
        false => web::block(said).await.map_err(|_| Problem::Internal)?,
    };
    if is_unheld {
        // The book holds no deleted SIPs, but a client who has only those is known.
        known_client(&desk, &who, user_id).await?;
    }
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    client.answer(&tag, JSON, date_header(as_of), body).await
}

/// The client's records under the agents that whoever asks may see. A client with none of those is
/// as one that nobody knows.
async fn known_client(desk: &Desk, who: &Who, user_id: String) -> Result<ClientRecords, Problem> {
    // PostgreSQL's text holds no NUL, and so no client has one in the id.
    if user_id.contains('\0') {
        return Err(unknown());
    }
    let pool = desk.pool.clone();
    let read = web::block(move || read(&pool, &user_id)).await.map_err(|_| Problem::Internal)??;
    read.and_then(|read| read.under(|agent| who.sees_agent(agent))).ok_or_else(unknown)
}

fn unknown() -> Problem {
    Problem::NotFound("The book has no such client.".to_owned())
}

fn read(pool: &Pool, user_id: &str) -> Result<Option<ClientRecords>, StoreError> {
    let mut connection = pool.get()?;
    statement("client_records", || client_records(&mut connection, user_id))
}
