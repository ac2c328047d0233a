//! `bench`: what the project takes, each row beside a limit measured in the same run, in turn.

mod calls_rows;
mod client;
mod daily_book;
mod database;
mod directory_rows;
mod growth;
mod history_rows;
mod http_rows;
mod import_rows;
mod load;
mod paced;
mod plan;
mod process;
mod read_rows;
mod refresh_rows;
mod row_name;
mod sample;
mod server;
mod settle_rows;
mod start_rows;
mod steady_load;
mod table;
mod terminal;
mod timing;
mod undo_rows;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use crate::database::Database;
use crate::growth::Growth;
use crate::plan::Bench;
use crate::row_name::RowName;
use crate::sample::Sample;
use crate::table::Table;
use crate::terminal::{Outcome, print, say};

/// SIPs of the book under load, at most: its size decides nothing of what an agent asks.
const LOADED_SIPS: u64 = 100_000;

/// Measure imports, books and answers. The private database lives in TMPDIR, which should be a
/// disk: it keeps what it is told as an ordinary one does.
#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Cli {
    /// SIPs in the synthetic book; of several sizes each is measured, and how cost grows
    #[arg(long, value_name = "N", default_value = "1000000", value_delimiter = ',', value_parser = clap::value_parser!(u64).range(1_000..))]
    sips: Vec<u64>,
    /// One round instead of three, and shorter ones
    #[arg(long)]
    quick: bool,
    /// Only this row; may be given several times
    #[arg(long, value_name = "ROW")]
    only: Vec<RowName>,
    /// Instead of rows: ask for so many minutes at four fifths of the highest rate, as 200 agents
    #[arg(long, value_name = "MINUTES")]
    load: Option<u64>,
    /// Where to write the rows as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Where synthetic exports are kept from one run to the next
    #[arg(long, value_name = "DIR")]
    cache: PathBuf,
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
    if let Some(minutes) = cli.load {
        let sips = cli.sips.first().copied().unwrap_or(LOADED_SIPS).min(LOADED_SIPS);
        return load::run(&Sample::of(sips, &cli.cache)?, &Database::start()?, minutes);
    }
    let mut tables = Vec::new();
    for sips in &cli.sips {
        let table = measure(cli, *sips)?;
        print(&table.to_string())?;
        tables.push(table);
    }
    if tables.len() > 1 {
        print(&Growth::of(&tables).to_string())?;
    }
    if let Some(file) = &cli.json {
        let sizes: Vec<_> = tables.iter().map(Table::json).collect();
        std::fs::write(file, format!("{:#}\n", serde_json::Value::from(sizes)))
            .map_err(|fault| format!("{}: {fault}", file.display()))?;
    }
    Ok(())
}

fn measure(cli: &Cli, sips: u64) -> Outcome<Table> {
    let bench = Bench {
        sample: Sample::of(sips, &cli.cache)?,
        database: Database::start()?,
        quick: cli.quick,
        rounds: if cli.quick { 1 } else { 3 },
        only: cli.only.clone(),
        cache: cli.cache.clone(),
    };
    let mut table = Table::new(sips, bench.rounds, bench.only.clone());
    import_rows::empty(&bench, &mut table)?;
    bench.database.settle(database::BOOK)?;
    read_rows::all(&bench, &mut table)?;
    calls_rows::all(&bench, &mut table)?;
    start_rows::start_up(&bench, &mut table)?;
    http_rows::agent_lists(&bench, &mut table)?;
    import_rows::unchanged(&bench, &mut table)?;
    history_rows::all(&bench, &mut table)?;
    undo_rows::all(&bench, &mut table)?;
    settle_rows::all(&bench, &mut table)?;
    directory_rows::all(&bench, &mut table)?;
    refresh_rows::all(&bench, &mut table)?;
    Ok(table)
}
