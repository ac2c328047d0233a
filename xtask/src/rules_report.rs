//! `cargo xtask rules-report`: the calls of a rule beside the truth about simulated lives.

use std::process::Command;

use clap::Args;

use crate::cargo::hand_over;
use crate::programs::build_programs;
use crate::terminal::Outcome;

#[derive(Args)]
pub(crate) struct RulesReport {
    /// [--lives N] [--seed S] [--wrong N | --missed N | --day]
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl RulesReport {
    pub(crate) fn run(self) -> Outcome {
        let programs = build_programs(&["rules-report"])?;
        let mut report = Command::new(programs.join("rules-report"));
        hand_over(report.args(&self.arguments))
    }
}
