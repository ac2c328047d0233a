//! The command line.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{Datelike, NaiveDate};
use clap::builder::FalseyValueParser;
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;
use store_pg::{PgConnection, StoreError};

use crate::load::{Request, load};
use crate::progress;
use crate::rejects::Rejects;

/// Loads SIP exports into the book.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    /// The database's address.
    #[arg(
        long,
        env,
        hide_env_values = true,
        global = true,
        value_name = "URL",
        default_value = ""
    )]
    pub database_url: String,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the importer does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Import files: JSON arrays, JSON lines or CSV, plain, gzip or zstd; `-` is standard input.
    ///
    /// Each file is one transaction: all of it is imported, or nothing. Exit codes: 0 all in, 3 in
    /// with bad records set aside, 1 failed, 2 wrong usage.
    Import(ImportOptions),
    /// Bring the database's tables up to date, and do nothing else.
    Migrate,
    /// Print the script by which a shell completes commands and options.
    ///
    /// For bash: source <(importer completions bash)
    Completions {
        /// Whose script.
        shell: Shell,
    },
}

/// What an import may be told.
#[derive(Args, Debug)]
pub struct ImportOptions {
    /// The exports.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The date the exports speak of; else that of the file's name, else its newest `inserted_at`,
    /// else today.
    #[arg(long, env = "IMPORT_AS_OF", value_name = "DATE", value_parser = date)]
    pub as_of: Option<NaiveDate>,
    /// The export is the whole book: SIPs last held before its date are hidden.
    #[arg(long, env = "IMPORT_COMPLETE", value_parser = FalseyValueParser::new())]
    pub complete: bool,
    /// Where bad records go, one JSON object a line.
    #[arg(long, env = "IMPORT_REJECTS", value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Import nothing of a file with a bad record.
    #[arg(long, env = "IMPORT_STRICT", value_parser = FalseyValueParser::new())]
    pub strict: bool,
    /// Print a report a file as one line of JSON.
    #[arg(long, env = "IMPORT_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,
    /// Take a date after today.
    #[arg(long, env = "IMPORT_ALLOW_FUTURE", value_parser = FalseyValueParser::new())]
    pub allow_future: bool,
}

/// A date from 1900 to 2200, as ISO 8601 writes it.
fn date(text: &str) -> Result<NaiveDate, String> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    date.filter(|date| (1900..=2200).contains(&date.year()))
        .ok_or_else(|| "takes a date from 1900-01-01 to 2200-12-31, such as 2026-01-30".to_owned())
}

/// Does what the command line asks for.
#[must_use]
pub fn run(cli: &Cli) -> ExitCode {
    let connected = || connect(&cli.database_url);
    let done = match &cli.command {
        Command::Migrate => connected().map(|_| 0),
        Command::Import(options) => {
            connected().and_then(|mut connection| import(&mut connection, options))
        }
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

fn import(connection: &mut PgConnection, options: &ImportOptions) -> Result<u8, String> {
    let cannot_keep = |fault: std::io::Error| match &options.rejects {
        Some(path) => format!("bad records cannot be written to {}: {fault}", path.display()),
        None => fault.to_string(),
    };
    refuse_to_overwrite(options)?;
    let mut rejects = Rejects::new(options.rejects.as_deref()).map_err(cannot_keep)?;
    let mut progress = progress::for_standard_error();
    let today = today();
    let mut codes = Vec::new();
    for path in &options.files {
        let request = Request {
            path: path.clone(),
            as_of: options.as_of,
            today,
            allow_future: options.allow_future,
            complete: options.complete,
            strict: options.strict,
        };
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
    rejects.flush().map_err(cannot_keep)?;
    Ok(overall(&codes))
}

/// The date that an export speaks of where nothing else tells, and that others may not be after.
#[expect(clippy::disallowed_methods, reason = "the program's edge, where the clock is read")]
fn today() -> NaiveDate {
    chrono::Utc::now().with_timezone(&sip_export::kolkata()).date_naive()
}

/// Bad records must not take the place of the export they are from.
fn refuse_to_overwrite(options: &ImportOptions) -> Result<(), String> {
    let Some(Ok(rejects)) = options.rejects.as_ref().map(|path| path.canonicalize()) else {
        return Ok(());
    };
    let is_input = |file: &PathBuf| file.canonicalize().is_ok_and(|file| file == rejects);
    match options.files.iter().find(|file| is_input(file)) {
        Some(file) => Err(format!("--rejects would overwrite {}", file.display())),
        None => Ok(()),
    }
}

/// A file that failed outweighs one with bad records.
fn overall(codes: &[u8]) -> u8 {
    [1, 3].into_iter().find(|code| codes.contains(code)).unwrap_or(0)
}

fn print(line: &str) -> Result<(), String> {
    writeln!(std::io::stdout(), "{line}").map_err(|fault| format!("standard output: {fault}"))
}

/// Where nobody listens to standard error, the exit code has to do.
fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "importer: {line}");
}
