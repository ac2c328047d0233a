//! One client: the records, from the database, since the book holds only what the rules read; and
//! what there is to say, from the book.

use std::sync::Arc;

use access::Caller;
use actix_web::HttpResponse;
use actix_web::http::Method;
use http_edge::{ContentSecurityPolicy, Problem, blocking};
use sip_export::plain_id;
use store_pg::clients::Found;
use store_pg::{ClientRecords, client_records};

use super::path::USER_ID;
use crate::answers::{client_record, finding, found_client};
use crate::app_state::AppState;
use crate::field;
use crate::page::{JSON, Position, date_header, list_headers};
use crate::params::{AGENT_ID, AS_OF, CURSOR, DEFAULT_ROWS, LIMIT, LOOKED_FOR, every_threshold};
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, AnswerHeader, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;
use crate::state::State;

/// A person has fewer SIPs than this; an id under which there are more stands for many, and what
/// there is to say of them takes longer than other requests should wait.
const SIPS_OF_A_PERSON: usize = 1_000;

pub(super) fn routes() -> Vec<Route> {
    vec![
        search_route(),
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

fn search_route() -> Route {
    Route {
        path: "/api/clients".to_owned(),
        method: Method::GET,
        access: Access::SignedIn,
        subject: Subject::Agents,
        operation: Some(Operation {
            id: "clients".to_owned(),
            tag: Tag::Book,
            summary: "Clients found by name, id, CRN, or the last digits of a phone number"
                .to_owned(),
        }),
        path_params: vec![],
        params: vec![LOOKED_FOR, AGENT_ID, LIMIT, CURSOR],
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "Clients of the directory: first whose id or CRN it is, then whose name begins \
                          so, then who has a later word that does, then whose number ends so. Of more \
                          than 1,000 the first 1,000.",
                headers: &AnswerHeader::OF_PAGES,
                content: Content::Json(Shape::Component(found_client::component()).list()),
            },
            Answer::NOT_MODIFIED,
            Answer::CURSOR_EXPIRED,
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(search),
    }
}

/// Finds clients: the directory knows who they are, the book whose they are.
async fn search(request: Request) -> Result<HttpResponse, Problem> {
    let snapshot = request.state.live.snapshot()?;
    let mut asked = request.query(Some(&snapshot.state))?;
    let looked_for = asked.looked_for.take();
    let looked_for = looked_for
        .ok_or_else(|| Problem::bad_parameter(LOOKED_FOR.name, LOOKED_FOR.takes.to_string()))?;
    let (client, caller) = (request.client(), request.caller()?);
    let scope = caller.scope(&snapshot.book, asked.agent_id.as_deref())?;
    let path = request.http.path();
    let question = caller.scoped_question(&format!("{path} {looked_for:?} {:?}", asked.agent_id));
    let limit = asked.limit.unwrap_or(DEFAULT_ROWS);
    let skipped = asked.cursor.map_or(0, |cursor| usize::try_from(cursor.place()).unwrap_or(0));
    let book = Arc::clone(&snapshot);
    let read = move |connection: &mut _| {
        let among = book.book.clients_in(&scope);
        let wanted = limit as usize;
        store_pg::clients::search(connection, &looked_for, among.as_deref(), skipped, wanted)
    };
    let Found { state: directory, total, clients } =
        request.state.ask("search_clients", read).await?;
    let state = snapshot.state.clone().with_directory(directory);
    // Only now is it known whether the cursor is of this directory, and so these rows the right ones.
    let position = Position::of(&asked, question, Some(limit), &state)?;
    let tag = state.tag(&caller.scoped_question(&request.address()));
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let headers = position.headers(&request.http, &state, snapshot.book.as_of(), total)?;
    let agents_of = |user_id: &str| {
        let agents = snapshot.book.agents_of_client(user_id);
        agents.filter(|agent| caller.sees_agent(agent)).map(str::to_owned).collect()
    };
    let found: Vec<found_client::Found> = clients
        .into_iter()
        .map(|client| found_client::Found { agents: agents_of(&client.user_id), client })
        .collect();
    let mut body = Vec::new();
    field::write_list(&mut body, &found_client::FIELDS, &found);
    client.answer(&tag, JSON, headers, body).await
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
