//! Imports: the log, and a new one.

use actix_web::HttpResponse;
use actix_web::http::{Method, header};
use http_edge::{ContentSecurityPolicy, Problem};
use importer::Ending;
use store_pg::{ImportLog, import_log};

use crate::answers::import;
use crate::field;
use crate::imports::ImportOptions;
use crate::metrics;
use crate::page::{JSON, Position};
use crate::params::{CURSOR, DEFAULT_ROWS, LIMIT, OF_IMPORT};
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, AnswerHeader, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;
use crate::state::State;

/// The least that is an export.
const EXPORT: &str =
    r#"[{"sip_meta_id": "135", "user_id": "u-135", "agent_id": "4220", "amount": "5,500"}]"#;

pub(super) fn routes() -> Vec<Route> {
    vec![log_route(), import_route()]
}

fn log_route() -> Route {
    Route {
        path: "/api/imports".to_owned(),
        method: Method::GET,
        access: Access::Admin,
        subject: Subject::Imports,
        operation: Some(Operation {
            id: "imports".to_owned(),
            tag: Tag::Book,
            summary: "The log of imports".to_owned(),
        }),
        path_params: vec![],
        params: vec![LIMIT, CURSOR],
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "Imports, the newest first.",
                headers: &AnswerHeader::OF_PAGES,
                content: Content::Json(Shape::Component(import::component()).list()),
            },
            Answer::NOT_MODIFIED,
            Answer::CURSOR_EXPIRED,
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(list),
    }
}

fn import_route() -> Route {
    let summary = || Content::Json(Shape::Component(import::summary_component()));
    Route {
        path: "/api/imports".to_owned(),
        method: Method::POST,
        access: Access::Admin,
        subject: Subject::Imports,
        operation: Some(Operation {
            id: "import".to_owned(),
            tag: Tag::Book,
            summary: "Import an export: all of it, or nothing".to_owned(),
        }),
        path_params: vec![],
        params: OF_IMPORT.to_vec(),
        body: Body::File {
            meaning: "The export: a JSON array, JSON lines or CSV, plain or compressed by gzip or \
                      zstd. What it is called by Content-Type does not matter.",
            example: EXPORT,
        },
        answers: vec![
            Answer {
                status: 200,
                meaning: "The same bytes were imported for the same date before; nothing changed.",
                headers: &[],
                content: summary(),
            },
            Answer {
                status: 201,
                meaning: "It is in the book; bad records were set aside.",
                headers: &[],
                content: summary(),
            },
            Answer::problem(409, "Another import is under way, and this one does not wait for it."),
            Answer::problem(422, "The export cannot be read, or not be imported; nothing was."),
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(import),
    }
}

async fn list(request: Request) -> Result<HttpResponse, Problem> {
    let asked = request.query(None)?;
    let limit = asked.limit.unwrap_or(DEFAULT_ROWS);
    let skipped = asked.cursor.map_or(0, |cursor| cursor.place());
    let read = move |connection: &mut _| import_log(connection, skipped, limit.into());
    let ImportLog { version, total, imports } = request.state.ask("import_log", read).await?;
    let (client, caller) = (request.client(), request.caller()?);
    let state = State::of_book(version);
    // Only now is it known whether the cursor is of this log, and so these rows the right ones.
    let question = caller.scoped_question(request.http.path());
    let position = Position::of(&asked, question, Some(limit), &state)?;
    let tag = state.tag(&caller.scoped_question(&request.address()));
    if let Some(answer) = client.not_modified(&tag) {
        return Ok(answer);
    }
    let total = usize::try_from(total).map_err(|_| Problem::Internal)?;
    let headers = position.headers(&request.http, &state, state.as_of(), total)?;
    let mut body = Vec::new();
    field::write_list(&mut body, &import::FIELDS, &imports);
    client.answer(&tag, JSON, headers, body).await
}

async fn import(request: Request) -> Result<HttpResponse, Problem> {
    let asked = request.query(None)?;
    let imports = &request.state.imports;
    let length = request.http.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length| imports.refuses(length)) {
        return Err(Problem::TooLarge);
    }
    let options = ImportOptions {
        file_name: asked.file_name,
        as_of: asked.as_of,
        complete: asked.complete,
        strict: asked.strict,
        allow_future: asked.allow_future,
    };
    let imported = imports.import(options, request.payload).await;
    let report = imported.inspect_err(|_| metrics::imported("failed"))?;
    let mut answer = match &report.ending {
        Ending::Imported(imported) => {
            metrics::imported("imported");
            tracing::info!(
                import_id = imported.import_id,
                as_of = %imported.as_of,
                read = imported.read,
                rejected = imported.rejected,
                millis = report.took.as_millis(),
                "an export was imported"
            );
            HttpResponse::Created()
        }
        Ending::AlreadyImported { .. } => {
            metrics::imported("already_imported");
            HttpResponse::Ok()
        }
        Ending::Failed(reason) => {
            tracing::error!(reason, "an import failed, and was told as done");
            return Err(Problem::Internal);
        }
    };
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(answer.content_type(JSON).body(report.summary().to_string()))
}
