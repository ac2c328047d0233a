//! The command line: one export, or two of the same book.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Parser;

use crate::book::SampleBook;

const BUFFER: usize = 1024 * 1024;

/// Writes a synthetic SIP export.
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
    /// A later export of the same book, and where to write it
    #[arg(long, num_args = 2, value_names = ["DATE", "OUT"])]
    next: Option<Vec<String>>,
}

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
fn exports(cli: &Cli) -> Result<Vec<(SampleBook, PathBuf)>, Failure> {
    let usage = |error: &dyn std::fmt::Display| Failure::Usage(error.to_string());
    let book = SampleBook::new(cli.seed, cli.sips, cli.as_of).map_err(|error| usage(&error))?;
    let mut exports = vec![(book.clone(), cli.out.clone())];
    if let Some([date, out]) = cli.next.as_deref() {
        let out = PathBuf::from(out);
        if out == cli.out {
            return Err(usage(&"both exports would go to the same file"));
        }
        let date: NaiveDate =
            date.parse().map_err(|error| usage(&format!("--next: {date}: {error}")))?;
        exports.push((book.on(date).map_err(|error| usage(&error))?, out));
    }
    Ok(exports)
}

fn write_all(exports: &[(SampleBook, PathBuf)]) -> Result<(), Failure> {
    exports.iter().try_for_each(|(book, out)| {
        let sips = write(book, out)
            .map_err(|error| Failure::Write(format!("{}: {error}", out.display())))?;
        eprintln!("{sips} SIPs as of {} in {}", book.as_of(), out.display());
        Ok(())
    })
}

fn write(book: &SampleBook, out: &Path) -> std::io::Result<u64> {
    book.write(BufWriter::with_capacity(BUFFER, File::create(out)?))
}
