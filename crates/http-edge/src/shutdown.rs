//! Ending on a signal: what is under way is finished, and nothing new is begun.

use actix_web::dev::Server;
use actix_web::rt::signal::unix::{Signal, SignalKind, signal};
use futures_util::future::{Either, select};
use std::pin::pin;

use crate::readiness::Readiness;

/// Serves until SIGINT or SIGTERM; a second one ends at once.
///
/// # Errors
/// Says what went wrong, or that requests were cut short.
pub async fn serve_until_told(
    server: Server,
    readiness: &Readiness,
    mut signal: ShutdownSignal,
) -> Result<(), String> {
    let handle = server.handle();
    let mut server = pin!(server);
    match select(server.as_mut(), pin!(signal.received())).await {
        Either::Left((ended, _)) => return ended.map_err(|fault| fault.to_string()),
        Either::Right(_) => {}
    }
    tracing::info!("ending: requests under way are finished first");
    readiness.drain();
    let stopped = handle.stop(true);
    match select(server, pin!(signal.received())).await {
        Either::Left((ended, _)) => {
            stopped.await;
            ended.map_err(|fault| fault.to_string())
        }
        Either::Right(_) => Err("told twice to end: requests under way were cut short".to_owned()),
    }
}

/// SIGINT and SIGTERM, caught from when this is made: whoever announces that the server listens makes
/// it first, so that no signal is lost in between.
#[derive(Debug)]
pub struct ShutdownSignal {
    interrupt: Signal,
    terminate: Signal,
}

impl ShutdownSignal {
    /// Catches the signals from now on.
    ///
    /// # Errors
    /// Where the system does not let them be caught.
    pub fn listen() -> Result<Self, String> {
        let heard =
            |kind| signal(kind).map_err(|fault| format!("signals cannot be heard: {fault}"));
        Ok(Self {
            interrupt: heard(SignalKind::interrupt())?,
            terminate: heard(SignalKind::terminate())?,
        })
    }

    async fn received(&mut self) {
        select(pin!(self.interrupt.recv()), pin!(self.terminate.recv())).await;
    }
}
