//! `cargo xtask bench`: what the project takes, beside what this machine could do.

use std::process::Command;

use clap::Args;

use crate::cargo::{hand_over, target_dir};
use crate::programs::build_programs;
use crate::terminal::Outcome;

#[derive(Args)]
pub(crate) struct Bench {
    /// [--sips N,…] [--quick] [--only ROW] [--json FILE]: 1,000,000 SIPs and every row by default.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl Bench {
    pub(crate) fn run(self) -> Outcome {
        let programs = build_programs(&["bench", "importer", "api"])?;
        let mut bench = Command::new(programs.join("bench"));
        bench.arg("--cache").arg(target_dir()?.join("bench")).args(&self.arguments);
        hand_over(&mut bench)
    }
}
