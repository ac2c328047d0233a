//! `cargo xtask load`: the server under load for minutes on end, as many agents ask while imports
//! land.

use std::process::Command;

use clap::Args;

use crate::{Outcome, cargo};

#[derive(Args)]
pub(crate) struct Load {
    /// How long.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    minutes: u64,
}

impl Load {
    pub(crate) fn run(self) -> Outcome {
        let programs = cargo::build_programs(&["bench", "api"])?;
        let mut bench = Command::new(programs.join("bench"));
        bench.arg("--cache").arg(cargo::target_dir()?.join("bench"));
        bench.arg("--load").arg(self.minutes.to_string());
        let status = cargo::status(&mut bench)?;
        Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
    }
}
