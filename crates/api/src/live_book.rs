//! The book that answers are made from: swapped whole when an import lands.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use http_edge::{Problem, Repeating};
use opportunity_core::Book;
use store_pg::{Loading, PgConnection, StoreError};

use crate::answer_cache::AnswerCache;
use crate::database::{long_statement, statement};
use crate::metrics;
use crate::state::State;

/// A book and the state of the database that it was read from.
#[derive(Debug)]
pub struct Snapshot {
    /// Which state it is.
    pub state: State,
    /// The book.
    pub book: Book,
    /// Answers that were made from it.
    pub(crate) answers: AnswerCache,
}

/// The newest book that this process has. A request is answered from the one it began with, whatever
/// lands meanwhile.
#[derive(Clone, Debug)]
pub struct LiveBook {
    current: Arc<ArcSwapOption<Snapshot>>,
    /// How far the first book is read.
    loading: Arc<ArcSwapOption<Loading>>,
    cache_bytes: usize,
    /// Whether the database could not be asked the last time.
    database_away: Arc<AtomicBool>,
}

impl LiveBook {
    /// None yet. Beside each book, answers that were made from it are cached, of at most so many bytes.
    #[must_use]
    pub fn with_cache(cache_bytes: usize) -> Self {
        Self {
            current: Arc::default(),
            loading: Arc::default(),
            cache_bytes,
            database_away: Arc::default(),
        }
    }

    /// The book, once the first one is loaded.
    #[must_use]
    pub fn current(&self) -> Option<Arc<Snapshot>> {
        self.current.load_full()
    }

    /// A book that no newer one replaces.
    #[must_use]
    pub fn holding(snapshot: Arc<Snapshot>) -> Self {
        Self { current: Arc::new(ArcSwapOption::new(Some(snapshot))), ..Self::with_cache(0) }
    }

    pub(crate) fn snapshot(&self) -> Result<Arc<Snapshot>, Problem> {
        self.current().ok_or_else(|| {
            let far = self.loading().map_or_else(String::new, |loading| format!(": {loading}"));
            Problem::Loading(format!("The book is still being loaded{far}. Try again in a moment."))
        })
    }

    /// How far the first book is read, while it is.
    pub(crate) fn loading(&self) -> Option<Arc<Loading>> {
        self.loading.load_full()
    }

    /// Whether the database could not be asked for a newer book the last time.
    pub(crate) fn is_database_away(&self) -> bool {
        self.database_away.load(Ordering::Relaxed)
    }
}

/// Replaces the book of a [`LiveBook`] by newer ones until it is dropped.
#[derive(Debug)]
pub struct Refresher {
    _refreshing: Repeating,
}

impl Refresher {
    /// Looks for a newer book at this pace, on a thread of its own. While the database is away the
    /// old book goes on being served.
    #[must_use]
    pub fn start(live: LiveBook, database_url: String, pace: Duration) -> Self {
        let mut refresh = Refresh { live, database_url, connection: None, was_away: false };
        Self { _refreshing: Repeating::every(pace, move || refresh.run()) }
    }
}

struct Refresh {
    live: LiveBook,
    database_url: String,
    connection: Option<PgConnection>,
    was_away: bool,
}

impl Refresh {
    fn run(&mut self) {
        let refreshed = self.refresh();
        self.live.database_away.store(refreshed.is_err(), Ordering::Relaxed);
        match refreshed {
            Ok(()) => {
                if std::mem::take(&mut self.was_away) {
                    tracing::info!("the database is back");
                }
            }
            Err(error) => {
                self.connection = None;
                metrics::refresh_failed();
                if !std::mem::replace(&mut self.was_away, true) {
                    tracing::warn!(%error, "no fresh book can be read; the old one is served");
                }
            }
        }
    }

    fn refresh(&mut self) -> Result<(), StoreError> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            vacant => vacant.insert(connect(&self.database_url)?),
        };
        let newest = statement("book_version", || store_pg::book_version(connection))?;
        let held = self.live.current();
        if held.as_ref().is_some_and(|held| held.state.book == newest) {
            return Ok(());
        }
        let began = Instant::now();
        let (version, book) = match held.as_deref() {
            None => long_statement("load_book", || {
                store_pg::load_book_telling(connection, &mut |loading| {
                    self.live.loading.store(Some(Arc::new(loading)));
                })
            })?,
            Some(held) => long_statement("refresh_book", || {
                store_pg::refresh_book(connection, &held.state.book, &held.book)
            })?,
        };
        metrics::book_loaded(&version, &book, began.elapsed());
        tracing::info!(
            sequence = version.sequence,
            as_of = ?version.as_of,
            sips = book.sip_count(),
            memory_bytes = book.memory_bytes(),
            millis = began.elapsed().as_millis(),
            "a book was loaded"
        );
        let (state, answers) =
            (State::of_book(version), AnswerCache::within(self.live.cache_bytes));
        self.live.current.store(Some(Arc::new(Snapshot { state, book, answers })));
        Ok(())
    }
}

fn connect(database_url: &str) -> Result<PgConnection, StoreError> {
    let mut connection = store_pg::connect(database_url, "api refresh")?;
    store_pg::migrate(&mut connection)?;
    Ok(connection)
}
