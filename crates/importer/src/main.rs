//! The importer: `importer import FILE…` with `DATABASE_URL`.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    // A missing .env is no fault; a broken one shows in the settings that it does not set. It is that of
    // the working directory alone: a directory above it may be somebody else's.
    let _ = dotenvy::from_path(".env");
    let arguments = importer::with_import_implied(std::env::args_os());
    importer::run(&importer::Cli::parse_from(arguments))
}
