//! `cargo xtask faults`: breaks things on purpose, and sees what was lost.

use std::process::Command;

use clap::Args;

use crate::cargo::hand_over;
use crate::programs::build_programs;
use crate::terminal::Outcome;

#[derive(Args)]
pub(crate) struct Faults {
    /// [--only NAME]… [--json FILE]: every fault by default.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl Faults {
    pub(crate) fn run(self) -> Outcome {
        let programs = build_programs(&["faults", "importer", "api"])?;
        let mut faults = Command::new(programs.join("faults"));
        hand_over(faults.args(&self.arguments))
    }
}
