//! The HTTP server: what a request passes on its way to a route, in this order.

use std::io;
use std::net::TcpListener;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Condition, from_fn};
use actix_web::{App, HttpServer, web};

use crate::desk::Desk;
use crate::observe::watch;
use crate::routes;
use crate::wire::{Wire, keep, keep_preflights};

/// How long a client may take to send a request's head.
const CLIENT_PATIENCE: Duration = Duration::from_secs(10);

/// Serves on a socket that listens already, until it is stopped by its handle.
///
/// # Errors
/// Where the socket cannot be used.
pub fn serve(desk: Desk, wire: Wire, listener: TcpListener, workers: usize) -> io::Result<Server> {
    let (desk, wire) = (web::Data::new(desk), web::Data::new(wire));
    wire.rates.keep_small();
    let (tls, bounds) = (wire.tls.clone(), wire.clone());
    let counted = wire.connections.clone();
    give_up_readers_that_stopped(&listener, wire.idle)?;
    let server = HttpServer::new(move || {
        let (watching, keeping, guarding) = (wire.clone(), wire.clone(), wire.clone());
        App::new()
            .app_data(desk.clone())
            .app_data(wire.clone())
            .app_data(web::Data::from(wire.readiness.clone()))
            // The last is the outermost.
            .wrap(from_fn(move |request, next| keep(keeping.clone(), request, next)))
            .wrap(Condition::new(!wire.origins.is_empty(), wire.origins.cors()))
            .wrap(Condition::new(
                !wire.origins.is_empty(),
                from_fn(move |request, next| keep_preflights(guarding.clone(), request, next)),
            ))
            .wrap(from_fn(move |request, next| watch(watching.clone(), request, next)))
            .configure(routes::configure)
    });
    let server = server
        .on_connect(move |connection, extensions| {
            if let Some(connections) = &counted {
                connections.admit(connection, extensions);
            }
        })
        .workers(workers)
        .disable_signals()
        .max_connections(bounds.max_connections.div_ceil(workers))
        // Handshakes that hang must not keep others waiting: they have their own time.
        .max_connection_rate(bounds.max_connections.div_ceil(workers))
        .keep_alive(bounds.idle)
        .shutdown_timeout(bounds.drain_seconds)
        .client_request_timeout(CLIENT_PATIENCE);
    match tls {
        Some(tls) => Ok(server.listen_rustls_0_23(listener, tls.config())?.run()),
        None => Ok(server.listen(listener)?.run()),
    }
}

/// A client that takes nothing of its answer is given up like one that asks nothing. Connections
/// have this from the socket that they came by.
#[cfg(target_os = "linux")]
fn give_up_readers_that_stopped(listener: &TcpListener, patience: Duration) -> io::Result<()> {
    use nix::sys::socket::{setsockopt, sockopt::TcpUserTimeout};

    let millis = u32::try_from(patience.as_millis()).unwrap_or(u32::MAX);
    Ok(setsockopt(listener, TcpUserTimeout, &millis)?)
}

/// Only Linux knows how to.
#[cfg(not(target_os = "linux"))]
fn give_up_readers_that_stopped(_: &TcpListener, _: Duration) -> io::Result<()> {
    Ok(())
}
