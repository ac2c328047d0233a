//! Waits for what can be seen, and says what did not come.

use std::thread;
use std::time::{Duration, Instant};

use crate::terminal::Outcome;

/// What takes longer has not come to pass: all that is waited for here takes seconds.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Looks again and again until there is what was looked for.
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Outcome<Option<T>>) -> Outcome<T> {
    let began = Instant::now();
    loop {
        if let Some(seen) = look()? {
            return Ok(seen);
        }
        if began.elapsed() > PATIENCE {
            return Err(format!("{what}: not within {} s", PATIENCE.as_secs()).into());
        }
        thread::sleep(LOOK_EVERY);
    }
}

/// Looks again and again until it is so.
pub(crate) fn until_so(what: &str, mut is_so: impl FnMut() -> Outcome<bool>) -> Outcome<()> {
    until(what, || Ok(is_so()?.then_some(())))
}
