//! The command line.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use clap::builder::FalseyValueParser;
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;
use sip_export::{DateOrder, ExportKind};
use store_pg::ImportOptions;

/// Loads exports: of SIPs into the book, of clients into the directory.
#[derive(Debug, Parser)]
#[command(version, about, after_help = "`importer FILE…` is `importer import FILE…`.")]
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
    /// Import files: JSON, answers of Metabase's API or CSV, plain, gzip or zstd; `-` is standard
    /// input.
    ///
    /// Each file is one transaction: all of it is imported, or nothing. Exit codes: 0 all in, 3 in
    /// with bad records set aside, 1 failed, 2 wrong usage.
    Import(ImportArgs),
    /// Take an import back: the book is as if it had never been.
    Undo(UndoArgs),
    /// Erase a client from the directory; what remains of the client elsewhere is said.
    Forget(ForgetArgs),
    /// Show the imports, the newest first.
    Log(LogArgs),
    /// Import each new file of a directory, and move it to its done/ or refused/.
    ///
    /// A file is taken once it stays as it is. Its summary is put beside it, and so are its bad
    /// records. Ends with 1 where the database cannot be used: whoever keeps it running starts it
    /// again.
    Watch(WatchArgs),
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
pub struct ImportArgs {
    /// The exports.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The date the exports speak of; else that of the file's name, else its newest `inserted_at`,
    /// else today.
    #[arg(long, env = "IMPORT_AS_OF", value_name = "DATE", value_parser = date)]
    pub as_of: Option<NaiveDate>,
    /// How the files are taken.
    #[command(flatten)]
    pub taking: TakingArgs,
    /// Where bad records go, one JSON object a line. What is there already is not overwritten.
    #[arg(long, env = "IMPORT_REJECTS", value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Overwrite the file that --rejects names.
    #[arg(long, env = "IMPORT_FORCE", value_parser = FalseyValueParser::new())]
    pub force: bool,
    /// Do all but keep it: tell what would come in, and what would be hidden.
    #[arg(long, env = "IMPORT_DRY_RUN", value_parser = FalseyValueParser::new())]
    pub dry_run: bool,
    /// Print a report a file as one line of JSON.
    #[arg(long, env = "IMPORT_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,
}

/// How files are taken, wherever they come from.
#[derive(Args, Clone, Debug)]
pub struct TakingArgs {
    /// What the exports are of; without it each one's columns tell, and one of another kind is refused.
    #[arg(long, env = "IMPORT_KIND", value_name = "sips|clients")]
    pub kind: Option<ExportKind>,
    /// The export is the whole book: SIPs last held before its date are hidden.
    #[arg(long, env = "IMPORT_COMPLETE", value_parser = FalseyValueParser::new())]
    pub complete: bool,
    /// How much of the book an export that is the whole of it may hide; 5 percent by default, and
    /// then no bad record may leave open which SIP it is of.
    #[arg(long, env = "IMPORT_HIDE_UP_TO", value_name = "PERCENT",
          value_parser = clap::value_parser!(u8).range(0..=100))]
    pub hide_up_to: Option<u8>,
    /// Import nothing of a file with a bad record.
    #[arg(long, env = "IMPORT_STRICT", value_parser = FalseyValueParser::new())]
    pub strict: bool,
    /// Take a date after today.
    #[arg(long, env = "IMPORT_ALLOW_FUTURE", value_parser = FalseyValueParser::new())]
    pub allow_future: bool,
    /// A column that is relied on, which the file may lack though the newest import of its kind had it;
    /// may be given more than once.
    #[arg(long, env = "IMPORT_WITHOUT", value_name = "COLUMN", value_delimiter = ',',
          value_parser = column)]
    pub without: Vec<&'static str>,
    /// What comes first in a date such as 05/01/2026: dmy is the day, mdy the month.
    #[arg(long, env = "IMPORT_DATE_ORDER", value_name = "dmy|mdy")]
    pub date_order: Option<DateOrder>,
}

impl TakingArgs {
    /// What is asked of each import.
    pub(crate) fn import_options(&self, today: NaiveDate) -> ImportOptions {
        ImportOptions {
            kind: self.kind,
            complete: self.complete,
            hide_up_to: self.hide_up_to,
            strict: self.strict,
            allow_future: self.allow_future,
            without: self.without.clone(),
            date_order: self.date_order,
            ..ImportOptions::on(today)
        }
    }
}

/// Which import is taken back.
#[derive(Args, Debug)]
pub struct UndoArgs {
    /// Its number: `importer log` shows it.
    #[arg(value_name = "IMPORT")]
    pub import_id: i64,
    /// Who takes it back, for the log.
    #[arg(long, env = "USER", value_name = "NAME", default_value = "the command line",
          value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub by: String,
    /// Print what was done as one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// Which client is forgotten.
#[derive(Args, Debug)]
pub struct ForgetArgs {
    /// The client.
    #[arg(value_name = "USER_ID", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub user_id: String,
    /// Print what was done as one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// Which imports are shown.
#[derive(Args, Debug)]
pub struct LogArgs {
    /// How many, the newest first.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    /// Print an import as one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// Which directory is watched, and how.
#[derive(Args, Debug)]
pub struct WatchArgs {
    /// Where files come.
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
    /// How the files are taken.
    #[command(flatten)]
    pub taking: TakingArgs,
    /// For how long a file has to stay as it is before it is taken, in seconds; so often the
    /// directory is looked at.
    #[arg(long, env = "WATCH_SETTLE_SECONDS", value_name = "SECONDS", default_value_t = 10)]
    pub settle_seconds: u32,
    /// Take in what is there, and end.
    #[arg(long)]
    pub once: bool,
}

/// A date from 1900 to 2200, as ISO 8601 writes it.
fn date(text: &str) -> Result<NaiveDate, String> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    date.filter(|date| (1900..=2200).contains(&date.year()))
        .ok_or_else(|| "takes a date from 1900-01-01 to 2200-12-31, such as 2026-01-30".to_owned())
}

/// A column, spelt as files may spell it.
fn column(text: &str) -> Result<&'static str, String> {
    [ExportKind::Sips, ExportKind::Clients]
        .into_iter()
        .find_map(|kind| kind.key_of_name(text))
        .ok_or_else(|| format!("{text:?} is no column of an export, such as end_date"))
}

/// The arguments, with `import` put in where they name files and no command.
pub fn with_import_implied(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut rest = arguments.iter().skip(1).map(OsString::as_os_str);
    let mut first = None;
    while let Some(argument) = rest.next() {
        match argument.to_str() {
            Some("--database-url") => drop(rest.next()),
            Some(option) if option.starts_with('-') && option != "-" && option != "--" => {}
            _ => {
                first = Some(argument);
                break;
            }
        }
    }
    if first.is_some_and(|first| !is_command(first)) {
        arguments.insert(1, "import".into());
    }
    arguments
}

fn is_command(name: &OsStr) -> bool {
    name == "help" || Cli::command().get_subcommands().any(|command| name == command.get_name())
}
