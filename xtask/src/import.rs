//! `cargo xtask import`: the importer, on the private database or on `DATABASE_URL`.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;

use crate::cargo::hand_over;
use crate::database::DatabaseArgs;
use crate::programs::build_programs;
use crate::terminal::Outcome;

/// What stands for standard input among the files.
const STANDARD_INPUT: &str = "-";

#[derive(Args)]
pub(crate) struct Import {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The exports; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What the exports are of; their columns tell where it is not said.
    #[arg(long, value_name = "sips|clients")]
    kind: Option<String>,
    /// The date the exports speak of.
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Where bad records go.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// The export is the whole book.
    #[arg(long)]
    complete: bool,
    /// Import nothing of a file with a bad record.
    #[arg(long)]
    strict: bool,
    /// Print a report a file as one line of JSON.
    #[arg(long)]
    json: bool,
    /// Take a date after today.
    #[arg(long)]
    allow_future: bool,
    /// A column that a rule reads, which the file may lack.
    #[arg(long, value_name = "COLUMN")]
    without: Vec<String>,
    /// What comes first in a date such as 05/01/2026.
    #[arg(long, value_name = "dmy|mdy")]
    date_order: Option<String>,
    /// How much of the book an export that is the whole of it may hide.
    #[arg(long, value_name = "PERCENT")]
    hide_up_to: Option<String>,
    /// Do all but keep it.
    #[arg(long)]
    dry_run: bool,
    /// Overwrite the file that --rejects names.
    #[arg(long)]
    force: bool,
}

impl Import {
    pub(crate) fn run(self) -> Outcome {
        check_files(&self.files)?;
        self.database.check()?;
        let programs = build_programs(&["importer"])?;
        let database = self.database.open()?;
        let code = import(&programs, &database.url(), &self.arguments())?;
        database.close()?;
        Ok(code)
    }

    /// The importer reads and explains what it is told; here it is only passed on.
    fn arguments(&self) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = Vec::new();
        let flags = [
            ("--complete", self.complete),
            ("--strict", self.strict),
            ("--json", self.json),
            ("--allow-future", self.allow_future),
            ("--dry-run", self.dry_run),
            ("--force", self.force),
        ];
        arguments.extend(flags.iter().filter(|(_, is_set)| *is_set).map(|(flag, _)| flag.into()));
        let values = [
            ("--kind", &self.kind),
            ("--as-of", &self.as_of),
            ("--date-order", &self.date_order),
            ("--hide-up-to", &self.hide_up_to),
        ];
        for (option, value) in values {
            arguments.extend(value.iter().flat_map(|value| [option.into(), value.into()]));
        }
        for column in &self.without {
            arguments.extend(["--without".into(), column.into()]);
        }
        if let Some(file) = &self.rejects {
            arguments.extend(["--rejects".into(), file.into()]);
        }
        arguments.push("--".into());
        arguments.extend(self.files.iter().map(OsString::from));
        arguments
    }
}

/// Runs the importer, and gives its exit code.
pub(crate) fn import(programs: &Path, url: &str, arguments: &[OsString]) -> Outcome {
    let mut importer = Command::new(programs.join("importer"));
    importer.arg("import").args(arguments).env("DATABASE_URL", url);
    hand_over(&mut importer)
}

/// Whether there is something to read under each name, which is told before anything is built.
pub(crate) fn check_files(files: &[PathBuf]) -> Result<(), String> {
    for file in files.iter().filter(|file| file.as_os_str() != STANDARD_INPUT) {
        let failed = |fault| format!("{}: {fault}", file.display());
        let found = fs::metadata(file).map_err(failed)?;
        if found.is_dir() {
            return Err(format!("{}: it is a directory: name the exports in it", file.display()));
        }
        // A pipe is only opened by whoever reads it: what is written into it comes once.
        if found.is_file() {
            File::open(file).map_err(failed)?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_is_left_to_the_importer() {
        let directory = tempfile::tempdir().unwrap();
        let pipe = directory.path().join("export");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        // To open it would wait for a writer.
        assert_eq!(check_files(&[pipe]), Ok(()));
        let missing = directory.path().join("nope.json");
        assert!(check_files(&[missing]).is_err_and(|said| said.contains("nope.json")));
    }
}
