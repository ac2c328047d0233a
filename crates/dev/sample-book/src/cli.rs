//! The command line: an export, an older one of the same book beside it, and a later one.

use std::ffi::OsStr;
use std::fmt::Display;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{Months, NaiveDate};
use clap::Parser;

use crate::book::SampleBook;

const BUFFER: usize = 1024 * 1024;

/// An export so much older tells who stepped up since.
const OLDER: Months = Months::new(15);

/// Writes a synthetic SIP export, and beside it one of 15 months before, and one of its clients.
#[derive(Clone, Debug, Parser)]
#[command(name = "sample-book", version)]
pub struct Cli {
    /// How many SIPs the book has
    #[arg(long, value_name = "N")]
    sips: u64,
    /// The book's seed: the same seed gives the same bytes
    #[arg(long, value_name = "S")]
    seed: u64,
    /// The date the book speaks of
    #[arg(long, value_name = "DATE")]
    as_of: NaiveDate,
    /// Where to write the export
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// Do not write the export of 15 months before, whose name is OUT's with its date
    #[arg(long)]
    no_older: bool,
    /// A later export of the same book, and where to write it
    #[arg(long, num_args = 2, value_names = ["DATE", "OUT"])]
    next: Option<Vec<String>>,
    /// Where to write the export of OUT's clients: who they are, and how they are reached
    #[arg(long, value_name = "OUT")]
    clients: Option<PathBuf>,
}

/// What an export is of.
#[derive(Clone, Copy)]
enum Of {
    Sips,
    Clients,
}

/// An export to write, and where.
type Planned = (SampleBook, Of, PathBuf);

/// What keeps the exports from being written.
enum Failure {
    /// The arguments ask for what cannot be.
    Usage(String),
    /// An export could not be written.
    Write(String),
}

/// Does what the command line asks: exit code 0 when every export is written, 1 when one could not
/// be, 2 when it asks for what cannot be (and then nothing is written).
#[must_use]
pub fn run(cli: &Cli) -> ExitCode {
    let (message, code) = match exports(cli).and_then(|exports| write_all(&exports)) {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Usage(message)) => (message, 2),
        Err(Failure::Write(message)) => (message, 1),
    };
    eprintln!("error: {message}");
    ExitCode::from(code)
}

/// The books to write and where, all of them checked before the first is written.
fn exports(cli: &Cli) -> Result<Vec<Planned>, Failure> {
    let book = SampleBook::new(cli.seed, cli.sips, cli.as_of).map_err(usage)?;
    let mut exports = Vec::new();
    if !cli.no_older {
        let older = book.before(cli.as_of - OLDER).map_err(usage)?;
        let out = dated(&cli.out, cli.as_of, older.as_of())?;
        exports.push((older, Of::Sips, out));
    }
    exports.push((book.clone(), Of::Sips, cli.out.clone()));
    if let Some(out) = &cli.clients {
        exports.push((book.clone(), Of::Clients, out.clone()));
    }
    if let Some([date, out]) = cli.next.as_deref() {
        let date: NaiveDate =
            date.parse().map_err(|error| usage(format!("--next: {date}: {error}")))?;
        exports.push((book.on(date).map_err(usage)?, Of::Sips, PathBuf::from(out)));
    }
    match exports.iter().enumerate().find(|(place, (.., out))| is_among(&exports[..*place], out)) {
        Some(_) => Err(usage("two exports would go to the same file")),
        None => Ok(exports),
    }
}

fn is_among(exports: &[Planned], out: &Path) -> bool {
    exports.iter().any(|(.., other)| other == out)
}

fn usage(error: impl Display) -> Failure {
    Failure::Usage(error.to_string())
}

/// A name with the date of another export: in the place of the first one's date where it has that,
/// else before its extension. An importer reads the date of an export in its name.
fn dated(out: &Path, first: NaiveDate, other: NaiveDate) -> Result<PathBuf, Failure> {
    let name = out.file_name().and_then(OsStr::to_str);
    let name = name.ok_or_else(|| usage(format!("{}: it is no name of a file", out.display())))?;
    let (first, other) = (first.to_string(), other.to_string());
    if name.contains(&first) {
        return Ok(out.with_file_name(name.replace(&first, &other)));
    }
    let (stem, extension) = name.split_at(name.find('.').unwrap_or(name.len()));
    Ok(out.with_file_name(format!("{stem}_{other}{extension}")))
}

fn write_all(exports: &[Planned]) -> Result<(), Failure> {
    exports.iter().try_for_each(|(book, of, out)| {
        let written = write(book, *of, out)
            .map_err(|error| Failure::Write(format!("{}: {error}", out.display())))?;
        eprintln!("{written} as of {} in {}", book.as_of(), out.display());
        Ok(())
    })
}

fn write(book: &SampleBook, of: Of, out: &Path) -> std::io::Result<String> {
    let file = BufWriter::with_capacity(BUFFER, File::create(out)?);
    match of {
        Of::Sips => book.write(file).map(|sips| format!("{sips} SIPs")),
        Of::Clients => book.write_clients(file).map(|clients| format!("{clients} clients")),
    }
}
