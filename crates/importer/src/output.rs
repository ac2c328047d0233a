//! What is told on standard output and standard error.

use std::io::Write;

pub(crate) fn print(line: &str) -> Result<(), String> {
    writeln!(std::io::stdout(), "{line}").map_err(|fault| format!("standard output: {fault}"))
}

/// Where nobody listens to standard error, the exit code has to do.
pub(crate) fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "importer: {line}");
}
