//! `api completions`: what a shell needs to complete the program's command lines.

use std::io::{self, Write as _};

use clap::Command;
use clap_complete::{Shell, generate};

/// Writes the completions of `command` for a shell on standard output.
pub(crate) fn run(mut command: Command, shell: Shell) -> Result<(), String> {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    generate(shell, &mut command, name, &mut script);
    io::stdout().write_all(&script).map_err(|fault| format!("standard output: {fault}"))
}
