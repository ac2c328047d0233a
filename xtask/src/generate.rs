//! `cargo xtask generate`: synthetic exports.

use std::process::Command;

use clap::Args;

use crate::{Outcome, cargo};

#[derive(Args)]
pub(crate) struct Generate {
    /// --sips N --seed S --as-of DATE OUT [--next DATE OUT]
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl Generate {
    pub(crate) fn run(self) -> Outcome {
        let programs = cargo::build_programs(&["sample-book"])?;
        let mut generator = Command::new(programs.join("sample-book"));
        let status = cargo::status(generator.args(&self.arguments))?;
        Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
    }
}
