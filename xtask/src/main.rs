//! Runs, tests and measures the project: `cargo xtask --help`.

mod bench;
mod cargo;
mod check;
mod circles;
mod contract;
mod database;
mod db;
mod demo;
mod faults;
mod fuzz;
mod generate;
mod http;
mod import;
mod inherited;
mod load;
mod programs;
mod rules_report;
mod run;
mod schema;
mod terminal;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::terminal::{Outcome, say};

/// Run, test and measure the project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
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
    /// Format, circles, lints, dependencies, schema and documentation.
    Check,
    /// Check, then every test.
    Test,
    /// Write `schema.rs` as the migrations make it.
    Schema,
}

fn main() -> ExitCode {
    match inherited::drop_what_cargo_set().and_then(|()| run(Xtask::parse().command)) {
        Ok(code) => ExitCode::from(code),
        Err(reason) => {
            say(&format!("cargo xtask: {reason}"));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Outcome {
    match command {
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
    }
}
