//! What an operator does beside the server.

mod config;
mod keys;

pub(crate) use config::run as config;
pub use keys::KeysOptions;
pub(crate) use keys::run as keys;

use std::io::{self, Write};

/// Writes an answer that a program may read.
fn print(line: &str) -> Result<(), String> {
    writeln!(io::stdout(), "{line}").map_err(|fault| format!("standard output: {fault}"))
}

/// Tells the person at the terminal.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
