//! `cargo xtask generate`: synthetic exports.

use std::path::PathBuf;
use std::process::Command;

use clap::Args;

use crate::cargo::hand_over;
use crate::programs::build_programs;
use crate::terminal::Outcome;

#[derive(Args)]
pub(crate) struct Generate {
    /// How many SIPs the book has.
    #[arg(long, value_name = "N")]
    sips: u64,
    /// The book's seed: the same seed gives the same bytes.
    #[arg(long, value_name = "S")]
    seed: u64,
    /// The date the book speaks of.
    #[arg(long, value_name = "DATE")]
    as_of: String,
    /// Where to write the export.
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// Do not write the export of 15 months before, whose name is OUT's with its date.
    #[arg(long)]
    no_older: bool,
    /// A later export of the same book, and where to write it.
    #[arg(long, num_args = 2, value_names = ["DATE", "OUT"])]
    next: Option<Vec<PathBuf>>,
    /// Where to write the export of OUT's clients.
    #[arg(long, value_name = "OUT")]
    clients: Option<PathBuf>,
}

impl Generate {
    /// The generator reads and explains what it is told; here it is only passed on.
    pub(crate) fn run(self) -> Outcome {
        let programs = build_programs(&["sample-book"])?;
        let mut generator = Command::new(programs.join("sample-book"));
        generator.args(["--sips", &self.sips.to_string(), "--seed", &self.seed.to_string()]);
        generator.args(["--as-of", &self.as_of]).arg(&self.out);
        if self.no_older {
            generator.arg("--no-older");
        }
        if let Some(next) = &self.next {
            generator.arg("--next").args(next);
        }
        if let Some(clients) = &self.clients {
            generator.arg("--clients").arg(clients);
        }
        hand_over(&mut generator)
    }
}
