//! `cargo xtask load`: the server under load for minutes on end, as many agents ask while imports
//! land.

use std::process::Command;

use clap::Args;

use crate::cargo::{hand_over, target_dir};
use crate::programs::build_programs;
use crate::terminal::Outcome;

#[derive(Args)]
pub(crate) struct Load {
    /// How long.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    minutes: u64,
}

impl Load {
    pub(crate) fn run(self) -> Outcome {
        let programs = build_programs(&["bench", "api"])?;
        let mut bench = Command::new(programs.join("bench"));
        bench.arg("--cache").arg(target_dir()?.join("bench"));
        bench.arg("--load").arg(self.minutes.to_string());
        hand_over(&mut bench)
    }
}
