//! Runs, tests and measures the project: `cargo xtask --help`.

mod bench;
mod cargo;
mod check;
mod contract;
mod database;
mod db;
mod faults;
mod fuzz;
mod generate;
mod http;
mod import;
mod load;
mod rules_report;
mod run;
mod schema;
mod test;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What a command comes to: an exit code, or what went wrong.
type Outcome = Result<u8, String>;

/// Run, test and measure the project.
#[derive(Parser)]
#[command(name = "cargo xtask", version)]
struct Xtask {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a book: import the files, if any, and answer over HTTP until Ctrl-C.
    Run(run::Run),
    /// Import exports into the book.
    Import(import::Import),
    /// Look after the private database.
    Db(db::Db),
    /// Write a synthetic export.
    Generate(generate::Generate),
    /// Hold the calls of a rule against simulated lives whose truth is known.
    RulesReport(rules_report::RulesReport),
    /// Measure imports, books and answers, each beside a limit of this machine.
    Bench(bench::Bench),
    /// Ask as 200 agents for minutes on end while imports land, and see that nothing fails.
    Load(load::Load),
    /// Hold the server against its own OpenAPI document.
    Contract(contract::Contract),
    /// Make bytes up for everything that reads bytes from outside.
    Fuzz(fuzz::Fuzz),
    /// Kill, stop, fill and damage what the project relies on, and see what it loses.
    Faults(faults::Faults),
    /// Format, lints, dependencies, schema and documentation.
    Check,
    /// Check, then every test.
    Test,
    /// Write `schema.rs` as the migrations make it.
    Schema,
}

fn main() -> ExitCode {
    let outcome = match Xtask::parse().command {
        Command::Run(run) => run.run(),
        Command::Import(import) => import.run(),
        Command::Db(db) => db.run(),
        Command::Generate(generate) => generate.run(),
        Command::RulesReport(report) => report.run(),
        Command::Bench(bench) => bench.run(),
        Command::Load(load) => load.run(),
        Command::Contract(contract) => contract.run(),
        Command::Fuzz(fuzz) => fuzz.run(),
        Command::Faults(faults) => faults.run(),
        Command::Check => check::run(),
        Command::Test => test::run(),
        Command::Schema => schema::write(),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(reason) => {
            say(&format!("cargo xtask: {reason}"));
            ExitCode::FAILURE
        }
    }
}

/// Tells the person at the terminal. Where nobody listens, the exit code has to do.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Writes an answer that a program may read.
fn print(line: &str) -> Result<(), String> {
    writeln!(std::io::stdout(), "{line}").map_err(|fault| format!("standard output: {fault}"))
}
