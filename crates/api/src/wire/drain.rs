//! The end: what is under way is finished, and nothing new is begun.

use actix_web::dev::Server;
use actix_web::rt::signal::unix::{Signal, SignalKind, signal};
use futures_util::future::{Either, select};
use std::pin::pin;

use crate::observe::Readiness;

/// Serves until SIGINT or SIGTERM; a second one ends at once.
///
/// # Errors
/// Says what went wrong, or that requests were cut short.
pub(crate) async fn serve_until_told(
    server: Server,
    readiness: &Readiness,
    mut told: Told,
) -> Result<(), String> {
    let handle = server.handle();
    let mut server = pin!(server);
    match select(server.as_mut(), pin!(told.once())).await {
        Either::Left((ended, _)) => return ended.map_err(|fault| fault.to_string()),
        Either::Right(_) => {}
    }
    tracing::info!("ending: requests under way are finished first");
    readiness.drain();
    let stopped = handle.stop(true);
    match select(server, pin!(told.once())).await {
        Either::Left((ended, _)) => {
            stopped.await;
            ended.map_err(|fault| fault.to_string())
        }
        Either::Right(_) => Err("told twice to end: requests under way were cut short".to_owned()),
    }
}

/// Hears the signals from when it is made: whoever says that the server listens makes it before.
pub(crate) struct Told {
    interrupt: Signal,
    terminate: Signal,
}

impl Told {
    pub(crate) fn listen() -> Result<Self, String> {
        let heard =
            |kind| signal(kind).map_err(|fault| format!("signals cannot be heard: {fault}"));
        Ok(Self {
            interrupt: heard(SignalKind::interrupt())?,
            terminate: heard(SignalKind::terminate())?,
        })
    }

    async fn once(&mut self) {
        select(pin!(self.interrupt.recv()), pin!(self.terminate.recv())).await;
    }
}
