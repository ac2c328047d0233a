//! `cargo xtask faults`: breaks things on purpose, and sees what was lost.

use std::process::Command;

use clap::Args;

use crate::{Outcome, cargo};

#[derive(Args)]
pub(crate) struct Faults {
    /// [--only NAME]… [--json FILE]: every fault by default.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl Faults {
    pub(crate) fn run(self) -> Outcome {
        let programs = cargo::build_programs(&["faults", "importer", "api"])?;
        let mut faults = Command::new(programs.join("faults"));
        let status = cargo::status(faults.args(&self.arguments))?;
        Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
    }
}
