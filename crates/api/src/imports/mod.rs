//! Imports over HTTP: the importer, fed by a request's body.

mod body;
mod refusal;

use std::path::PathBuf;
use std::time::Duration;

use actix_web::web;
use clap::Args;
use clap::builder::FalseyValueParser;
use futures_util::future::{Either, select};
use http_edge::{Problem, blocking};
use importer::{Progress, Rejects, Report, Request, load_from};
use serde_json::Value;
use store_pg::{ImportOptions, ImportRefused, LockHolder, PgConnection, StoreError, Undone};
use tokio::sync::{mpsc, oneshot};

use body::Body;

/// What a file is called that comes without a name.
const NAMELESS: &str = "upload";

/// Pieces of a body that may wait for the importer: what bounds the memory.
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
}

/// Where exports that are sent to the server go.
#[derive(Clone, Debug, Default)]
pub struct Imports {
    database_url: String,
    most_bytes: u64,
    stall: Duration,
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
        let imports = Self::into_database(
            database_url,
            u64::from(settings.import_megabytes) * 1_000_000,
            Duration::from_secs(settings.import_stall_seconds.into()),
        );
        Ok(imports.of_demo(settings.demo_book))
    }

    /// Into this database: bodies of so many bytes at most, that never stop for this long.
    #[must_use]
    pub fn into_database(database_url: &str, most_bytes: u64, stall: Duration) -> Self {
        Self { database_url: database_url.to_owned(), most_bytes, stall, is_demo: false }
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

    /// Whether a body of that many bytes is too large from the outset.
    pub(crate) fn refuses(&self, bytes: u64) -> bool {
        bytes > self.most_bytes
    }

    /// Imports a body: all of it, or nothing.
    pub(crate) async fn import(
        &self,
        file_name: Option<String>,
        options: ImportOptions,
        payload: web::Payload,
    ) -> Result<Report, Problem> {
        self.check()?;
        let path = PathBuf::from(file_name.as_deref().unwrap_or(NAMELESS));
        let (sender, pieces) = mpsc::channel(PIECES_AHEAD);
        let (let_go, was_let_go) = oneshot::channel();
        let url = self.database_url.clone();
        let ending = blocking(move || {
            let progress = UploadProgress { let_go: Some(let_go) };
            run(&url, Request { path, options }, Body::new(pieces), progress)
        });
        let feeding = Box::pin(body::feed(payload, sender, self.most_bytes, self.stall));
        // Where the importer is done before the body is, there is nothing left to feed: the sender
        // goes with its future, and whoever still reads hears of it.
        let fed = match select(feeding, was_let_go).await {
            Either::Left((fed, _)) => fed,
            Either::Right(_) => Ok(()),
        };
        let ending = ending.await?;
        // A body that broke off is why the import failed.
        fed?;
        ending.map_err(|Failed { error, rejects }| refusal::problem(error, rejects))
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

/// A connection that may change the book.
fn connect(url: &str) -> Result<PgConnection, StoreError> {
    let mut connection = store_pg::connect(url, &format!("api import {}", std::process::id()))?;
    store_pg::migrate(&mut connection)?;
    Ok(connection)
}

/// Why nothing was imported, and the first bad records.
struct Failed {
    error: StoreError,
    rejects: Vec<Value>,
}

fn run(
    url: &str,
    request: Request,
    body: Body,
    mut progress: UploadProgress,
) -> Result<Report, Failed> {
    let mut rejects = Rejects::default();
    let imported =
        (|| load_from(body, None, &mut connect(url)?, &request, &mut rejects, &mut progress))();
    imported.map_err(|error| Failed { error, rejects: rejects.first() })
}

/// The progress of an upload: it does not wait for another import, and says when the importer takes
/// no more of the body.
struct UploadProgress {
    let_go: Option<oneshot::Sender<()>>,
}

impl Progress for UploadProgress {
    fn reading(&mut self, _name: &str, _size: Option<u64>) {}
    fn read(&mut self, _bytes: u64, _records: u64) {}
    fn waiting(&mut self, _holder: &LockHolder) {}

    fn may_wait(&self) -> bool {
        false
    }

    fn merging(&mut self) {}

    fn let_go(&mut self) {
        if let Some(let_go) = self.let_go.take() {
            // Whoever fed the import may be gone.
            let _ = let_go.send(());
        }
    }

    fn finished(&mut self) {}
}
