//! Where the commands write.

use std::io::{self, Write};

/// Writes an answer that a program may read.
pub(super) fn print(line: &str) -> Result<(), String> {
    writeln!(io::stdout(), "{line}").map_err(|fault| format!("standard output: {fault}"))
}

/// Tells the person at the terminal.
pub(super) fn say(line: &str) {
    // Where nobody listens, the exit code has to do.
    let _ = writeln!(io::stderr(), "{line}");
}
