//! The server: `api` with `DATABASE_URL`.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    // A missing .env is no fault; a broken one shows in the settings that it does not set.
    let _ = dotenvy::dotenv();
    api::run(api::Cli::parse())
}
