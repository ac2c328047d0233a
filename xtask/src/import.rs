//! `cargo xtask import`: the importer, on the private database or on `DATABASE_URL`.

use std::path::Path;
use std::process::Command;

use clap::Args;

use crate::database::DatabaseArgs;
use crate::{Outcome, cargo};

#[derive(Args)]
pub(crate) struct Import {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Files, and the importer's options: --as-of DATE, --complete, --rejects FILE, --strict,
    /// --json, --allow-future.
    #[arg(
        required = true,
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "FILE"
    )]
    arguments: Vec<String>,
}

impl Import {
    pub(crate) fn run(self) -> Outcome {
        let programs = cargo::build_programs(&["importer"])?;
        let database = self.database.open()?;
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let code = import(&programs, &database.url(), &arguments)?;
        database.close()?;
        Ok(code)
    }
}

/// Runs the importer, and gives its exit code.
pub(crate) fn import(programs: &Path, url: &str, arguments: &[&str]) -> Outcome {
    let mut importer = Command::new(programs.join("importer"));
    importer.arg("import").args(arguments).env("DATABASE_URL", url);
    let status = cargo::status(&mut importer)?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}
