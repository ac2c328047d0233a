//! `sample-book --sips N --seed S --as-of DATE OUT [--no-older] [--next DATE OUT]`.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    sample_book::run(&sample_book::Cli::parse())
}
