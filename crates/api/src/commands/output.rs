//! Where the commands write.

use std::io::{self, Write};

use access::steers_text;

/// What somebody else may have written must not steer the terminal of whoever reads it.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if steers_text(c) { '\u{fffd}' } else { c }).collect()
}

/// Writes an answer that a program may read.
pub(super) fn print(line: &str) -> Result<(), String> {
    writeln!(io::stdout(), "{line}").map_err(|fault| format!("standard output: {fault}"))
}

/// Tells the person at the terminal.
pub(super) fn say(line: &str) {
    // Where nobody listens, the exit code has to do.
    let _ = writeln!(io::stderr(), "{line}");
}
