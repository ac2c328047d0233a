//! The HTTP server: what a request passes on its way to a route, in this order.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;

use access::SignIn;
use actix_web::App;
use actix_web::dev::Server;
use actix_web::middleware::{Condition, from_fn};
use actix_web::web::Data;
use http_edge::{Document, Edge, enforce_bounds, enforce_bounds_on_preflights, log_requests};

use crate::app_state::AppState;
use crate::documents::Documents;
use crate::page::JSON;
use crate::route::Route;
use crate::{openapi, router, routes};

/// Serves on a socket that listens already, until it is stopped by its handle.
///
/// # Errors
/// Where the socket cannot be used.
pub fn serve(
    state: AppState,
    edge: Edge,
    listener: TcpListener,
    workers: usize,
) -> io::Result<Server> {
    let routes: Arc<[Route]> = routes::served(state.is_documented).into();
    let documents = Data::new(documents(&routes, &state.sign_in));
    let edge = edge.with_uploads(router::uploads(&routes));
    let (state, shared) = (Data::new(state), Data::new(edge.clone()));
    http_edge::serve(&edge, listener, workers, move || {
        let (logging, bounding, preflights) = (shared.clone(), shared.clone(), shared.clone());
        let has_origins = !shared.origins.is_empty();
        App::new()
            .app_data(state.clone())
            .app_data(documents.clone())
            .app_data(shared.clone())
            // The last is the outermost.
            .wrap(from_fn(move |request, next| enforce_bounds(bounding.clone(), request, next)))
            .wrap(Condition::new(has_origins, shared.origins.cors()))
            .wrap(Condition::new(
                has_origins,
                from_fn(move |request, next| {
                    enforce_bounds_on_preflights(preflights.clone(), request, next)
                }),
            ))
            .wrap(from_fn(move |request, next| log_requests(logging.clone(), request, next)))
            .configure(|config| router::configure(config, &routes))
    })
}

/// What is made of the routes, once.
fn documents(routes: &[Route], sign_in: &SignIn) -> Documents {
    let signs_in = match sign_in {
        SignIn::Open => false,
        SignIn::Required(_) => true,
    };
    let openapi = openapi::document(routes, signs_in).to_string().into_bytes();
    Documents { home: routes::home_document(routes), openapi: Document::new(JSON, openapi) }
}
