//! What this is.

use actix_web::HttpResponse;
use actix_web::http::Method;
use http_edge::{ContentSecurityPolicy, Document, Problem};

use crate::answers::home::{self, Home};
use crate::field;
use crate::page::JSON;
use crate::request::{Handler, Request};
use crate::route::{Access, Answer, AnswerHeader, Body, Content, Operation, Route, Subject, Tag};
use crate::schema::Shape;

const PATH: &str = "/";

pub(super) fn routes() -> Vec<Route> {
    vec![Route {
        path: PATH.to_owned(),
        method: Method::GET,
        access: Access::Anyone,
        subject: Subject::Server,
        operation: Some(Operation {
            id: "home".to_owned(),
            tag: Tag::Service,
            summary: "What this is, and where things are".to_owned(),
        }),
        path_params: vec![],
        params: vec![],
        body: Body::None,
        answers: vec![
            Answer {
                status: 200,
                meaning: "What this is.",
                headers: &[AnswerHeader::ETag],
                content: Content::Json(Shape::Component(home::component())),
            },
            Answer::NOT_MODIFIED,
        ],
        policy: ContentSecurityPolicy::NO_PAGE,
        handler: Handler::new(answer),
    }]
}

async fn answer(request: Request) -> Result<HttpResponse, Problem> {
    request.query(None)?;
    request.documents.home.answer(&request.client()).await
}

/// The answer, made of all routes: the first row of a resource tells what it is.
pub(crate) fn home_document(routes: &[Route]) -> Document {
    let mut resources: Vec<(String, String)> = Vec::new();
    for Route { path, operation, .. } in routes {
        let Some(operation) = operation else { continue };
        if path != PATH && resources.iter().all(|(known, _)| known != path) {
            resources.push((path.clone(), operation.summary.clone()));
        }
    }
    let mut body = Vec::new();
    field::write(&mut body, &home::FIELDS, &Home { resources });
    Document::new(JSON, body)
}
