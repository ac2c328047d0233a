//! The desk that is served, and what makes the next one of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwapOption;
use calls::{Call, CallBook, Chances, ClientWork, Day, Ranked, SpellMark, SpellMarks, WorkEvent};
use chrono::{DateTime, Utc};
use http_edge::Problem;
use opportunity_core::Account;
use store_pg::clients::DirectoryState;

use super::settings::DeskSettings;
use super::today::Today;
use super::work_book::WorkBook;
use crate::live_book::{LiveBook, Snapshot};
use crate::state::{DeskVersion, State};

/// One book's calls on one day, with all that was done until a moment.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(super) calls: Arc<CallBook>,
    pub(super) marks: Arc<SpellMarks>,
    pub(crate) day: Day,
    pub(super) directory: DirectoryState,
    pub(super) version: DeskVersion,
}

impl Desk {
    /// What answers about calls are made from.
    pub(crate) fn state(&self) -> State {
        let book = State::of_book(self.snapshot.state.book.clone());
        book.with_directory(self.directory.clone()).with_desk(self.version.clone())
    }

    pub(crate) fn ranked(&self) -> Ranked<'_> {
        Ranked { book: &self.snapshot.book, calls: &self.calls, marks: &self.marks }
    }

    /// The call of an account, with what was done about its client; none where there is no reason.
    pub(crate) fn call<'a>(
        &'a self,
        account: Account<'a>,
        work: &'a ClientWork,
    ) -> Option<Call<'a>> {
        let as_of = self.calls.as_of()?;
        Call::of(account, as_of, work, self.day.today(), self.calls.chances())
    }

    /// What was done about the client of an account.
    pub(crate) fn work(&self, account: Account<'_>) -> Arc<ClientWork> {
        self.day.worked(account).map(|row| Arc::clone(&row.work)).unwrap_or_default()
    }

    /// What its spell says of a reason of an account, by the place at which it was found.
    pub(crate) fn mark(&self, account: Account<'_>, found_at: usize) -> SpellMark {
        let row = self.calls.row_of(account.place());
        row.map(|(_, row)| self.marks.of(row, found_at)).unwrap_or_default()
    }

    pub(crate) fn chances(&self) -> &Chances {
        self.calls.chances()
    }
}

/// The newest desk that this process has. A request is answered from the one it began with.
#[derive(Clone, Debug)]
pub struct LiveDesk {
    current: Arc<ArcSwapOption<Desk>>,
    /// Held by whoever makes the next desk.
    work: Arc<Mutex<WorkBook>>,
    pub(super) live: LiveBook,
    pub(super) chances: Chances,
    pub(super) today: Today,
}

impl LiveDesk {
    /// None yet.
    #[must_use]
    pub fn new(live: LiveBook, settings: &DeskSettings) -> Self {
        Self {
            current: Arc::default(),
            work: Arc::default(),
            live,
            chances: settings.chances,
            today: settings.today(),
        }
    }

    /// What the desk that is served was made from; none before the first.
    #[must_use]
    pub fn state(&self) -> Option<State> {
        self.held().map(|desk| desk.state())
    }

    /// The desk, once the first book's is made.
    pub(crate) fn current(&self) -> Result<Arc<Desk>, Problem> {
        if let Some(desk) = self.held() {
            return Ok(desk);
        }
        // A book that is being loaded says how far it is.
        self.live.snapshot()?;
        Err(Problem::Loading(
            "The day's calls are being put in order. Try again in a moment.".into(),
        ))
    }

    pub(super) fn held(&self) -> Option<Arc<Desk>> {
        self.current.load_full()
    }

    /// Whoever holds this alone makes the next desk.
    pub(super) fn lock(&self) -> MutexGuard<'_, WorkBook> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn publish(&self, desk: Desk) {
        self.current.store(Some(Arc::new(desk)));
    }

    /// When something is done, on a server whose day was set.
    pub(crate) fn moment(&self) -> Option<DateTime<Utc>> {
        self.today.moment()
    }

    /// Up to which event the desk knows what was done.
    pub(crate) fn newest_work(&self) -> i64 {
        self.lock().newest()
    }

    /// Puts events on the desk that are later than all it has, and gives the desk that has them.
    pub(crate) fn add_work(&self, events: Vec<WorkEvent>) -> Option<Arc<Desk>> {
        let mut work = self.lock();
        let known = work.newest();
        let fresh: Vec<WorkEvent> =
            events.into_iter().filter(|event| event.work_id > known).collect();
        let desk = self.held()?;
        if fresh.is_empty() {
            return Some(desk);
        }
        let clients = work.add(fresh);
        let mut day = desk.day.clone();
        for user_id in &clients {
            let of_client = work.of_client(user_id);
            day = day.with_client(&desk.snapshot.book, &desk.calls, user_id, &of_client);
        }
        self.publish(Desk {
            snapshot: Arc::clone(&desk.snapshot),
            calls: Arc::clone(&desk.calls),
            marks: Arc::clone(&desk.marks),
            day,
            directory: desk.directory.clone(),
            version: DeskVersion { work_id: work.newest(), ..desk.version.clone() },
        });
        self.held()
    }
}
