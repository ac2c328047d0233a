//! How the server is: for people, for whoever restarts it, and for whoever sends it requests. Anybody
//! may ask, so that nothing tells how large the business is.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::home::document;
use crate::desk::Desk;
use crate::observe::Readiness;
use crate::params::Asked;
use crate::problem::Problem;

pub(super) async fn health(
    desk: web::Data<Desk>,
    readiness: web::Data<Readiness>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let held = desk.live.current();
    let loaded = desk.live.loading().filter(|_| held.is_none()).and_then(|far| far.percent());
    let as_of = held.as_ref().and_then(|held| held.book.as_of());
    let age = as_of.map(|as_of| readiness.age(as_of));
    let is_stale = age.is_some_and(|age| age.is_stale);
    let health = json!({
        "status": if is_stale { "stale" } else { "ok" },
        "version": env!("CARGO_PKG_VERSION"),
        "ready": held.is_some() && !readiness.is_draining(),
        "loaded_percent": loaded,
        "as_of": as_of.map(|date| date.to_string()),
        "age_days": age.map(|age| age.days),
        "stale": is_stale,
        "import_id": held.as_ref().map(|held| held.version.sequence),
        "database": if desk.live.is_database_away() { "away" } else { "ok" },
    });
    document(&request, &health).await
}

/// That this is answered says it.
pub(super) async fn live(request: HttpRequest) -> Result<HttpResponse, Problem> {
    document(&request, &json!({"status": "ok"})).await
}

pub(super) async fn ready(
    desk: web::Data<Desk>,
    readiness: web::Data<Readiness>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    Asked::nothing(request.query_string())?;
    if readiness.is_draining() {
        return Err(Problem::Unavailable("The server is ending."));
    }
    if desk.live.current().is_none() {
        return Err(Problem::Unavailable("The book is still being loaded. Try again in a moment."));
    }
    document(&request, &json!({"status": "ok"})).await
}
