//! The command line.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Parser;
use sample_book::chance::Seed;

use crate::case::Case;
use crate::report::Report;
use crate::story::tell;

/// The seed of the report that is printed in the documentation.
pub const SEED: u64 = 20_260_130;

/// Holds the calls of the rule NoSipIncrease against simulated lives whose truth is known.
#[derive(Clone, Debug, Parser)]
#[command(name = "rules-report", version)]
pub struct Cli {
    /// How many lives to live
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    lives: u64,
    /// The lives' seed: the same seed gives the same lives
    #[arg(long, value_name = "S", default_value_t = SEED)]
    seed: u64,
    /// Instead of the tables, tell so many of the wrong calls one by one
    #[arg(long, value_name = "N")]
    wrong: Option<usize>,
    /// Instead of the tables, tell so many of the missed calls one by one
    #[arg(long, value_name = "N", conflicts_with = "wrong")]
    missed: Option<usize>,
}

/// Does what the command line asks: exit code 0 when all is written, else 1.
#[must_use]
pub fn run(cli: &Cli) -> ExitCode {
    match print(cli, &mut BufWriter::new(io::stdout().lock())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn print(cli: &Cli, out: &mut impl Write) -> io::Result<()> {
    let seed = Seed::new(cli.seed);
    match (cli.wrong, cli.missed) {
        (Some(most), _) => tell_some(cli.lives, &seed, Case::wrongly, most, out)?,
        (_, Some(most)) => tell_some(cli.lives, &seed, Case::missed, most, out)?,
        _ => Report::drawn(&seed, cli.lives).map_err(io::Error::other)?.write(out)?,
    }
    out.flush()
}

fn tell_some(
    lives: u64,
    seed: &Seed,
    wanted: fn(&Case) -> bool,
    most: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let cases = (0..lives).map(|number| Case::drawn(seed, number));
    for case in cases.filter(|case| case.as_ref().map_or(true, wanted)).take(most) {
        tell(&case.map_err(io::Error::other)?, out)?;
    }
    Ok(())
}
