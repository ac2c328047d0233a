//! One client: the records, from the database, since the book holds only what the rules read; and
//! what there is to say, from the book.

use std::sync::Arc;

use access::Caller;
use actix_web::HttpResponse;
use actix_web::http::Method;
use http_edge::{ContentSecurityPolicy, Problem, blocking};
use sip_export::plain_id;
use store_pg::{ClientRecords, client_records};

use super::path::USER_ID;
use crate::answers::{client_record, finding};
use crate::app_state::AppState;
use crate::field;
use crate::page::{JSON, date_header, list_headers};
use crate::params::{AS_OF, every_threshold};
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, AnswerHeader, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;
use crate::state::State;

/// A person has fewer SIPs than this; an id under which there are more stands for many, and what
/// there is to say of them takes longer than other requests should wait.
const SIPS_OF_A_PERSON: usize = 1_000;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route {
            path: "/api/clients/{user_id}".to_owned(),
            method: Method::GET,
            access: Access::SignedIn,
            subject: Subject::Client,
            operation: Some(Operation {
                id: "clients_user_id".to_owned(),
                tag: Tag::Book,
                summary: "A client's SIP records".to_owned(),
            }),
            path_params: vec![USER_ID],
            params: vec![],
            body: Body::None,
            answers: vec![
                Answer {
                    status: 200,
                    meaning: "SIP records.",
                    headers: &[
                        AnswerHeader::ETag,
                        AnswerHeader::TotalCount,
                        AnswerHeader::DataAsOf,
                    ],
                    content: Content::Json(Shape::Component(client_record::component()).list()),
                },
                Answer::NOT_MODIFIED,
                Answer::NOT_FOUND,
            ],
            policy: ContentSecurityPolicy::NO_PAGE,
            handler: Handler::new(records),
        },
        Route {
            path: "/api/clients/{user_id}/opportunities".to_owned(),
            method: Method::GET,
            access: Access::SignedIn,
            subject: Subject::Client,
            operation: Some(Operation {
                id: "clients_user_id_opportunities".to_owned(),
                tag: Tag::Book,
                summary:
                    "What there is to say about a client, and why each rule is silent otherwise"
                        .to_owned(),
            }),
            path_params: vec![USER_ID],
            params: [AS_OF].into_iter().chain(every_threshold()).collect(),
            body: Body::None,
            answers: vec![
                Answer {
                    status: 200,
                    meaning: "What every rule says of the client's accounts and SIPs.",
                    headers: &[AnswerHeader::ETag, AnswerHeader::DataAsOf],
                    content: Content::Json(Shape::Component(finding::component())),
                },
                Answer::NOT_MODIFIED,
                Answer::NOT_FOUND,
            ],
            policy: ContentSecurityPolicy::NO_PAGE,
            handler: Handler::new(opportunities),
        },
    ]
}

async fn records(request: Request) -> Result<HttpResponse, Problem> {
    request.query(None)?;
    let caller = request.caller()?;
    let user_id = plain_id(&request.path_param()?).into_owned();
    let ClientRecords { version, records, .. } =
        known_client(&request.state, &caller, user_id).await?;
    let (client, state) = (request.client(), State::of_book(version));
    let tag = state.tag(&caller.scoped_question(request.http.path()));
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let headers = list_headers(state.as_of(), records.len());
    let mut body = Vec::with_capacity(records.len() * 2048);
    field::write_list(&mut body, &client_record::FIELDS, &records);
    client.answer(&tag, JSON, headers, body).await
}

async fn opportunities(request: Request) -> Result<HttpResponse, Problem> {
    let snapshot = request.state.live.snapshot()?;
    let asked = request.query(Some(&snapshot.state))?;
    let as_of = snapshot.book.as_of().map(|own| asked.as_of.unwrap_or(own));
    let user_id = plain_id(&request.path_param()?).into_owned();
    let (client, caller) = (request.client(), request.caller()?);
    let tag = snapshot.state.tag(&caller.scoped_question(&request.address()));
    if let Some(answer) = client.not_modified_by_tag(&tag) {
        return Ok(answer);
    }
    let (wanted, seer) = (user_id.clone(), Arc::clone(&caller));
    let is_person = snapshot.book.sips_of_client(&user_id) <= SIPS_OF_A_PERSON;
    let said = move || {
        let mut accounts = snapshot.book.client(&wanted, as_of, &asked.policy);
        accounts.retain(|account| seer.sees_agent(account.agent_id));
        let mut body = Vec::new();
        finding::write_client(&mut body, &wanted, as_of, &accounts);
        (accounts.is_empty(), body)
    };
    let (is_unheld, body) = if is_person { said() } else { blocking(said).await? };
    if is_unheld {
        // The book holds no deleted SIPs, but a client who has only those is known.
        known_client(&request.state, &caller, user_id).await?;
    }
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    client.answer(&tag, JSON, date_header(as_of), body).await
}

/// The client's records under the agents that whoever asks may see. A client with none of those is
/// as one that nobody knows.
pub(super) async fn known_client(
    state: &AppState,
    caller: &Caller,
    user_id: String,
) -> Result<ClientRecords, Problem> {
    // PostgreSQL's text holds no NUL, and so no client has one in the id.
    if user_id.contains('\0') {
        return Err(unknown());
    }
    let read = move |connection: &mut _| client_records(connection, &user_id);
    let read = state.ask("client_records", read).await?;
    read.and_then(|read| read.under(|agent| caller.sees_agent(agent))).ok_or_else(unknown)
}

fn unknown() -> Problem {
    Problem::NotFound("The book has no such client.".to_owned())
}
