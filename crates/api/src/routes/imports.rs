//! Imports: the log, a new one, and one that is taken back.

use actix_web::HttpResponse;
use actix_web::http::{Method, header};
use http_edge::{ContentSecurityPolicy, Problem, refuse_upload, request_id};
use importer::{Ending, undone_json};
use store_pg::{ImportLog, ImportOptions, import_log};

use super::path::IMPORT_ID;
use crate::answers::import;
use crate::clock::today;
use crate::field;
use crate::gate::NamedImport;
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
    vec![log_route(), import_route(), undo_route()]
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
            meaning: "The export, of SIPs or of clients: a JSON array, JSON lines or CSV, plain or compressed by gzip or \
                      zstd. What it is called by Content-Type does not matter.",
            example: EXPORT,
        },
        answers: vec![
            Answer {
                status: 200,
                meaning: "Nothing changed: the same bytes were imported for the same date before, or \
                          it was only tried.",
                headers: &[],
                content: summary(),
            },
            Answer {
                status: 201,
                meaning: "It is in the book, or in the directory; bad records were set aside.",
                headers: &[],
                content: summary(),
            },
            Answer::problem(409, "Another import is under way, and this one does not wait for it."),
            Answer::problem(415, "It is sent as a form, not as it is."),
            Answer::problem(422, "The export cannot be read, or not be imported; nothing was."),
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(import),
    }
}

fn undo_route() -> Route {
    Route {
        path: "/api/imports/{import_id}".to_owned(),
        method: Method::DELETE,
        access: Access::Admin,
        subject: Subject::Imports,
        operation: Some(Operation {
            id: "undo_import".to_owned(),
            tag: Tag::Book,
            summary: "Take an import back: it is as if it had never been".to_owned(),
        }),
        path_params: vec![IMPORT_ID],
        params: vec![],
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "It is taken back.",
                headers: &[],
                content: Content::Json(Shape::Component(import::undone_component())),
            },
            Answer::NOT_FOUND,
            Answer::problem(
                409,
                "It was taken back before, too many newer ones follow, or an import is under way.",
            ),
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(undo),
    }
}

async fn list(request: Request) -> Result<HttpResponse, Problem> {
    let asked = request.query(None)?;
    let limit = asked.limit.unwrap_or(DEFAULT_ROWS);
    let skipped = asked.cursor.map_or(0, |cursor| cursor.place());
    let read = move |connection: &mut _| import_log(connection, skipped, limit.into());
    let ImportLog { version, directory, total, imports } =
        request.state.ask("import_log", read).await?;
    let (client, caller) = (request.client(), request.caller()?);
    let state = State::of_book(version).with_directory(directory);
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

/// How a file is sent whose bytes came wrapped in a form.
const NO_FORM: &str = "This takes the file's bytes as they are, not a form with the file in it. With \
                       curl: `curl -T FILE ADDRESS --request POST`, not `-F`.";

async fn import(request: Request) -> Result<HttpResponse, Problem> {
    let kind = request.http.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.to_ascii_lowercase().starts_with("multipart/") {
        return Err(Problem::UnsupportedMedia(NO_FORM));
    }
    let asked = request.query(None)?;
    let imports = &request.state.imports;
    let length = request.http.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length| imports.refuses(length)) {
        return Err(Problem::TooLarge);
    }
    let options = ImportOptions {
        as_of: asked.as_of,
        kind: asked.kind,
        complete: asked.complete,
        strict: asked.strict,
        allow_future: asked.allow_future,
        hide_up_to: asked.hide_up_to,
        without: asked.without,
        date_order: asked.date_order,
        dry_run: asked.dry_run,
        today: today(),
    };
    let mut payload = request.payload;
    let report = match imports.import(asked.file_name, options, &mut payload).await {
        Ok(report) => report,
        Err(problem) => {
            metrics::imported("failed");
            return Ok(refuse_upload(payload.into_inner(), &problem));
        }
    };
    for warning in report.warnings() {
        tracing::warn!(warning, "an export is odd");
    }
    let mut created = None;
    let mut answer = match &report.ending {
        Ending::Imported(imported) if imported.dry_run => HttpResponse::Ok(),
        Ending::Imported(imported) => {
            metrics::imported("imported");
            created = Some(NamedImport(imported.import_id.to_string()));
            tracing::info!(
                import_id = imported.import_id,
                kind = %imported.kind,
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
        Ending::Failed(failure) => {
            tracing::error!(reason = failure.reason, "an import failed, and was told as done");
            return Err(Problem::Internal);
        }
    };
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    let mut answer = answer.content_type(JSON).body(report.summary().to_string());
    if let Some(created) = created {
        answer.extensions_mut().insert(created);
    }
    Ok(answer)
}

async fn undo(request: Request) -> Result<HttpResponse, Problem> {
    request.query(None)?;
    let unknown = || Problem::NotFound("There is no such import.".to_owned());
    let import_id = request.path_param()?.parse().map_err(|_| unknown())?;
    let caller = request.caller()?;
    let undone = request.state.imports.undo(import_id, caller.id.clone()).await?;
    metrics::imported("undone");
    tracing::info!(import_id, request_id = request_id(&request.http), "an import was taken back");
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(answer.content_type(JSON).body(undone_json(&undone).to_string()))
}
