//! From the routes' rows to what answers requests.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data, Payload};
use actix_web::{HttpRequest, Resource, guard};
use http_edge::{Problem, RouteMetrics, Uploads, answer_in_time, name_route};

use crate::app_state::AppState;
use crate::documents::Documents;
use crate::gate::{Guarded, admit};
use crate::params::Param;
use crate::request::Request;
use crate::route::Route;

/// The requests whose bodies only their routes bound.
pub(crate) fn uploads(routes: &[Route]) -> Uploads {
    let uploads = routes.iter().filter(|route| route.is_upload());
    Uploads::new(uploads.map(|route| (route.method.clone(), route.path.clone())))
}

/// Registers every resource. Whatever is not one is a problem document too.
pub(crate) fn configure(config: &mut web::ServiceConfig, routes: &[Route]) {
    for routes in routes.chunk_by(|a, b| a.path == b.path) {
        config.service(resource(routes));
    }
    config.default_service(web::to(not_found));
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
    routes.iter().fold(resource, |resource, route| resource.route(service(route)))
}

/// What answers one method of a resource: counted, in time, through the gate, by its handler.
fn service(route: &Route) -> actix_web::Route {
    let (guarded, policy) = (Guarded::of(route), route.policy);
    let metrics = Rc::new(RouteMetrics::new(&route.path, &route.method));
    let around = move |request: ServiceRequest, next: Next<BoxBody>| {
        name_route(&request, &metrics);
        async move {
            let admitted = async |request| admit(guarded, request, next).await;
            let mut answer = answer_in_time(request, admitted).await?;
            // A browser takes over the headers of a 304, too; a problem document is no page.
            let is_problem = answer.status().is_client_error() || answer.status().is_server_error();
            if !is_problem {
                policy.apply(answer.headers_mut());
            }
            Ok(answer)
        }
    };
    let (handler, params) = (route.handler.clone(), Arc::<[Param]>::from(route.params.clone()));
    let handle =
        move |state: Data<AppState>, documents: Data<Documents>, http, payload: Payload| {
            let (handler, params) = (handler.clone(), Arc::clone(&params));
            async move { handler.handle(Request { state, documents, http, payload, params }).await }
        };
    by_method(&route.method).to(handle).wrap(from_fn(around))
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

async fn not_found(_request: HttpRequest) -> Result<&'static str, Problem> {
    Err(Problem::NotFound("There is nothing under this address; / says what there is.".to_owned()))
}
