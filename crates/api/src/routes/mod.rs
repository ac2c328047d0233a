//! The URLs, on one screen. What is registered, what is documented and what is tested comes from
//! this table.

mod agents;
mod clients;
mod docs;
mod health;
mod home;
mod imports;
mod keys;
mod opportunities;
mod page;
mod stats;

pub(crate) use keys::{key_docs, new_key_docs, request_schema};

use std::rc::Rc;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::{HttpRequest, Resource, guard, web};
use opportunity_core::Kind;

use crate::observe::{Meter, metered};
use crate::params::{AGENT_ID, AS_OF, CURSOR, LIMIT, LIMIT_OR_ALL, OF_IMPORT, Param, thresholds};
use crate::problem::Problem;
use crate::sign_in;
use crate::wire::within_time;

/// What a resource does when asked by a method, and what is to be known about it.
pub struct Route {
    /// Its address, with the names of what varies in braces.
    pub path: String,
    /// The method; a GET answers HEAD too.
    pub method: Method,
    /// What it answers.
    pub serves: Serves,
    /// In a few words; none where it is a part of another resource.
    pub summary: String,
    pub(crate) params: Vec<Param>,
    /// Who may ask.
    pub access: Access,
}

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever reaches the server: nothing of the book is told.
    Anyone,
    /// Whoever has signed in, each of what they may see.
    SignedIn,
    /// Administrators.
    Admin,
}

/// What a resource answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serves {
    /// The list of one kind, or of all.
    Opportunities(Option<Kind>),
    /// Totals.
    Stats,
    /// Agents' totals.
    Agents,
    /// A client's records.
    Client,
    /// What there is to say of a client.
    ClientOpportunities,
    /// The log of imports.
    Imports,
    /// Imports an export.
    Import,
    /// Every API key.
    Keys,
    /// Makes an API key.
    NewKey,
    /// Revokes an API key.
    RevokedKey,
    /// What this is.
    Home,
    /// How it is.
    Health,
    /// Whether the process lives.
    Live,
    /// Whether it may be asked.
    Ready,
    /// The OpenAPI document.
    OpenApi,
    /// The viewer to try out.
    SwaggerUi,
    /// A file of that viewer.
    SwaggerUiFile,
    /// The viewer to read.
    Redoc,
    /// That viewer's script.
    RedocScript,
}

/// Where exports go.
const IMPORTS: &str = "/api/imports";

/// Whether a request may have a large body: only an export is one, and has bounds of its own.
pub(crate) fn takes_a_body(method: &Method, path: &str) -> bool {
    *method == Method::POST && path == IMPORTS
}

/// Everything there is to ask. A resource that takes several methods has a row for each, one after
/// another.
#[must_use]
pub fn table() -> Vec<Route> {
    let get = |path: &str, serves, summary: &str, params: &[Param], access| Route {
        path: path.to_owned(),
        method: Method::GET,
        serves,
        summary: summary.to_owned(),
        params: params.to_vec(),
        access,
    };
    let book = |path: &str, serves, summary: &str, params: &[Param]| {
        get(path, serves, summary, params, Access::SignedIn)
    };
    let public = |path: &str, serves, summary| get(path, serves, summary, &[], Access::Anyone);
    let list = [AGENT_ID, LIMIT, AS_OF, CURSOR];
    let every_threshold = Kind::ALL.into_iter().flat_map(thresholds);
    let mut table = vec![
        book(
            "/api/opportunities",
            Serves::Opportunities(None),
            "Whom to call: all kinds, in one order",
            &list,
        ),
        book(
            "/api/opportunities/stats",
            Serves::Stats,
            "Totals over all opportunities",
            &[AGENT_ID, AS_OF],
        ),
        book("/api/agents", Serves::Agents, "Every agent's totals", &[LIMIT_OR_ALL, CURSOR]),
        book("/api/clients/{user_id}", Serves::Client, "A client's SIP records", &[]),
        book(
            "/api/clients/{user_id}/opportunities",
            Serves::ClientOpportunities,
            "What there is to say about a client, and why each rule is silent otherwise",
            &[AS_OF].into_iter().chain(every_threshold).collect::<Vec<_>>(),
        ),
        get(IMPORTS, Serves::Imports, "The log of imports", &[LIMIT, CURSOR], Access::Admin),
        Route {
            method: Method::POST,
            ..get(
                IMPORTS,
                Serves::Import,
                "Import an export: all of it, or nothing",
                &OF_IMPORT,
                Access::Admin,
            )
        },
        get("/api/keys", Serves::Keys, "Every API key, revoked ones too", &[], Access::Admin),
        Route {
            method: Method::POST,
            ..get("/api/keys", Serves::NewKey, "Make an API key", &[], Access::Admin)
        },
        Route {
            method: Method::DELETE,
            ..get(
                "/api/keys/{key_id}",
                Serves::RevokedKey,
                "Revoke an API key, for good",
                &[],
                Access::Admin,
            )
        },
        public("/", Serves::Home, "What this is, and where things are"),
        public("/health", Serves::Health, "Whether the server lives, and what it holds"),
        public("/health/live", Serves::Live, "Whether the server lives"),
        public("/health/ready", Serves::Ready, "Whether the server can be asked: 503 where not"),
        public("/openapi.json", Serves::OpenApi, "This document"),
        public("/docs", Serves::SwaggerUi, "This document, to try out"),
        public("/docs/{file}*", Serves::SwaggerUiFile, ""),
        public("/redoc", Serves::Redoc, "This document, to read"),
        public("/redoc/redoc.standalone.js", Serves::RedocScript, ""),
    ];
    table.extend(Kind::ALL.map(|kind| {
        book(
            &format!("/api/opportunities/{}", kind.name().replace('_', "-")),
            Serves::Opportunities(Some(kind)),
            &format!("{}: {}", kind.rule().title, kind.rule().meaning),
            &list.into_iter().chain(thresholds(kind)).collect::<Vec<_>>(),
        )
    }));
    table
}

/// Registers every resource. Whatever is not one is a problem document too.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    for routes in table().chunk_by(|a, b| a.path == b.path) {
        config.service(resource(routes));
    }
    config.default_service(web::to(not_found));
    config.app_data(web::PathConfig::default().error_handler(|_, _| {
        Problem::NotFound("There is nothing under this address.".to_owned()).into()
    }));
}

/// One resource, with all methods that it takes.
fn resource(routes: &[Route]) -> Resource {
    let allow = allow(routes);
    let refuse = move |request: HttpRequest| {
        let problem =
            Problem::MethodNotAllowed { method: request.method().clone(), allow: allow.clone() };
        async move { Err::<&'static str, _>(problem) }
    };
    let resource = web::resource(routes[0].path.clone()).default_service(web::to(refuse));
    routes.iter().fold(resource, |resource, route| {
        let answered = handler(route, by_method(&route.method));
        let (access, meter) = (route.access, Rc::new(Meter::new(&route.path, &route.method)));
        let admit = move |request: ServiceRequest, next: Next<BoxBody>| {
            metered(&request, &meter);
            within_time(request, async move |request| sign_in::admit(access, request, next).await)
        };
        resource.route(answered.wrap(from_fn(admit)))
    })
}

/// HEAD is a GET whose body is not sent.
fn by_method(method: &Method) -> actix_web::Route {
    if *method == Method::GET {
        web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
    } else {
        web::method(method.clone())
    }
}

fn allow(routes: &[Route]) -> String {
    let methods = routes.iter().flat_map(|route| match route.method.as_str() {
        "GET" => vec!["GET", "HEAD"],
        other => vec![other],
    });
    methods.collect::<Vec<_>>().join(", ")
}

fn handler(Route { serves, params, .. }: &Route, route: actix_web::Route) -> actix_web::Route {
    let params = web::Data::new(params.clone());
    match *serves {
        Serves::Opportunities(kind) => route.to(move |desk, who, request| {
            opportunities::list(kind, desk, who, params.clone(), request)
        }),
        Serves::Stats => {
            route.to(move |desk, who, request| stats::stats(desk, who, params.clone(), request))
        }
        Serves::Agents => {
            route.to(move |desk, who, request| agents::agents(desk, who, params.clone(), request))
        }
        Serves::Client => route.to(clients::client),
        Serves::ClientOpportunities => route.to(move |desk, who, user_id, request| {
            clients::opportunities(desk, who, params.clone(), user_id, request)
        }),
        Serves::Imports => {
            route.to(move |desk, who, request| imports::list(desk, who, params.clone(), request))
        }
        Serves::Import => route.to(move |desk, request, payload| {
            imports::import(desk, params.clone(), request, payload)
        }),
        Serves::Keys => route.to(keys::list),
        Serves::NewKey => route.to(keys::create),
        Serves::RevokedKey => route.to(keys::revoke),
        Serves::Home => route.to(home::home),
        Serves::Health => route.to(health::health),
        Serves::Live => route.to(health::live),
        Serves::Ready => route.to(health::ready),
        Serves::OpenApi => route.to(docs::openapi),
        Serves::SwaggerUi => route.to(docs::swagger_ui),
        Serves::SwaggerUiFile => route.to(docs::swagger_ui_file),
        Serves::Redoc => route.to(docs::redoc),
        Serves::RedocScript => route.to(docs::redoc_script),
    }
}

async fn not_found(_request: HttpRequest) -> Result<&'static str, Problem> {
    Err(Problem::NotFound("There is nothing under this address; / says what there is.".to_owned()))
}
