//! The documentation, from the program itself: nothing is fetched from elsewhere.

use std::sync::{Arc, LazyLock};

use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa_swagger_ui::Config;

use super::page::JSON;
use crate::answer::{Client, Tag};
use crate::desk::Desk;
use crate::params::Asked;
use crate::problem::Problem;

/// Both viewers work with what this server sends them, and ask nobody else.
/// No script runs but those of their files; their styles they write into the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

const REDOC_PAGE: &str = include_str!("../../assets/redoc/index.html");
const REDOC_SCRIPT: &[u8] = include_bytes!("../../assets/redoc/redoc.standalone.js");

pub(super) async fn openapi(
    desk: web::Data<Desk>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    Asked::nothing(request.query_string())?;
    send(&request, JSON, &desk.openapi.tag, &desk.openapi.body).await
}

/// The viewer's files lie beside its page, so that its address ends in a slash.
pub(super) async fn swagger_ui(request: HttpRequest) -> Result<HttpResponse, Problem> {
    Asked::nothing(request.query_string())?;
    let mut redirect = HttpResponse::PermanentRedirect();
    Ok(redirect.insert_header((header::LOCATION, "/docs/")).finish())
}

pub(super) async fn swagger_ui_file(
    file: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let config = Config::from("/openapi.json").validator_url("none");
    match utoipa_swagger_ui::serve(&file, Arc::new(config)) {
        Ok(Some(found)) => {
            send(&request, &found.content_type, &Tag::of_content(&found.bytes), &found.bytes).await
        }
        Ok(None) => Err(Problem::NotFound("The viewer has no such file.".to_owned())),
        Err(fault) => {
            tracing::error!(%fault, "the viewer could not be put together");
            Err(Problem::Internal)
        }
    }
}

pub(super) async fn redoc(request: HttpRequest) -> Result<HttpResponse, Problem> {
    Asked::nothing(request.query_string())?;
    send(&request, HTML, &Tag::of_content(REDOC_PAGE.as_bytes()), REDOC_PAGE.as_bytes()).await
}

pub(super) async fn redoc_script(request: HttpRequest) -> Result<HttpResponse, Problem> {
    static TAG: LazyLock<Tag> = LazyLock::new(|| Tag::of_content(REDOC_SCRIPT));
    send(&request, SCRIPT, &TAG, REDOC_SCRIPT).await
}

async fn send(
    request: &HttpRequest,
    content_type: &str,
    tag: &Tag,
    body: &[u8],
) -> Result<HttpResponse, Problem> {
    let client = Client::of(request);
    let policy = HeaderValue::from_static(POLICY);
    if let Some(mut answer) = client.not_modified(tag) {
        // A browser takes over the headers of this answer, too.
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        return Ok(answer);
    }
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    client.answer(tag, content_type, headers, body.to_vec()).await
}
