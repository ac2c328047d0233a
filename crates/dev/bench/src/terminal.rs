//! What is told to the person, or the program, that called this one.

use std::error::Error;
use std::io::Write as _;

/// What work comes to, or what went wrong.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Writes what a program may read.
pub(crate) fn print(text: &str) -> Outcome<()> {
    Ok(write!(std::io::stdout(), "{text}")?)
}

/// Tells the person at the terminal. Where nobody listens, the exit code has to do.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
