//! The answer to whoever wrote something down: the event, and the call as it is now.

use access::Caller;
use actix_web::HttpResponse;
use actix_web::http::header;
use calls::WorkEvent;
use http_edge::{Problem, StandingConflict};
use serde_json::Value as Json;

use super::super::client_call::write_call;
use super::super::directory::Directory;
use super::super::seen::seen_event;
use crate::answers::work_event::FIELDS;
use crate::app_state::AppState;
use crate::desk::Desk;
use crate::field;
use crate::gate::NamedWork;
use crate::json::Object;
use crate::page::JSON;

/// 201, with the event and the call.
pub(super) async fn created(
    state: &AppState,
    caller: &Caller,
    event: WorkEvent,
) -> Result<HttpResponse, Problem> {
    let desk = state.desk.current()?;
    let (user_id, agent_id) = (event.user_id.clone(), event.agent_id.clone());
    let directory = Directory::of(state, vec![user_id.clone()]).await;
    let event = seen_event(&desk.snapshot.book, caller, &event);
    let mut body = Vec::new();
    let mut object = Object::new(&mut body);
    object.value("event", |out| field::write(out, &FIELDS, &event));
    object.value("call", |out| {
        let account = account(&desk, &user_id, &agent_id);
        write_call(out, &desk, account, &directory, caller);
    });
    object.end();
    let mut answer = HttpResponse::Created();
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    let mut answer = answer.content_type(JSON).body(body);
    answer.extensions_mut().insert(NamedWork { user_id, agent_id });
    Ok(answer)
}

fn account<'d>(
    desk: &'d Desk,
    user_id: &str,
    agent_id: &str,
) -> Option<opportunity_core::Account<'d>> {
    desk.snapshot.book.accounts_of(user_id).find(|account| account.agent_id() == agent_id)
}

/// 409, with the call as it is now.
pub(super) async fn conflict(
    state: &AppState,
    caller: &Caller,
    (user_id, agent_id): (&str, &str),
    detail: String,
) -> Problem {
    let desk = match state.desk.current() {
        Ok(desk) => desk,
        Err(problem) => return problem,
    };
    let directory = Directory::of(state, vec![user_id.to_owned()]).await;
    let mut call = Vec::new();
    write_call(&mut call, &desk, account(&desk, user_id, agent_id), &directory, caller);
    let call: Json = serde_json::from_slice(&call).unwrap_or_default();
    Problem::ConflictWith(Box::new(StandingConflict { detail, member: ("call", call) }))
}
