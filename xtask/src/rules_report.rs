//! `cargo xtask rules-report`: the calls of a rule beside the truth about simulated lives.

use std::process::Command;

use clap::Args;

use crate::{Outcome, cargo};

#[derive(Args)]
pub(crate) struct RulesReport {
    /// [--lives N] [--seed S] [--wrong N | --missed N]
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl RulesReport {
    pub(crate) fn run(self) -> Outcome {
        let programs = cargo::build_programs(&["rules-report"])?;
        let mut report = Command::new(programs.join("rules-report"));
        let status = cargo::status(report.args(&self.arguments))?;
        Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
    }
}
