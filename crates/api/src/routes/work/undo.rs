//! Taking back what was done.

use std::sync::Arc;

use access::{Caller, Role};
use actix_web::HttpResponse;
use actix_web::http::Method;
use calls::WorkEvent;
use http_edge::{ContentSecurityPolicy, Problem, request_id};
use opportunity_core::Book;
use store_pg::{MayUndo, UndoWorkRefused, WrittenWork, undo_work};

use super::super::path::WORK_ID;
use super::super::seen::{is_about_nobody_else, sees};
use super::request_key::{RequestDigest, TOO_OFTEN, other_request};
use super::written::{conflict, created};
use crate::answers::call;
use crate::app_state::AppState;
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;

pub(super) fn route() -> Route {
    Route {
        path: "/api/work/{work_id}/undo".to_owned(),
        method: Method::POST,
        access: Access::Writer,
        subject: Subject::Work,
        operation: Some(Operation {
            id: "undo_work".to_owned(),
            tag: Tag::Calls,
            summary: "Take back what was done, by who did it or a manager of the agent".to_owned(),
        }),
        path_params: vec![WORK_ID],
        params: vec![],
        body: Body::None,
        answers: vec![
            Answer {
                status: 201,
                meaning: "It is taken back, or was by the same request.",
                headers: &[],
                content: Content::Json(Shape::Component(call::written_component())),
            },
            Answer::NOT_FOUND,
            Answer::problem(
                409,
                "It was taken back before, takes something back itself, is of a reason that is no \
                 more, or something later stands on one of its reasons.",
            ),
            Answer::problem(422, "The Idempotency-Key was used for another request."),
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(undo),
    }
}

async fn undo(request: Request) -> Result<HttpResponse, Problem> {
    request.query(None)?;
    let unknown = || Problem::NotFound("There is no such event.".to_owned());
    let work_id: i64 = request.path_param()?.parse().map_err(|_| unknown())?;
    let (state, caller) = (request.state.clone(), request.caller()?);
    let desk = state.desk.current()?;
    let (http, id) = (request.http.clone(), request_id(&request.http));
    let digest = RequestDigest::of(&http, &request.bytes().await?)?;
    let as_of = desk.snapshot.book.as_of().ok_or_else(unknown)?;
    let book = (as_of, desk.snapshot.state.book.sequence);
    let (who, known, at) = (caller.clone(), state.desk.newest_work(), state.desk.moment());
    let snapshot = Arc::clone(&desk.snapshot);
    let undone = state.ask("undo_work", move |connection| {
        let may = |event: &WorkEvent| may_undo(event, &who, &snapshot.book);
        let key = digest.as_ref().map(RequestDigest::as_key);
        let undone = undo_work(connection, work_id, &who.id, may, book, at, key)?;
        Ok((undone, store_pg::work_after(connection, known)?))
    });
    let (undone, events) = undone.await?;
    state.desk.add_work(events);
    match undone {
        Ok(WrittenWork::Event(event)) => {
            tracing::info!(work_id = event.work_id, request_id = id, "work was taken back");
            created(&state, &caller, *event).await
        }
        Ok(WrittenWork::OtherRequest) => Err(other_request()),
        Ok(WrittenWork::TooOften) => Err(TOO_OFTEN),
        Ok(WrittenWork::SpellsEnded(_)) => Err(Problem::Internal),
        Err(refused) => Err(problem(&state, &caller, refused).await),
    }
}

/// Whoever did it, and a manager of the agent, may take it back, unless it is about a SIP that has
/// moved to an agent whom they do not see.
fn may_undo(event: &WorkEvent, caller: &Caller, book: &Book) -> MayUndo {
    let is_manager = matches!(caller.role, Role::Manager | Role::Admin);
    let is_theirs = event.by == caller.id || (is_manager && caller.sees_agent(&event.agent_id));
    MayUndo {
        sees: sees(book, caller, event),
        may: is_theirs && is_about_nobody_else(book, caller, event),
    }
}

async fn problem(state: &AppState, caller: &Caller, refused: UndoWorkRefused) -> Problem {
    let (event, detail) = match refused {
        UndoWorkRefused::Unknown => {
            return Problem::NotFound("There is no such event.".to_owned());
        }
        UndoWorkRefused::Forbidden => {
            return Problem::Forbidden(
                "Only who did it, or a manager of the agent, takes it back.",
            );
        }
        UndoWorkRefused::IsAnUndo { event } => {
            let detail = "What was taken back cannot be brought back so: do the thing again.";
            (event, detail.to_owned())
        }
        UndoWorkRefused::Already { event } => (event, "It was taken back before.".to_owned()),
        UndoWorkRefused::SpellEnded { event } => {
            (event, "A reason that it is about is no more: the book has moved on.".to_owned())
        }
        UndoWorkRefused::LaterWork { event, later } => {
            let detail = format!(
                "Event {} ({}, by {}) stands on a reason of it: take that back first.",
                later.work_id,
                later.action.name(),
                later.by
            );
            (event, detail)
        }
    };
    conflict(state, caller, (&event.user_id, &event.agent_id), detail).await
}
