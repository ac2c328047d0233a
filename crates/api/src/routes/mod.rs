//! The URLs, on one screen. What is registered, what is documented and what is tested comes from
//! this table.

mod agents;
mod clients;
mod docs;
mod home;
mod opportunities;
mod page;
mod stats;

use actix_web::http::Method;
use actix_web::{HttpRequest, guard, web};
use opportunity_core::Kind;

use crate::params::{AGENT_ID, AS_OF, CURSOR, LIMIT, LIMIT_OR_ALL, Param, thresholds};
use crate::problem::Problem;

/// A resource, and what is to be known about it.
pub(crate) struct Route {
    pub(crate) path: String,
    pub(crate) serves: Serves,
    pub(crate) summary: String,
    pub(crate) params: Vec<Param>,
}

/// What a resource answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Serves {
    Opportunities(Option<Kind>),
    Stats,
    Agents,
    Client,
    ClientOpportunities,
    Home,
    Health,
    OpenApi,
    SwaggerUi,
    SwaggerUiFile,
    Redoc,
    RedocScript,
}

/// Every resource.
pub(crate) fn table() -> Vec<Route> {
    let route = |path: &str, serves, summary: &str, params: &[Param]| Route {
        path: path.to_owned(),
        serves,
        summary: summary.to_owned(),
        params: params.to_vec(),
    };
    let list = [AGENT_ID, LIMIT, AS_OF, CURSOR];
    let mut table = vec![
        route(
            "/api/opportunities",
            Serves::Opportunities(None),
            "Whom to call: all kinds, in one order",
            &list,
        ),
        route(
            "/api/opportunities/stats",
            Serves::Stats,
            "Totals over all opportunities",
            &[AGENT_ID, AS_OF],
        ),
        route("/api/agents", Serves::Agents, "Every agent's totals", &[LIMIT_OR_ALL, CURSOR]),
        route("/api/clients/{user_id}", Serves::Client, "A client's SIP records", &[]),
        Route {
            path: "/api/clients/{user_id}/opportunities".to_owned(),
            serves: Serves::ClientOpportunities,
            summary: "What there is to say about a client, and why each rule is silent otherwise"
                .to_owned(),
            params: [AS_OF].into_iter().chain(Kind::ALL.into_iter().flat_map(thresholds)).collect(),
        },
        route("/", Serves::Home, "What this is, and where things are", &[]),
        route("/health", Serves::Health, "Whether the server lives, and what it holds", &[]),
        route("/openapi.json", Serves::OpenApi, "This document", &[]),
        route("/docs", Serves::SwaggerUi, "This document, to try out", &[]),
        route("/docs/{file}*", Serves::SwaggerUiFile, "", &[]),
        route("/redoc", Serves::Redoc, "This document, to read", &[]),
        route("/redoc/redoc.standalone.js", Serves::RedocScript, "", &[]),
    ];
    table.extend(Kind::ALL.map(|kind| Route {
        path: format!("/api/opportunities/{}", kind.name().replace('_', "-")),
        serves: Serves::Opportunities(Some(kind)),
        summary: format!("{}: {}", kind.rule().title, kind.rule().meaning),
        params: list.into_iter().chain(thresholds(kind)).collect(),
    }));
    table
}

/// What the resources take; HEAD is a GET whose body is not sent.
const ALLOW: &str = "GET, HEAD";

/// Registers every resource. Whatever is not one is a problem document too.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    for Route { path, serves, params, .. } in table() {
        let params = web::Data::new(params);
        let get = || web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
        let get = match serves {
            Serves::Opportunities(kind) => get()
                .to(move |desk, params, request| opportunities::list(kind, desk, params, request)),
            Serves::Stats => get().to(stats::stats),
            Serves::Agents => get().to(agents::agents),
            Serves::Client => get().to(clients::client),
            Serves::ClientOpportunities => get().to(clients::opportunities),
            Serves::Home => get().to(home::home),
            Serves::Health => get().to(home::health),
            Serves::OpenApi => get().to(docs::openapi),
            Serves::SwaggerUi => get().to(docs::swagger_ui),
            Serves::SwaggerUiFile => get().to(docs::swagger_ui_file),
            Serves::Redoc => get().to(docs::redoc),
            Serves::RedocScript => get().to(docs::redoc_script),
        };
        let resource = web::resource(path).app_data(params).route(get);
        config.service(resource.default_service(web::to(method_not_allowed)));
    }
    config.default_service(web::to(not_found));
    config.app_data(web::PathConfig::default().error_handler(|_, _| {
        Problem::NotFound("There is nothing under this address.".to_owned()).into()
    }));
}

async fn method_not_allowed(request: HttpRequest) -> Result<&'static str, Problem> {
    let method: Method = request.method().clone();
    Err(Problem::MethodNotAllowed { method, allow: ALLOW })
}

async fn not_found(_request: HttpRequest) -> Result<&'static str, Problem> {
    Err(Problem::NotFound("There is nothing under this address; / says what there is.".to_owned()))
}
