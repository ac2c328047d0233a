//! Answers in the document: a route's own, and those of the gate and the edge.

use serde_json::{Map, Value as Json, json};

use super::shared::{header_name, header_reference, problem_content, problem_reference};
use crate::route::{Access, Answer, AnswerHeader, Content, Route};

pub(super) fn responses(route: &Route, signs_in: bool) -> Json {
    let own = route.answers.iter().map(|own| (own.status, answer(own)));
    let mut responses: Vec<(u16, Json)> = own.collect();
    responses.extend(of_the_gate(route.access, signs_in));
    responses.extend(
        [
            (400, "BadParameter"),
            (405, "MethodNotAllowed"),
            (408, "TooSlow"),
            (413, "TooLarge"),
            (429, "TooMany"),
            (431, "HeadTooLarge"),
            (503, "Unavailable"),
        ]
        .map(|(status, name)| (status, problem_reference(name))),
    );
    responses.sort_by_key(|(status, _)| *status);
    responses.into_iter().map(|(status, response)| (status.to_string(), response)).collect()
}

/// Where nobody signs in, nothing is told to other machines.
fn of_the_gate(access: Access, signs_in: bool) -> Vec<(u16, Json)> {
    let [unauthorized, forbidden] =
        [(401, "Unauthorized"), (403, "Forbidden")].map(|(s, name)| (s, problem_reference(name)));
    match (access, signs_in) {
        (Access::Anyone, true) => vec![],
        (Access::Anyone | Access::SignedIn | Access::Writer | Access::Admin, false) => {
            vec![forbidden]
        }
        (Access::SignedIn | Access::Writer | Access::Admin, true) => vec![unauthorized, forbidden],
    }
}

fn answer(own: &Answer) -> Json {
    let mut answer = json!({"description": own.meaning});
    let headers: Map<String, Json> = own
        .headers
        .iter()
        .map(|header: &AnswerHeader| (header_name(*header).to_owned(), header_reference(*header)))
        .collect();
    if !headers.is_empty() {
        answer["headers"] = Json::Object(headers);
    }
    match &own.content {
        Content::Nothing => {}
        Content::Json(shape) => {
            answer["content"] = json!({"application/json": {"schema": shape.schema()}});
        }
        Content::Html => answer["content"] = json!({"text/html": {"schema": {"type": "string"}}}),
        Content::Problem => answer["content"] = problem_content(),
    }
    answer
}
