//! Imports over HTTP: the importer, on a file that a request's body was kept in.
//!
//! A body takes the one slot of this process before a byte of it is read, comes to its end before the
//! importer sees it, and the book's lock is taken only then: whoever sends slowly keeps nobody waiting
//! but those who send as well.

mod body;
mod refusal;
mod slot;

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::time::timeout;
use actix_web::web;
use clap::Args;
use clap::builder::FalseyValueParser;
use http_edge::{Problem, blocking};
use importer::{Progress, Rejects, Report, Request, load_from};
use serde_json::Value;
use store_pg::{ImportOptions, ImportRefused, LockHolder, PgConnection, StoreError, Undone};
use tokio::sync::mpsc;

use body::Body;
use slot::Slot;

/// What a file is called that comes without a name.
const NAMELESS: &str = "upload";

/// Pieces of a body that may wait for the disk: what bounds the memory.
const PIECES_AHEAD: usize = 16;

/// What imports over HTTP may be told.
#[derive(Args, Clone, Debug)]
pub struct ImportSettings {
    /// The database's address for imports over HTTP; that of the server by default. With another
    /// role in it, the server's own need not be able to change the book.
    #[arg(long, env, hide_env_values = true, value_name = "URL", default_value = "")]
    pub import_database_url: String,
    /// The largest export that is taken over HTTP, in megabytes as it is sent.
    #[arg(long, env, default_value_t = 4096, value_parser = clap::value_parser!(u32).range(1..))]
    pub import_megabytes: u32,
    /// The book is a demo of invented people: imports over HTTP, which are for the real one, are
    /// refused.
    #[arg(long, env, value_parser = FalseyValueParser::new())]
    pub demo_book: bool,
    /// How long an export over HTTP may stop coming, in seconds.
    #[arg(long, env, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    pub import_stall_seconds: u32,
    /// How long an export over HTTP may take to come in all, in seconds.
    #[arg(long, env, default_value_t = 1_800, value_parser = clap::value_parser!(u32).range(1..))]
    pub import_seconds: u32,
    /// The directory where an export over HTTP is kept, without a name, until it is imported. It needs
    /// room for the largest.
    #[arg(long, env, default_value = "/var/tmp", value_name = "DIRECTORY")]
    pub import_spool: PathBuf,
}

/// What one body may take.
#[derive(Clone, Debug)]
pub struct ImportBounds {
    /// Bytes of it, as it is sent.
    pub most_bytes: u64,
    /// How long it may stop coming.
    pub stall: Duration,
    /// How long it may take to come in all.
    pub whole: Duration,
    /// Where it is kept until it is imported.
    pub spool: PathBuf,
}

impl Default for ImportBounds {
    /// Nothing is taken.
    fn default() -> Self {
        let (stall, whole) = (Duration::ZERO, Duration::ZERO);
        Self { most_bytes: 0, stall, whole, spool: std::env::temp_dir() }
    }
}

/// Where exports that are sent to the server go. Copies share the one slot.
#[derive(Clone, Debug, Default)]
pub struct Imports {
    database_url: String,
    bounds: ImportBounds,
    slot: Arc<Slot>,
    is_demo: bool,
}

/// A real export must not come among invented people, nor theirs be taken away.
const DEMO: &str = "This is a demo book of invented people, in a database of its own: `cargo xtask \
                    import FILE` fills the real one, which the next `cargo xtask run` serves.";

impl Imports {
    /// As the settings say, else into the server's own database.
    ///
    /// # Errors
    /// A sentence for the operator, where the address cannot be used.
    pub fn new(settings: &ImportSettings, database_url: &str) -> Result<Self, String> {
        let own = &settings.import_database_url;
        let database_url = if own.is_empty() { database_url } else { own };
        store_pg::check_address(database_url).map_err(|error| match error {
            StoreError::Address(what) if !own.is_empty() => {
                format!("IMPORT_DATABASE_URL (--import-database-url) {what}")
            }
            other => other.to_string(),
        })?;
        let bounds = ImportBounds {
            most_bytes: u64::from(settings.import_megabytes) * 1_000_000,
            stall: Duration::from_secs(settings.import_stall_seconds.into()),
            whole: Duration::from_secs(settings.import_seconds.into()),
            spool: settings.import_spool.clone(),
        };
        // A server that takes no uploads needs no room for them: it is only said.
        if let Err(fault) = bounds.keep() {
            let (spool, fault) = (bounds.spool.display(), fault.to_string());
            tracing::warn!(%spool, fault, "no export can be taken over HTTP: see IMPORT_SPOOL");
        }
        Ok(Self::into_database(database_url, bounds).of_demo(settings.demo_book))
    }

    /// Into this database, of bodies within these bounds.
    #[must_use]
    pub fn into_database(database_url: &str, bounds: ImportBounds) -> Self {
        let (database_url, slot) = (database_url.to_owned(), Arc::default());
        Self { database_url, bounds, slot, is_demo: false }
    }

    /// The same, for a demo book: none are taken.
    #[must_use]
    pub fn of_demo(self, is_demo: bool) -> Self {
        Self { is_demo, ..self }
    }

    /// Whether the book takes imports at all.
    fn check(&self) -> Result<(), Problem> {
        if self.is_demo { Err(Problem::Conflict(DEMO.to_owned())) } else { Ok(()) }
    }

    /// Whether a body is being taken at the moment.
    #[doc(hidden)]
    #[must_use]
    pub fn is_taken(&self) -> bool {
        self.slot.is_taken()
    }

    /// Whether a body of that many bytes is too large from the outset.
    pub(crate) fn refuses(&self, bytes: u64) -> bool {
        bytes > self.bounds.most_bytes
    }

    /// Imports a body: all of it, or nothing. What is left of it where it is refused stays with
    /// whoever asks.
    pub(crate) async fn import(
        &self,
        file_name: Option<String>,
        options: ImportOptions,
        payload: &mut web::Payload,
    ) -> Result<Report, Problem> {
        self.check()?;
        let path = PathBuf::from(file_name.as_deref().unwrap_or(NAMELESS));
        let turn = self.slot.take();
        let turn = turn.map_err(|since| refusal::busy(&application(), since))?;
        let (sender, pieces) = mpsc::channel(PIECES_AHEAD);
        let (url, bounds) = (self.database_url.clone(), self.bounds.clone());
        let ending = blocking(move || {
            // The turn ends with the import, which whoever has hung up does not wait for.
            let _turn = turn;
            let file = bounds.kept(Body::new(pieces)).map_err(Failed::Keep)?;
            run(&url, Request { path, options }, file)
        });
        let feeding = body::feed(payload, sender, self.bounds.most_bytes, self.bounds.stall);
        let fed = timeout(self.bounds.whole, feeding).await.unwrap_or(Err(Problem::TooSlow));
        let ending = ending.await?;
        // A body that broke off is why it could not be kept.
        fed?;
        ending.map_err(Failed::problem)
    }

    /// Takes an import back, in the name of `by`, unless another one is under way.
    pub(crate) async fn undo(&self, import_id: i64, by: String) -> Result<Undone, Problem> {
        self.check()?;
        let url = self.database_url.clone();
        let undone = blocking(move || {
            let busy = |holder| Err(ImportRefused::Busy(holder).into());
            store_pg::undo_import(&mut connect(&url)?, import_id, &by, &mut { busy })
        });
        undone.await?.map_err(|error| refusal::problem(error, Vec::new()))
    }
}

/// What imports of this process are called, among those that the database shows.
fn application() -> String {
    format!("api import {}", std::process::id())
}

/// A connection that may change the book.
fn connect(url: &str) -> Result<PgConnection, StoreError> {
    let mut connection = store_pg::connect(url, &application())?;
    store_pg::migrate(&mut connection)?;
    Ok(connection)
}

impl ImportBounds {
    /// A file without a name, which goes when it is closed, however the process ends.
    fn keep(&self) -> io::Result<File> {
        tempfile::tempfile_in(&self.spool)
    }

    /// All of a body, to be read from its beginning.
    fn kept(&self, mut body: Body) -> io::Result<File> {
        let mut file = self.keep()?;
        io::copy(&mut body, &mut file)?;
        io::Seek::rewind(&mut file)?;
        Ok(file)
    }
}

/// Why nothing was imported.
enum Failed {
    /// The body could not be kept.
    Keep(io::Error),
    /// The importer refused it, with the first bad records.
    Import(StoreError, Vec<Value>),
}

impl Failed {
    fn problem(self) -> Problem {
        match self {
            Self::Keep(fault) => {
                tracing::error!(%fault, "an export could not be kept in IMPORT_SPOOL");
                Problem::Unavailable("There is no room for an export here at the moment.")
            }
            Self::Import(error, rejects) => refusal::problem(error, rejects),
        }
    }
}

fn run(url: &str, request: Request, file: File) -> Result<Report, Failed> {
    let mut rejects = Rejects::default();
    let size = file.metadata().map(|file| file.len()).ok();
    let imported = (|| {
        load_from(file, size, &mut connect(url)?, &request, &mut rejects, &mut UploadProgress)
    })();
    imported.map_err(|error| Failed::Import(error, rejects.first()))
}

/// The progress of an upload, which nobody watches: it does not wait for another import.
struct UploadProgress;

impl Progress for UploadProgress {
    fn reading(&mut self, _name: &str, _size: Option<u64>) {}
    fn read(&mut self, _bytes: u64, _records: u64) {}
    fn waiting(&mut self, _holder: &LockHolder) {}

    fn may_wait(&self) -> bool {
        false
    }

    fn merging(&mut self) {}
    fn finished(&mut self) {}
}
