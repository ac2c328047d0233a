//! `rules-report [--lives N] [--seed S] [--wrong N | --missed N | --day] [--kind K] [--imports I] [--untidy]`.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    rules_report::run(&rules_report::Cli::parse())
}
