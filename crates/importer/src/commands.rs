//! What the command line asks for is done.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::CommandFactory as _;
use clap_complete::Shell;
use store_pg::{ImportOptions, PgConnection, StoreError};

use crate::cli::{Cli, Command, ImportArgs};
use crate::load::{Request, load, today};
use crate::output::{complain, print};
use crate::rejects::Rejects;
use crate::report::overall;
use crate::{forget, log, progress, undo, watch};

/// Does what the command line asks for.
#[must_use]
pub fn run(cli: &Cli) -> ExitCode {
    let connected = || connect(&cli.database_url);
    let done = match &cli.command {
        Command::Migrate => connected().map(|_| 0),
        Command::Import(options) => import(options, connected),
        Command::Undo(options) => {
            connected().and_then(|mut connection| undo::undo(&mut connection, options))
        }
        Command::Forget(options) => {
            connected().and_then(|mut connection| forget::forget(&mut connection, options, now()))
        }
        Command::Log(options) => {
            connected().and_then(|mut connection| log::log(&mut connection, options))
        }
        Command::Watch(options) => watch::watch(options, connected, now),
        Command::Completions { shell } => completions(*shell),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(reason) => {
            complain(&reason);
            ExitCode::from(1)
        }
    }
}

fn completions(shell: Shell) -> Result<u8, String> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "importer", &mut script);
    let written = std::io::stdout().write_all(&script);
    written.map(|()| 0).map_err(|fault| format!("standard output: {fault}"))
}

fn connect(url: &str) -> Result<PgConnection, String> {
    if url.is_empty() {
        return Err("set DATABASE_URL, or give --database-url".to_owned());
    }
    let failed = |error: StoreError| error.to_string();
    let name = format!("importer {}", std::process::id());
    let mut connection = store_pg::connect(url, &name).map_err(failed)?;
    store_pg::migrate(&mut connection).map_err(failed)?;
    Ok(connection)
}

fn import(
    options: &ImportArgs,
    connected: impl Fn() -> Result<PgConnection, String>,
) -> Result<u8, String> {
    let mut rejects = rejects(options)?;
    let connection = &mut connected()?;
    let mut progress = progress::for_standard_error();
    let asked = ImportOptions {
        as_of: options.as_of,
        dry_run: options.dry_run,
        ..options.taking.import_options(today(now()))
    };
    let mut codes = Vec::new();
    for path in &options.files {
        let request = Request { path: path.clone(), options: asked.clone() };
        let report = load(connection, &request, &mut rejects, progress.as_mut());
        let failed = report.exit_code() == 1;
        if options.json {
            print(&report.json().to_string())?;
        } else if !failed {
            print(&report.to_string())?;
        }
        if failed {
            complain(&report.to_string());
        }
        codes.push(report.exit_code());
    }
    rejects.flush().map_err(|fault| cannot_keep(options, &fault))?;
    Ok(overall(&codes))
}

/// The file for bad records, which must not take the place of the export they are from.
fn rejects(options: &ImportArgs) -> Result<Rejects, String> {
    let Some(path) = &options.rejects else { return Ok(Rejects::default()) };
    let canonical = path.canonicalize().ok();
    let is_input = |file: &&PathBuf| canonical.is_some() && file.canonicalize().ok() == canonical;
    if let Some(file) = options.files.iter().find(is_input) {
        return Err(format!("--rejects would overwrite {}", file.display()));
    }
    Rejects::new(Some(path), options.force).map_err(|fault| cannot_keep(options, &fault))
}

fn cannot_keep(options: &ImportArgs, fault: &std::io::Error) -> String {
    match &options.rejects {
        Some(path) if fault.kind() == std::io::ErrorKind::AlreadyExists => format!(
            "{}: it is there already, and --rejects overwrites nothing: name another file, or give \
             --force",
            path.display()
        ),
        Some(path) => format!("bad records cannot be written to {}: {fault}", path.display()),
        None => fault.to_string(),
    }
}

#[expect(clippy::disallowed_methods, reason = "the program's edge, where the clock is read")]
fn now() -> DateTime<Utc> {
    Utc::now()
}
