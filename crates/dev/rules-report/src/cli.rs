//! The command line.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Parser;
use opportunity_core::Kind;
use sample_book::chance::Seed;

use crate::case::Case;
use crate::day::{self, DayReport, Desk};
use crate::degree::Degree;
use crate::imports::Habit;
use crate::report::Report;
use crate::story::tell;
use crate::tables;

/// The seed of the report that is printed in the documentation.
pub const SEED: u64 = 20_260_130;

/// Holds the calls of the rules against simulated lives whose truth is known.
#[derive(Clone, Debug, Parser)]
#[command(name = "rules-report", version)]
pub struct Cli {
    /// How many lives to live in each degree, two in five of them with a step-up
    /// [default: 200000; of a day 8000]
    #[arg(long, value_name = "N")]
    lives: Option<u64>,
    /// The lives' seed: the same seed gives the same lives
    #[arg(long, value_name = "S", default_value_t = SEED)]
    seed: u64,
    /// Instead of the tables, tell so many of the wrong calls one by one
    #[arg(long, value_name = "N")]
    wrong: Option<usize>,
    /// Instead of the tables, tell so many of the missed calls one by one
    #[arg(long, value_name = "N", conflicts_with = "wrong")]
    missed: Option<usize>,
    /// Of which kind calls are told
    #[arg(long, default_value = "no_sip_increase", value_parser = kind)]
    kind: Kind,
    /// After which imports calls are told
    #[arg(long, value_enum, default_value = "one")]
    imports: Habit,
    /// Tell calls, or work the days, of the lives that are twice as untidy
    #[arg(long)]
    untidy: bool,
    /// Instead of the tables, the day's view: whether the first calls of each day are right, who is
    /// called twice, and what comes of promises
    #[arg(long, conflicts_with_all = ["wrong", "missed"])]
    day: bool,
}

/// So many lives, where nobody asks for others.
const LIVES: u64 = 200_000;
const LIVES_OF_A_DAY: u64 = 8_000;

fn kind(name: &str) -> Result<Kind, String> {
    Kind::named(name).ok_or_else(|| {
        let names: Vec<&str> = Kind::ALL.into_iter().map(Kind::name).collect();
        format!("one of {}", names.join(", "))
    })
}

impl Cli {
    const fn degree(&self) -> Degree {
        if self.untidy { Degree::Untidy } else { Degree::Real }
    }
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
    let lives = cli.lives.unwrap_or(LIVES);
    match (cli.wrong, cli.missed) {
        _ if cli.day => write_day(cli, out)?,
        (Some(most), _) => tell_some(cli, Case::wrongly, most, out)?,
        (_, Some(most)) => tell_some(cli, Case::missed, most, out)?,
        _ => {
            let report = Report::drawn(&Seed::new(cli.seed), lives).map_err(io::Error::other)?;
            tables::write(&report, out)?;
        }
    }
    out.flush()
}

fn write_day(cli: &Cli, out: &mut impl Write) -> io::Result<()> {
    let (seed, lives) = (Seed::new(cli.seed), cli.lives.unwrap_or(LIVES_OF_A_DAY));
    let at = |desk| DayReport::drawn(&seed, cli.degree(), lives, desk).map_err(io::Error::other);
    day::table::write(&at(Desk::Remembers)?, &at(Desk::Forgets)?, out)
}

fn tell_some(
    cli: &Cli,
    wanted: fn(&Case, Kind) -> bool,
    most: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let seed = Seed::new(cli.seed);
    let lives = 0..cli.lives.unwrap_or(LIVES);
    let cases = lives.map(|number| Case::drawn(&seed, cli.degree(), cli.imports, number));
    let wanted = cases.filter(|case| case.as_ref().map_or(true, |case| wanted(case, cli.kind)));
    for case in wanted.take(most) {
        tell(&case.map_err(io::Error::other)?, out)?;
    }
    Ok(())
}
