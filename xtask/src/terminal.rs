//! What a command tells the person, or the program, that called it.

use std::io::Write;

/// What a command comes to: an exit code, or what went wrong.
pub(crate) type Outcome = Result<u8, String>;

/// Tells the person at the terminal. Where nobody listens, the exit code has to do.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Writes an answer that a program may read.
pub(crate) fn print(line: &str) -> Result<(), String> {
    writeln!(std::io::stdout(), "{line}").map_err(|fault| format!("standard output: {fault}"))
}
