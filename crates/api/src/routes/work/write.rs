//! Writing down what was done about a client.

use access::{Caller, VisibleAgents};
use actix_web::HttpResponse;
use actix_web::http::Method;
use calls::{Call, NewWork, Reach, ReasonKey, Said, WorkEvent, Worked};
use http_edge::{ContentSecurityPolicy, ParameterError, Problem, request_id};
use opportunity_core::Account;
use sip_export::plain_id;
use store_pg::{NewEvent, WrittenWork, keys_had, work_of_request, write_work};

use super::super::client_call::{one_account, seen_accounts};
use super::super::clients::known_client;
use super::super::path::USER_ID;
use super::request_key::{RequestDigest, TOO_OFTEN, other_request};
use super::written::{conflict, created};
use crate::answers::{call, work_event};
use crate::app_state::AppState;
use crate::asked::Asked;
use crate::clock::now;
use crate::desk::Desk;
use crate::desk_params::OF_WORK;
use crate::desk_takes::DeskAsked;
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;

pub(super) fn route() -> Route {
    Route {
        path: "/api/calls/{user_id}/work".to_owned(),
        method: Method::POST,
        access: Access::Writer,
        subject: Subject::Client,
        operation: Some(Operation {
            id: "write_work".to_owned(),
            tag: Tag::Calls,
            summary: "Write down what was done about a client".to_owned(),
        }),
        path_params: vec![USER_ID],
        params: vec![],
        body: Body::Json { meaning: "What was done.", shape: work_event::request() },
        answers: vec![
            Answer {
                status: 201,
                meaning: "It is written down, or was by the same request.",
                headers: &[],
                content: Content::Json(Shape::Component(call::written_component())),
            },
            Answer::NOT_FOUND,
            Answer::problem(409, "The reasons are not there any more, or have got worse."),
            Answer::problem(415, "Nobody signs in here, and it is not called JSON."),
            Answer::problem(422, "The Idempotency-Key was used for another request."),
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(write),
    }
}

async fn write(request: Request) -> Result<HttpResponse, Problem> {
    request.query(None)?;
    let (state, caller) = (request.state.clone(), request.caller()?);
    let desk = state.desk.current()?;
    let user_id = plain_id(&request.path_param()?).into_owned();
    let (http, id) = (request.http.clone(), request_id(&request.http));
    let body = request.bytes().await?;
    let digest = RequestDigest::of(&http, &body)?;
    if let Some(event) = carried_out(&state, &caller, digest.clone()).await? {
        return created(&state, &caller, event).await;
    }
    let asked = Asked::read_body(&body, &OF_WORK, now())?.desk;
    let accounts =
        seen_accounts(&desk.snapshot.book, &caller, &user_id, asked.account_agent.as_deref())?;
    let Some(account) = one_account(&accounts)? else {
        return Err(without_account(&state, &caller, user_id).await);
    };
    let today = desk.day.today();
    let book_as_of = desk.snapshot.book.as_of().ok_or(Problem::Internal)?;
    let work = NewWork::check(&said(&asked), today, book_as_of).map_err(|bad| {
        let bad = bad.iter().map(|bad| ParameterError::new(bad.member, bad.says.as_str()));
        Problem::BadParameters(bad.collect())
    })?;
    let whom = (user_id.as_str(), account.agent_id());
    let reasons = match reasons(&desk, account, &asked, &work) {
        Ok(reasons) => reasons,
        Err(wrong) => return Err(wrong.problem(&state, &caller, whom).await),
    };
    let event = Event {
        by: caller.id.clone(),
        agent_id: account.agent_id().to_owned(),
        user_id: user_id.clone(),
        work,
        reasons,
        book: (book_as_of, desk.snapshot.state.book.sequence),
    };
    match store(&state, event, digest).await? {
        WrittenWork::Event(event) => {
            tracing::info!(work_id = event.work_id, request_id = id, "work was written down");
            created(&state, &caller, *event).await
        }
        WrittenWork::OtherRequest => Err(other_request()),
        WrittenWork::TooOften => Err(TOO_OFTEN),
        WrittenWork::SpellsEnded(keys) => {
            let detail = format!("{} ended in a newer book.", keys.join(", "));
            Err(conflict(&state, &caller, whom, detail).await)
        }
    }
}

/// What came of the same request before: it is answered so though the book, the day or the call is
/// another by now.
async fn carried_out(
    state: &AppState,
    caller: &Caller,
    digest: Option<RequestDigest>,
) -> Result<Option<WorkEvent>, Problem> {
    let Some(digest) = digest else { return Ok(None) };
    let by = caller.id.clone();
    let read = state.ask("work_of_request", move |it| work_of_request(it, &by, digest.as_key()));
    match read.await? {
        Some(WrittenWork::Event(event)) if caller.sees_agent(&event.agent_id) => Ok(Some(*event)),
        Some(WrittenWork::OtherRequest) => Err(other_request()),
        _ => Ok(None),
    }
}

/// A client whom the book does not hold under that agent.
async fn without_account(state: &AppState, caller: &Caller, user_id: String) -> Problem {
    let whom = user_id.clone();
    match known_client(state, caller, user_id).await {
        Err(problem) => problem,
        Ok(_) => {
            let detail = "The client has no SIP there: there is nothing to call about.".to_owned();
            conflict(state, caller, (&whom, ""), detail).await
        }
    }
}

fn said(asked: &DeskAsked) -> Said<'_> {
    Said {
        action: asked.action.as_deref().unwrap_or_default(),
        outcome: asked.outcome.as_deref(),
        reason: asked.dismissal.as_deref(),
        until: asked.until,
        check_on: asked.check_on,
        note: asked.note.as_deref(),
        names_reasons: asked.reasons.is_some(),
    }
}

/// Why the reasons that were named are not those of the call.
enum WrongReasons {
    /// There is no reason to call.
    NoCall,
    /// Keys that are no keys.
    NotKeys(Vec<ParameterError>),
    /// The call has no such reasons.
    NotOfTheCall(Vec<String>),
    /// They got worse since they were seen.
    Worse(Vec<String>),
}

/// The reasons that work is about: those named, else all that count.
fn reasons(
    desk: &Desk,
    account: Account<'_>,
    asked: &DeskAsked,
    work: &NewWork,
) -> Result<Vec<Worked>, WrongReasons> {
    if work.dismisses() == Some(Reach::Client) {
        return Ok(Vec::new());
    }
    let done = desk.work(account);
    let Some(call) = desk.call(account, &done) else {
        let named = asked.reasons.clone().unwrap_or_default();
        check_keys(&named)?;
        let is_named = !named.is_empty();
        return Err(if is_named {
            WrongReasons::NotOfTheCall(named)
        } else {
            WrongReasons::NoCall
        });
    };
    check_seen(&call, &asked.seen)?;
    if work.dismisses() == Some(Reach::Account) {
        return Ok(Vec::new());
    }
    let all: Vec<(String, Worked, bool)> = call
        .reasons
        .iter()
        .map(|reason| {
            let key = call.key(reason);
            let worked = Worked {
                key: key.as_str().into(),
                kind: reason.reason.kind,
                mark: reason.reason.mark,
                has_ended: false,
            };
            (key, worked, reason.weighed.counts)
        })
        .collect();
    let Some(named) = &asked.reasons else {
        return Ok(all.into_iter().filter(|(.., counts)| *counts).map(|(_, it, _)| it).collect());
    };
    check_keys(named)?;
    let missing = |key: &&String| all.iter().all(|(known, ..)| known != *key);
    let missing: Vec<String> = named.iter().filter(missing).cloned().collect();
    if !missing.is_empty() {
        return Err(WrongReasons::NotOfTheCall(missing));
    }
    Ok(all.into_iter().filter(|(key, ..)| named.contains(key)).map(|(_, it, _)| it).collect())
}

fn check_keys(named: &[String]) -> Result<(), WrongReasons> {
    let bad = named.iter().filter_map(|key| {
        let why = ReasonKey::parse(key).err()?;
        Some(ParameterError::new("reasons", why.to_string()))
    });
    let bad: Vec<ParameterError> = bad.take(20).collect();
    if bad.is_empty() { Ok(()) } else { Err(WrongReasons::NotKeys(bad)) }
}

fn check_seen(call: &Call<'_>, seen: &[(String, u8)]) -> Result<(), WrongReasons> {
    let now = |key: &str| {
        let reason = call.reasons.iter().find(|reason| call.key(reason) == key);
        reason.map(|reason| reason.reason.mark)
    };
    let keys: Vec<String> = seen.iter().map(|(key, _)| key.clone()).collect();
    check_keys(&keys).map_err(|wrong| match wrong {
        WrongReasons::NotKeys(bad) => WrongReasons::NotKeys(
            bad.into_iter().map(|bad| ParameterError::new("seen", bad.detail)).collect(),
        ),
        other => other,
    })?;
    let gone: Vec<String> = keys.iter().filter(|key| now(key).is_none()).cloned().collect();
    if !gone.is_empty() {
        return Err(WrongReasons::NotOfTheCall(gone));
    }
    let worse = seen.iter().filter(|(key, mark)| now(key).is_some_and(|now| now > *mark));
    let worse: Vec<String> = worse.map(|(key, _)| key.clone()).collect();
    if worse.is_empty() { Ok(()) } else { Err(WrongReasons::Worse(worse)) }
}

impl WrongReasons {
    async fn problem(self, state: &AppState, caller: &Caller, whom: (&str, &str)) -> Problem {
        let detail = match self {
            Self::NotKeys(bad) => return Problem::BadParameters(bad),
            Self::NoCall => "There is no reason to call the client.".to_owned(),
            Self::Worse(keys) => format!("{} got worse since it was seen.", keys.join(", ")),
            Self::NotOfTheCall(keys) => {
                let (user_id, asked) = (whom.0.to_owned(), keys.clone());
                let agents = match &caller.visible {
                    VisibleAgents::All => None,
                    VisibleAgents::Only(agents) => Some(agents.iter().cloned().collect::<Vec<_>>()),
                };
                let had = state
                    .ask("keys_had", move |it| keys_had(it, &user_id, &asked, agents.as_deref()));
                let had = had.await;
                let had = match had {
                    Ok(had) => had,
                    Err(problem) => return problem,
                };
                let never: Vec<&String> = keys.iter().filter(|key| !had.contains(key)).collect();
                if !never.is_empty() {
                    let bad = never.iter().map(|key| {
                        ParameterError::new(
                            "reasons",
                            format!("{key} never was one of the client's"),
                        )
                    });
                    return Problem::BadParameters(bad.take(20).collect());
                }
                format!("{} is no reason to call the client now.", keys.join(", "))
            }
        };
        conflict(state, caller, whom, detail).await
    }
}

/// What is about to be written down.
struct Event {
    by: String,
    agent_id: String,
    user_id: String,
    work: NewWork,
    reasons: Vec<Worked>,
    book: (chrono::NaiveDate, i64),
}

/// Writes an event down, and puts it on this server's desk before anybody is answered.
async fn store(
    state: &AppState,
    event: Event,
    digest: Option<RequestDigest>,
) -> Result<WrittenWork, Problem> {
    let (known, at) = (state.desk.newest_work(), state.desk.moment());
    let stored = state.ask("write_work", move |connection| {
        let new = NewEvent {
            by: &event.by,
            agent_id: &event.agent_id,
            user_id: &event.user_id,
            work: &event.work,
            reasons: &event.reasons,
            book_as_of: event.book.0,
            book_sequence: event.book.1,
            at,
        };
        let request = digest.as_ref().map(RequestDigest::as_key);
        let written = write_work(connection, &new, request)?;
        Ok((written, store_pg::work_after(connection, known)?))
    });
    let (written, events) = stored.await?;
    state.desk.add_work(events);
    Ok(written)
}
