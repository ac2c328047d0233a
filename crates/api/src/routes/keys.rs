//! API keys, for administrators: the list of them, a new one, and one revoked.

use access::{ApiKeySecret, UnclearAgent, VisibleAgents};
use actix_web::http::{Method, header};
use actix_web::{HttpResponse, HttpResponseBuilder};
use http_edge::{ContentSecurityPolicy, ParameterError, Problem, request_id};
use store_pg::NewApiKey;

use super::path::KEY_ID;
use crate::answers::key::{self, DatedKey, MadeKey};
use crate::app_state::AppState;
use crate::clock::now;
use crate::field;
use crate::gate::CreatedKey;
use crate::page::JSON;
use crate::params::of_new_key;
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, Body, Content, Operation, PathParam, Route, Subject, Tag};
use crate::schema::Shape;

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            ("/api/keys", Method::GET, vec![]),
            ("keys", "Every API key, revoked ones too"),
            Body::None,
            vec![Answer {
                status: 200,
                meaning: "Keys, the oldest first.",
                headers: &[],
                content: Content::Json(Shape::Component(key::component()).list()),
            }],
            Handler::new(list),
        ),
        route(
            ("/api/keys", Method::POST, vec![]),
            ("create_key", "Make an API key"),
            Body::Json { meaning: "The key to be.", shape: key::request() },
            vec![
                Answer {
                    status: 201,
                    meaning: "The key, shown this once.",
                    headers: &[],
                    content: Content::Json(Shape::Component(key::made_component())),
                },
                Answer::problem(415, "Nobody signs in here, and it is not called JSON."),
            ],
            Handler::new(create),
        ),
        route(
            ("/api/keys/{key_id}", Method::DELETE, vec![KEY_ID]),
            ("revoke_key", "Revoke an API key, for good"),
            Body::None,
            vec![
                Answer {
                    status: 204,
                    meaning: "It is revoked.",
                    headers: &[],
                    content: Content::Nothing,
                },
                Answer::NOT_FOUND,
            ],
            Handler::new(revoke),
        ),
    ]
}

fn route(
    (path, method, path_params): (&str, Method, Vec<PathParam>),
    (id, summary): (&str, &str),
    body: Body,
    answers: Vec<Answer>,
    handler: Handler,
) -> Route {
    Route {
        path: path.to_owned(),
        method,
        access: Access::Admin,
        subject: Subject::Keys,
        operation: Some(Operation {
            id: id.to_owned(),
            tag: Tag::Service,
            summary: summary.to_owned(),
        }),
        path_params,
        params: vec![],
        body,
        answers,
        policy: ContentSecurityPolicy::NO_PAGE,
        handler,
    }
}

async fn list(request: Request) -> Result<HttpResponse, Problem> {
    request.query(None)?;
    let keys = request.state.ask("api_keys", store_pg::api_keys).await?;
    let now = now();
    let keys: Vec<DatedKey> = keys.into_iter().map(|key| DatedKey { key, now }).collect();
    let mut body = Vec::new();
    field::write_list(&mut body, &key::FIELDS, &keys);
    Ok(answer(HttpResponse::Ok(), body))
}

async fn create(request: Request) -> Result<HttpResponse, Problem> {
    request.query(None)?;
    let secret = ApiKeySecret::generate().map_err(|fault| {
        tracing::error!(fault, "no key could be made");
        Problem::Internal
    })?;
    let (state, id) = (request.state.clone(), request_id(&request.http));
    let new = new_key(request, &secret).await?;
    let stored = state.ask("create_api_key", move |connection| {
        store_pg::create_api_key(connection, &new)?;
        let keys = store_pg::api_keys(connection)?;
        Ok(keys.into_iter().find(|key| key.key_id == new.key_id))
    });
    let key = stored.await?.ok_or(Problem::Internal)?;
    tracing::info!(key_id = key.key_id, request_id = id, "a key was made");
    let created = CreatedKey::of(&key);
    let made = MadeKey { dated: DatedKey { key, now: now() }, secret };
    let mut body = Vec::new();
    field::write(&mut body, &key::MADE_FIELDS, &made);
    let mut answer = answer(HttpResponse::Created(), body);
    answer.extensions_mut().insert(created);
    Ok(answer)
}

/// What a request asks to be stored of its new key.
async fn new_key(request: Request, secret: &ApiKeySecret) -> Result<NewApiKey, Problem> {
    let state = request.state.clone();
    let asked = request.body(&of_new_key(), now()).await?;
    // A body without one of them was refused when it was read.
    match (asked.key_name, asked.role, asked.visible) {
        (Some(name), Some(role), Some(visible)) => {
            let visible = known(&state, visible, asked.unknown_agent)?;
            Ok(secret.record(name, role, visible, asked.expires_at, asked.may_write))
        }
        _ => Err(Problem::Internal),
    }
}

/// The agents that were named, as the book knows them.
fn known(
    state: &AppState,
    named: VisibleAgents,
    unknown_too: bool,
) -> Result<VisibleAgents, Problem> {
    if named == VisibleAgents::All {
        return Ok(named);
    }
    let snapshot = state.live.snapshot()?;
    let known_as = |id: &str| snapshot.book.agents_known_as(id).map(str::to_owned).collect();
    named.known(known_as, unknown_too).map_err(|unclear| {
        let errors = unclear.iter().map(|why| ParameterError::new("agents", what_to_do(why)));
        Problem::BadParameters(errors.collect())
    })
}

fn what_to_do(unclear: &UnclearAgent) -> String {
    match unclear {
        UnclearAgent::Unknown(_) => {
            format!("{unclear}: with \"unknown_agent\": true it is taken all the same")
        }
        UnclearAgent::UnknownExternal(_) | UnclearAgent::Shared { .. } => unclear.to_string(),
    }
}

async fn revoke(request: Request) -> Result<HttpResponse, Problem> {
    request.query(None)?;
    let key_id = request.path_param()?;
    let unknown = || Problem::NotFound("There is no such key.".to_owned());
    // PostgreSQL's text holds no NUL.
    if key_id.contains('\0') {
        return Err(unknown());
    }
    let named = key_id.clone();
    let revoke = move |connection: &mut _| store_pg::revoke_api_key(connection, &named);
    if !request.state.ask("revoke_api_key", revoke).await? {
        return Err(unknown());
    }
    tracing::info!(key_id, request_id = request_id(&request.http), "a key was revoked");
    Ok(HttpResponse::NoContent().finish())
}

/// No cache on the way may store a key.
fn answer(mut status: HttpResponseBuilder, body: Vec<u8>) -> HttpResponse {
    status.insert_header((header::CACHE_CONTROL, "no-store"));
    status.content_type(JSON).body(body)
}
