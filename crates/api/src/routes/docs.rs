//! The documentation, from the program itself: nothing is fetched from elsewhere.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use actix_web::HttpResponse;
use actix_web::http::{Method, header};
use http_edge::{ContentSecurityPolicy, Document, Problem};
use utoipa_swagger_ui::Config;

use crate::request::{Handler, Request};
use crate::route::{
    Access, Answer, AnswerHeader, Body, Content, Operation, PathParam, Route, Subject, Tag,
};
use crate::schema::Shape;

/// Both viewers work with what this server sends them, and ask nobody else.
/// No script runs but those of their files; their styles they write into the page.
const VIEWER: ContentSecurityPolicy = ContentSecurityPolicy::new(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

const REDOC_PAGE: &str = include_str!("../../assets/redoc/index.html");
const REDOC_SCRIPT: &[u8] = include_bytes!("../../assets/redoc/redoc.standalone.js");

const FILE: PathParam =
    PathParam { name: "file", meaning: "A file of the viewer.", example: "index.html" };

pub(super) fn routes() -> Vec<Route> {
    let page = || Answer {
        status: 200,
        meaning: "A page.",
        headers: &[AnswerHeader::ETag],
        content: Content::Html,
    };
    let moved = Answer {
        status: 308,
        meaning: "The page is under /docs/.",
        headers: &[AnswerHeader::Location],
        content: Content::Nothing,
    };
    let document = Answer {
        status: 200,
        meaning: "A document.",
        headers: &[AnswerHeader::ETag],
        content: Content::Json(Shape::AnyObject),
    };
    let shown = |id: &str, summary: &str| {
        let (id, summary) = (id.to_owned(), summary.to_owned());
        Some(Operation { id, tag: Tag::Service, summary })
    };
    vec![
        route(
            "/openapi.json",
            vec![],
            shown("openapi_json", "This document"),
            vec![document, Answer::NOT_MODIFIED],
            Handler::new(openapi),
        ),
        route(
            "/docs",
            vec![],
            shown("docs", "This document, to try out"),
            vec![moved],
            Handler::new(swagger_ui),
        ),
        route("/docs/{file}*", vec![FILE], None, vec![page()], Handler::new(swagger_ui_file)),
        route(
            "/redoc",
            vec![],
            shown("redoc", "This document, to read"),
            vec![page(), Answer::NOT_MODIFIED],
            Handler::new(redoc),
        ),
        route("/redoc/redoc.standalone.js", vec![], None, vec![page()], Handler::new(redoc_script)),
    ]
}

fn route(
    path: &str,
    path_params: Vec<PathParam>,
    operation: Option<Operation>,
    answers: Vec<Answer>,
    handler: Handler,
) -> Route {
    Route {
        path: path.to_owned(),
        method: Method::GET,
        access: Access::Anyone,
        subject: Subject::Server,
        operation,
        path_params,
        params: vec![],
        body: Body::None,
        answers,
        policy: VIEWER,
        handler,
    }
}

async fn openapi(request: Request) -> Result<HttpResponse, Problem> {
    request.query(None)?;
    request.documents.openapi.answer(&request.client()).await
}

/// The viewer's files lie beside its page, so that its address ends in a slash.
async fn swagger_ui(request: Request) -> Result<HttpResponse, Problem> {
    request.query(None)?;
    let mut redirect = HttpResponse::PermanentRedirect();
    Ok(redirect.insert_header((header::LOCATION, "/docs/")).finish())
}

async fn swagger_ui_file(request: Request) -> Result<HttpResponse, Problem> {
    let file = viewer_file(&request.path_param()?)?;
    file.answer(&request.client()).await
}

/// A file of the viewer, made once: there are no more of them than it has.
fn viewer_file(name: &str) -> Result<Document, Problem> {
    static FILES: LazyLock<Mutex<HashMap<String, Document>>> = LazyLock::new(Mutex::default);
    let mut files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(file) = files.get(name) {
        return Ok(file.clone());
    }
    let config = Config::from("/openapi.json").validator_url("none");
    match utoipa_swagger_ui::serve(name, Arc::new(config)) {
        Ok(Some(found)) => {
            let file = Document::new(&found.content_type, found.bytes.into_owned());
            files.insert(name.to_owned(), file.clone());
            Ok(file)
        }
        Ok(None) => Err(Problem::NotFound("The viewer has no such file.".to_owned())),
        Err(fault) => {
            tracing::error!(%fault, "the viewer could not be put together");
            Err(Problem::Internal)
        }
    }
}

async fn redoc(request: Request) -> Result<HttpResponse, Problem> {
    static PAGE: LazyLock<Document> = LazyLock::new(|| Document::new(HTML, REDOC_PAGE.into()));
    request.query(None)?;
    PAGE.answer(&request.client()).await
}

async fn redoc_script(request: Request) -> Result<HttpResponse, Problem> {
    static BUNDLE: LazyLock<Document> =
        LazyLock::new(|| Document::new(SCRIPT, REDOC_SCRIPT.into()));
    request.query(None)?;
    BUNDLE.answer(&request.client()).await
}
