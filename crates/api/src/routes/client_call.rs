//! One client's page: why to call, what was done, what is no more.

use access::Caller;
use actix_web::HttpResponse;
use actix_web::http::Method;
use calls::WorkEvent;
use chrono::{Days, NaiveDate};
use http_edge::{ContentSecurityPolicy, Problem};
use opportunity_core::{Account, Book};
use sip_export::plain_id;
use store_pg::clients::contacts;
use store_pg::{EndedRow, client_work, ended_spells};

use super::clients::known_client;
use super::directory::{Directory, ask_if_there};
use super::path::USER_ID;
use super::seen::{seen_event, sees};
use crate::answers::call::{self, CallWriter};
use crate::answers::ended_spell;
use crate::answers::work_event::{self, SeenEvent};
use crate::app_state::AppState;
use crate::desk::Desk;
use crate::field;
use crate::json::Object;
use crate::page::{JSON, date_header};
use crate::params::AGENT_ID;
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, AnswerHeader, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;

/// Events of a client that are shown at most.
const MOST_EVENTS: i64 = 1_000;

/// Spells that ended within so many days are shown.
const SHOWN_DAYS: Days = Days::new(365);

pub(super) fn routes() -> Vec<Route> {
    vec![Route {
        path: "/api/calls/{user_id}".to_owned(),
        method: Method::GET,
        access: Access::SignedIn,
        subject: Subject::Client,
        operation: Some(Operation {
            id: "calls_user_id".to_owned(),
            tag: Tag::Calls,
            summary: "One client: why to call, what was done, what is no more".to_owned(),
        }),
        path_params: vec![USER_ID],
        params: vec![AGENT_ID],
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "The client.",
                headers: &[AnswerHeader::ETag, AnswerHeader::DataAsOf, AnswerHeader::Directory],
                content: Content::Json(Shape::Component(call::client_component())),
            },
            Answer::NOT_MODIFIED,
            Answer::NOT_FOUND,
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(client),
    }]
}

/// The accounts of a client that somebody sees, under one agent where one is asked for.
pub(super) fn seen_accounts<'b>(
    book: &'b Book,
    caller: &Caller,
    user_id: &str,
    agent_id: Option<&str>,
) -> Result<Vec<Account<'b>>, Problem> {
    if let Some(asked) = agent_id {
        // An agent whom the caller may not see is refused as it is everywhere.
        caller.scope(book, Some(asked))?;
    }
    let is_asked_for = |account: &Account<'_>| {
        agent_id.is_none_or(|asked| {
            account.agent_id() == asked
                || book.agents_known_as(asked).any(|id| id == account.agent_id())
        })
    };
    let seen = book.accounts_of(user_id).filter(|account| caller.sees_agent(account.agent_id()));
    Ok(seen.filter(is_asked_for).collect())
}

/// The one account that is meant; none where the book has none.
pub(super) fn one_account<'b>(accounts: &[Account<'b>]) -> Result<Option<Account<'b>>, Problem> {
    if let [_, _, ..] = accounts {
        let agents: Vec<&str> = accounts.iter().map(|account| account.agent_id()).collect();
        let detail = format!("is needed: the client has accounts under {}", agents.join(", "));
        return Err(Problem::bad_parameter("agent_id", detail));
    }
    Ok(accounts.first().copied())
}

async fn client(request: Request) -> Result<HttpResponse, Problem> {
    let desk = request.state.desk.current()?;
    let asked = request.query(None)?;
    let user_id = plain_id(&request.path_param()?).into_owned();
    let (client, caller) = (request.client(), request.caller()?);
    let book = &desk.snapshot.book;
    let accounts = seen_accounts(book, &caller, &user_id, asked.agent_id.as_deref())?;
    let account = one_account(&accounts)?;
    if account.is_none() {
        known_client(&request.state, &caller, user_id.clone()).await?;
        if asked.agent_id.is_some() {
            return Err(Problem::NotFound(
                "The client has no account under that agent.".to_owned(),
            ));
        }
    }
    let tag = desk.state().tag(&caller.scoped_question(&request.address()));
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let as_of = book.as_of();
    let (past, directory) = told(&request.state, &desk, &caller, &user_id, as_of).await;
    let mut headers = date_header(as_of);
    let tag = directory.tell(tag, &mut headers);
    let mut body = Vec::new();
    let mut object = Object::new(&mut body);
    object.value("call", |out| write_call(out, &desk, account, &directory, &caller));
    object.value("work", |out| field::write_list(out, &work_event::FIELDS, &past.work));
    object.value("spells", |out| field::write_list(out, &ended_spell::FIELDS, &past.spells));
    object.end();
    client.answer(&tag, JSON, headers, body).await
}

/// Writes the call of an account, or null.
pub(super) fn write_call(
    out: &mut Vec<u8>,
    desk: &Desk,
    account: Option<Account<'_>>,
    directory: &Directory,
    caller: &Caller,
) {
    let place = account.and_then(|account| desk.snapshot.book.account_at(account.place()));
    let work = place.map(|account| desk.work(account)).unwrap_or_default();
    let call = place.and_then(|account| desk.call(account, &work));
    match call {
        None => out.extend_from_slice(b"null"),
        Some(call) => {
            let contact = directory.contact(call.account.user_id());
            let sees = |event: &WorkEvent| seen_event(&desk.snapshot.book, caller, event);
            CallWriter::new(desk).write(out, &call, contact, &sees);
        }
    }
}

/// What was done about a client, and what is no more, as somebody sees it.
struct Past {
    work: Vec<SeenEvent>,
    spells: Vec<EndedRow>,
}

/// What only the database knows of a client, asked for at once: where a part is missing, nothing of it
/// is shown but what the desk remembers, and the page is marked as one that lacks something.
async fn told(
    state: &AppState,
    desk: &Desk,
    caller: &Caller,
    user_id: &str,
    as_of: Option<NaiveDate>,
) -> (Past, Directory) {
    let wanted = user_id.to_owned();
    let after = as_of.and_then(|day| day.checked_sub_days(SHOWN_DAYS)).unwrap_or_default();
    let read = ask_if_there(state, "client_page", move |connection| {
        let work = client_work(connection, &wanted, MOST_EVENTS)?;
        let spells = ended_spells(connection, &wanted, after)?;
        Ok((work, spells, contacts(connection, &[&wanted])?))
    });
    match read.await {
        None => (Past::remembered(desk, caller, user_id), Directory::away()),
        Some((work, spells, people)) => {
            (Past::of(desk, caller, user_id, &work, spells), Directory::holding(people))
        }
    }
}

impl Past {
    fn of(
        desk: &Desk,
        caller: &Caller,
        user_id: &str,
        work: &[WorkEvent],
        spells: Vec<EndedRow>,
    ) -> Self {
        let book = &desk.snapshot.book;
        let sips: Vec<Account<'_>> =
            book.accounts_of(user_id).filter(|it| caller.sees_agent(it.agent_id())).collect();
        let has_sip = |key: &str| {
            let key = calls::ReasonKey::parse(key).ok();
            let sip = key.as_ref().and_then(calls::ReasonKey::sip_meta_id);
            sip.is_some_and(|id| sips.iter().any(|account| account.sip(id).is_some()))
        };
        let work = work.iter().filter(|event| sees(book, caller, event));
        let work = work.map(|event| seen_event(book, caller, event)).collect();
        let spells = spells
            .into_iter()
            .filter(|spell| caller.sees_agent(&spell.agent_id) || has_sip(&spell.key));
        Self { work, spells: spells.collect() }
    }

    /// What the desk knows by itself: the work that bears on today's reasons.
    fn remembered(desk: &Desk, caller: &Caller, user_id: &str) -> Self {
        let book = &desk.snapshot.book;
        let work = book.accounts_of(user_id).next().map(|account| desk.work(account));
        let work = work.unwrap_or_default();
        let seen = work.events.iter().rev().filter(|event| sees(book, caller, event));
        let work = seen.map(|event| seen_event(book, caller, event)).collect();
        Self { work, spells: Vec::new() }
    }
}
