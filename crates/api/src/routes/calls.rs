//! Whom to call today: one call a client, and one client's page.

use std::sync::Arc;
use std::time::Duration;

use access::Caller;
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::rt::time::timeout;
use calls::{CallQuery, ClientWork, Listed, Whose};
use chrono::{Days, NaiveDate};
use http_edge::{ContentSecurityPolicy, ETag, Problem, blocking};
use opportunity_core::{Account, Book, Scope};
use sip_export::plain_id;
use store_pg::clients::{Contact, contacts};
use store_pg::{EndedRow, PgConnection, StoreError, client_work, ended_spells};

use super::clients::known_client;
use super::path::USER_ID;
use super::seen::{seen_event, sees};
use crate::answers::call::{self, CallWriter, ENDED_FIELDS};
use crate::answers::call_stats::{self, DatedCallStats};
use crate::answers::work_event::{self, SeenEvent};
use crate::app_state::AppState;
use crate::asked::Asked;
use crate::desk::Desk;
use crate::desk_params::{CALL_KIND, CALL_STATE, MIN_MONTHLY_VALUE, NEW_CALLS};
use crate::desk_takes::DeskAsked;
use crate::field;
use crate::json::{Object, array};
use crate::page::{JSON, Position, date_header};
use crate::params::{AGENT_ID, CURSOR, DEFAULT_ROWS, LIMIT};
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, AnswerHeader, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;

/// Events of a client that are shown at most.
const MOST_EVENTS: i64 = 1_000;

/// Spells that ended within so many days are shown.
const SHOWN_DAYS: Days = Days::new(365);

pub(super) fn routes() -> Vec<Route> {
    vec![list_route(), stats_route(), client_route()]
}

fn list_route() -> Route {
    Route {
        path: "/api/calls".to_owned(),
        method: Method::GET,
        access: Access::SignedIn,
        subject: Subject::Agents,
        operation: Some(Operation {
            id: "calls".to_owned(),
            tag: Tag::Calls,
            summary: "Whom to call today, in order: one call a client".to_owned(),
        }),
        path_params: vec![],
        params: vec![AGENT_ID, CALL_STATE, CALL_KIND, NEW_CALLS, MIN_MONTHLY_VALUE, LIMIT, CURSOR],
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "Calls.",
                headers: &[
                    AnswerHeader::ETag,
                    AnswerHeader::TotalCount,
                    AnswerHeader::Link,
                    AnswerHeader::DataAsOf,
                    AnswerHeader::Directory,
                ],
                content: Content::Json(Shape::Component(call::component()).list()),
            },
            Answer::NOT_MODIFIED,
            Answer::CURSOR_EXPIRED,
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(list),
    }
}

fn stats_route() -> Route {
    Route {
        path: "/api/calls/stats".to_owned(),
        method: Method::GET,
        access: Access::SignedIn,
        subject: Subject::Agents,
        operation: Some(Operation {
            id: "calls_stats".to_owned(),
            tag: Tag::Calls,
            summary: "What the day's calls come to".to_owned(),
        }),
        path_params: vec![],
        params: vec![AGENT_ID],
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "The totals.",
                headers: &[AnswerHeader::ETag, AnswerHeader::DataAsOf],
                content: Content::Json(Shape::Component(call_stats::component())),
            },
            Answer::NOT_MODIFIED,
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(stats),
    }
}

fn client_route() -> Route {
    Route {
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
    }
}

/// Whose calls a question is about, by the agents' places in the book.
pub(super) fn whose(book: &Book, scope: &Scope) -> Whose {
    let mut places: Vec<usize> = match scope {
        Scope::Everyone => return Whose::Everyones,
        Scope::Agent(id) => {
            book.agents_known_as(id).filter_map(|id| book.agent_place(id)).collect()
        }
        Scope::Agents(ids) => ids.iter().filter_map(|id| book.agent_place(id)).collect(),
    };
    places.sort_unstable();
    places.dedup();
    Whose::Agents(places)
}

async fn list(request: Request) -> Result<HttpResponse, Problem> {
    let desk = request.state.desk.current()?;
    let asked = request.query(None)?;
    let (client, caller) = (request.client(), request.caller()?);
    let book = &desk.snapshot.book;
    let scope = caller.scope(book, asked.agent_id.as_deref())?;
    let state = desk.state();
    let position = position(&asked, &caller, request.http.path(), &desk)?;
    let tag = state.tag(&caller.scoped_question(&request.address()));
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let query = call_query(&asked.desk, whose(book, &scope));
    let (total, listed) = page(&desk, query, position.offset, position.limit).await?;
    let user_ids = listed.iter().filter_map(|one| book.account_at(one.place));
    let user_ids = user_ids.map(|account| account.user_id().to_owned()).collect();
    let directory = Directory::of(&request.state, user_ids).await;
    let mut headers = position.headers(&request.http, &state, book.as_of(), total)?;
    let tag = directory.tell(tag, &mut headers);
    let body = write_calls(&desk, &listed, &directory, &caller);
    client.answer(&tag, JSON, headers, body).await
}

fn call_query(asked: &DeskAsked, whose: Whose) -> CallQuery {
    CallQuery {
        whose,
        state: asked.state.unwrap_or(Some(calls::State::Open)),
        kind: asked.kind,
        is_new: asked.is_new,
        min_monthly_value: asked.min_monthly_value,
    }
}

fn position(asked: &Asked, caller: &Caller, path: &str, desk: &Desk) -> Result<Position, Problem> {
    let Asked { agent_id, limit, desk: question, .. } = asked;
    let DeskAsked { state, kind, is_new, min_monthly_value, .. } = question;
    let question = format!("{path} {agent_id:?} {state:?} {kind:?} {is_new} {min_monthly_value:?}");
    let question = caller.scoped_question(&question);
    Position::of(asked, question, Some(limit.unwrap_or(DEFAULT_ROWS)), &desk.state())
}

/// What nothing but a book's whole ranking answers is looked through on a thread that may take its
/// time.
async fn page(
    desk: &Arc<Desk>,
    query: CallQuery,
    offset: usize,
    limit: usize,
) -> Result<(usize, Vec<Listed>), Problem> {
    let is_ranked = query.kind.is_none() && !query.is_new && query.min_monthly_value.is_none();
    let is_of_few = matches!(&query.whose, Whose::Agents(agents) if agents.len() <= 1);
    if is_of_few || (is_ranked && query.whose == Whose::Everyones) {
        return Ok(desk.day.page(desk.ranked(), &query, offset, limit));
    }
    let desk = Arc::clone(desk);
    blocking(move || desk.day.page(desk.ranked(), &query, offset, limit)).await
}

fn write_calls(desk: &Desk, listed: &[Listed], directory: &Directory, caller: &Caller) -> Vec<u8> {
    let nothing_done = ClientWork::default();
    let calls = listed.iter().filter_map(|one| {
        let account = desk.snapshot.book.account_at(one.place)?;
        desk.call(account, one.work.as_deref().unwrap_or(&nothing_done))
    });
    let calls: Vec<_> = calls.collect();
    let writer = CallWriter::new(desk);
    let sees = |event: &calls::WorkEvent| seen_event(&desk.snapshot.book, caller, event);
    let mut body = Vec::with_capacity(calls.len() * 4_096);
    array(&mut body, &calls, |out, call| {
        let contact = directory.contact(call.account.user_id());
        writer.write(out, call, contact, &sees);
    });
    body
}

async fn stats(request: Request) -> Result<HttpResponse, Problem> {
    let desk = request.state.desk.current()?;
    let asked = request.query(None)?;
    let (client, caller) = (request.client(), request.caller()?);
    let book = &desk.snapshot.book;
    let scope = caller.scope(book, asked.agent_id.as_deref())?;
    let tag = desk.state().tag(&caller.scoped_question(&request.address()));
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let as_of = book.as_of();
    let stats = desk.day.stats(desk.ranked(), &whose(book, &scope));
    let mut body = Vec::new();
    field::write(&mut body, &call_stats::FIELDS, &DatedCallStats { stats, as_of });
    client.answer(&tag, JSON, date_header(as_of), body).await
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
    let past = Past::of(&request.state, &desk, &caller, &user_id, as_of).await;
    let directory = Directory::of(&request.state, vec![user_id.clone()]).await;
    let mut headers = date_header(as_of);
    let tag = directory.tell(tag, &mut headers);
    let mut body = Vec::new();
    let mut object = Object::new(&mut body);
    object.value("call", |out| write_call(out, &desk, account, &directory, &caller));
    object.value("work", |out| field::write_list(out, &work_event::FIELDS, &past.work));
    object.value("spells", |out| field::write_list(out, &ENDED_FIELDS, &past.spells));
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
            let sees = |event: &calls::WorkEvent| seen_event(&desk.snapshot.book, caller, event);
            CallWriter::new(desk).write(out, &call, contact, &sees);
        }
    }
}

/// What was done about a client, and what is no more, as somebody sees it.
struct Past {
    work: Vec<SeenEvent>,
    spells: Vec<EndedRow>,
}

impl Past {
    async fn of(
        state: &AppState,
        desk: &Desk,
        caller: &Caller,
        user_id: &str,
        as_of: Option<NaiveDate>,
    ) -> Self {
        let wanted = user_id.to_owned();
        let after = as_of.and_then(|day| day.checked_sub_days(SHOWN_DAYS)).unwrap_or_default();
        let read = ask_if_there(state, "client_work", move |connection| {
            let work = client_work(connection, &wanted, MOST_EVENTS)?;
            Ok((work, ended_spells(connection, &wanted, after)?))
        });
        let Some((work, spells)) = read.await else {
            return Self::remembered(desk, caller, user_id);
        };
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

/// A database that takes longer for a few rows is as good as away: calls do not wait for it.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the database says, unless it is known to be away, or takes long.
async fn ask_if_there<T: Send + 'static>(
    state: &AppState,
    name: &'static str,
    work: impl FnOnce(&mut PgConnection) -> Result<T, StoreError> + Send + 'static,
) -> Option<T> {
    if state.reach.is_away() {
        state.reach.try_again(&state.pool);
        return None;
    }
    timeout(PATIENCE, state.ask(name, work)).await.ok()?.ok()
}

/// Says, where it is there, that the directory could not be asked.
const X_DIRECTORY: HeaderName = HeaderName::from_static("x-directory");

/// Who some clients are, as far as the directory can be asked.
pub(super) struct Directory(Option<Vec<Contact>>);

impl Directory {
    pub(super) async fn of(state: &AppState, user_ids: Vec<String>) -> Self {
        if user_ids.is_empty() {
            return Self(Some(Vec::new()));
        }
        let read = ask_if_there(state, "contacts", move |connection| {
            let ids: Vec<&str> = user_ids.iter().map(String::as_str).collect();
            contacts(connection, &ids)
        });
        Self(read.await)
    }

    /// Contacts come by their ids.
    pub(super) fn contact(&self, user_id: &str) -> Option<&Contact> {
        let contacts = self.0.as_ref()?;
        let found = contacts.binary_search_by(|contact| contact.user_id.as_str().cmp(user_id));
        found.ok().map(|place| &contacts[place])
    }

    /// An answer without names is another answer.
    pub(super) fn tell(&self, tag: ETag, headers: &mut HeaderMap) -> ETag {
        if self.0.is_some() {
            return tag;
        }
        headers.insert(X_DIRECTORY, HeaderValue::from_static("unavailable"));
        tag.with("no directory")
    }
}
