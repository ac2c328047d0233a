//! What is told on standard output and standard error.

use std::io::Write;

/// A text of somebody else's without what would steer a terminal or forge a line of a log.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

pub(crate) fn print(line: &str) -> Result<(), String> {
    writeln!(std::io::stdout(), "{line}").map_err(|fault| format!("standard output: {fault}"))
}

/// Where nobody listens to standard error, the exit code has to do.
pub(crate) fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "importer: {line}");
}
