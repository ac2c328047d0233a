//! `cargo xtask bench`: what the project takes, beside what this machine could do.

use std::process::Command;

use clap::Args;

use crate::{Outcome, cargo};

#[derive(Args)]
pub(crate) struct Bench {
    /// [--sips N,…] [--quick] [--only ROW] [--json FILE]: 1,000,000 SIPs and every row by default.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl Bench {
    pub(crate) fn run(self) -> Outcome {
        let programs = cargo::build_programs(&["bench", "importer", "api"])?;
        let mut bench = Command::new(programs.join("bench"));
        bench.arg("--cache").arg(cargo::target_dir()?.join("bench")).args(&self.arguments);
        let status = cargo::status(&mut bench)?;
        Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
    }
}
