//! The server: `api` with `DATABASE_URL`.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::run(std::env::args_os())
}
