//! Work repeated in the background, on a thread of its own.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// Repeats a piece of work until this is dropped. What is under way then is not waited for: a
/// database that does not answer must not hold up the end.
#[derive(Debug)]
pub struct Repeating {
    _stop: Sender<()>,
}

impl Repeating {
    /// Does the work now, and again after each such pause.
    #[must_use]
    pub fn every(pause: Duration, mut work: impl FnMut() + Send + 'static) -> Self {
        let (stop, stopped) = channel();
        thread::spawn(move || {
            work();
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(pause) {
                work();
            }
        });
        Self { _stop: stop }
    }
}
