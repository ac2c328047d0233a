//! `bench`: what the project takes, each row beside a limit measured in the same run, in turn.

mod client;
mod database;
mod http_rows;
mod import_rows;
mod read_rows;
mod refresh_rows;
mod sample;
mod server;
mod table;
mod timing;

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{Days, NaiveDate};
use clap::{Parser, ValueEnum};

use crate::database::Database;
use crate::sample::Sample;
use crate::table::Table;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Measure imports, books and answers. The private database lives in TMPDIR, which should be a
/// disk: it keeps what it is told as an ordinary one does.
#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Cli {
    /// SIPs in the synthetic book
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1_000..))]
    sips: u64,
    /// One round instead of three, and shorter ones
    #[arg(long)]
    quick: bool,
    /// Only this row; may be given several times
    #[arg(long, value_name = "ROW")]
    only: Vec<RowName>,
    /// Where to write the rows as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Where synthetic exports are kept from one run to the next
    #[arg(long, value_name = "DIR")]
    cache: PathBuf,
}

/// What is measured, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum RowName {
    ImportEmpty,
    BookBuild,
    BookMemory,
    AgentList,
    BookList,
    BookStats,
    OtherThresholds,
    LaterDate,
    HttpAgentList,
    ReimportUnchanged,
    #[value(name = "refresh_1000")]
    Refresh1000,
    RefreshP99,
}

impl RowName {
    fn text(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// What every row needs.
struct Bench {
    sample: Sample,
    database: Database,
    quick: bool,
    rounds: u32,
    only: Vec<RowName>,
}

impl Bench {
    fn wants(&self, names: &[RowName]) -> bool {
        self.only.is_empty() || names.iter().any(|name| self.only.contains(name))
    }

    /// A date after the sample's own.
    fn later(&self, days: u64) -> NaiveDate {
        self.sample.as_of + Days::new(days)
    }
}

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("bench: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Outcome<()> {
    let bench = Bench {
        sample: Sample::of(cli.sips, &cli.cache)?,
        database: Database::start()?,
        quick: cli.quick,
        rounds: if cli.quick { 1 } else { 3 },
        only: cli.only.clone(),
    };
    let mut table = Table::new(cli.sips, bench.rounds, bench.only.clone());
    import_rows::empty(&bench, &mut table)?;
    bench.database.settle(database::BOOK)?;
    read_rows::all(&bench, &mut table)?;
    http_rows::agent_list(&bench, &mut table)?;
    import_rows::unchanged(&bench, &mut table)?;
    refresh_rows::all(&bench, &mut table)?;
    if let Some(file) = &cli.json {
        std::fs::write(file, format!("{:#}\n", table.json()))
            .map_err(|fault| format!("{}: {fault}", file.display()))?;
    }
    Ok(write!(std::io::stdout(), "{table}")?)
}

/// Tells the person at the terminal. Where nobody listens, the exit code has to do.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
