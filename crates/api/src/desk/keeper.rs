//! Makes the next desk when a book lands, when others did something, when the directory or the day
//! changes; and settles each book, if no other server does.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use calls::{CallBook, Day, RULES_VERSION, RunningSpells, SpellMarks};
use http_edge::Repeating;
use store_pg::clients::{DirectoryState, directory_state, do_not_contact};
use store_pg::{PgConnection, Settled, StoreError};

use super::live_desk::{Desk, LiveDesk};
use super::work_book::WorkBook;
use crate::database::{long_statement, statement};
use crate::live_book::Snapshot;
use crate::metrics;
use crate::state::DeskVersion;

/// A server that could not settle a book tries again after so long: what was in the way may be gone.
const SETTLE_AGAIN_AFTER: Duration = Duration::from_secs(10);

/// Keeps a [`LiveDesk`] up to date until it is dropped.
#[derive(Debug)]
pub struct DeskKeeper {
    _keeping: Repeating,
}

impl DeskKeeper {
    /// Looks at this pace, on a thread of its own. While the database is away the desk goes on being
    /// served; only the day goes on.
    #[must_use]
    pub fn start(desk: LiveDesk, database_url: String, pace: Duration) -> Self {
        let mut keeper = Keeper {
            desk,
            database_url,
            connection: None,
            spells: RunningSpells::default(),
            are_spells_read: false,
            is_work_stale: true,
            directory: None,
            no_contact: HashSet::new(),
            cannot_settle: None,
            was_away: false,
        };
        Self { _keeping: Repeating::every(pace, move || keeper.run()) }
    }
}

struct Keeper {
    desk: LiveDesk,
    database_url: String,
    connection: Option<PgConnection>,
    /// What is known of reasons as of the newest settled book.
    spells: RunningSpells,
    are_spells_read: bool,
    /// Whether work has to be read anew: spells that end take theirs along.
    is_work_stale: bool,
    directory: Option<DirectoryState>,
    no_contact: HashSet<String>,
    /// The state of the book that this server tried to settle and could not.
    cannot_settle: Option<(i64, Instant)>,
    was_away: bool,
}

impl Keeper {
    fn run(&mut self) {
        let Some(snapshot) = self.desk.live.current() else { return };
        // Since when its reasons are there is known within a second, unless no book was settled yet.
        if self.spells.settled.is_none() {
            self.show_new_book(&snapshot);
        }
        let kept_up = self.keep_up(&snapshot);
        self.show_new_book(&snapshot);
        match kept_up {
            Ok(()) => {
                if std::mem::take(&mut self.was_away) {
                    tracing::info!("the day's work can be read again");
                }
            }
            Err(error) => {
                self.connection = None;
                if !std::mem::replace(&mut self.was_away, true) {
                    tracing::warn!(%error, "the day's work cannot be read; the old one is served");
                }
            }
        }
        self.show_new_day();
    }

    /// A book that could not be settled is answered from all the same.
    fn show_new_book(&self, snapshot: &Arc<Snapshot>) {
        let held = self.desk.held();
        if held.as_ref().is_some_and(|held| Arc::ptr_eq(&held.snapshot, snapshot)) {
            return;
        }
        // The first desk waits for what was done: a client who was dismissed must not be called.
        if held.is_none() && self.is_work_stale {
            return;
        }
        let calls = Arc::new(CallBook::of(&snapshot.book, self.desk.chances));
        let marks = Arc::new(self.marks(snapshot, &calls));
        self.show(snapshot, calls, marks);
    }

    fn show(&self, snapshot: &Arc<Snapshot>, calls: Arc<CallBook>, marks: Arc<SpellMarks>) {
        let work = self.desk.lock();
        let today = self.desk.today.date();
        let day = Day::of(&snapshot.book, &calls, work.by_client(), today);
        let version = DeskVersion {
            work_id: work.newest(),
            today,
            settled: self.spells.settled.map_or(0, |settled| settled.sequence),
        };
        let (snapshot, directory) =
            (Arc::clone(snapshot), self.directory.clone().unwrap_or_default());
        self.desk.publish(Desk { snapshot, calls, marks, day, directory, version });
    }

    fn show_new_day(&self) {
        let Some(held) = self.desk.held() else { return };
        if held.day.today() != self.desk.today.date() {
            self.show(&held.snapshot, Arc::clone(&held.calls), Arc::clone(&held.marks));
        }
    }

    fn keep_up(&mut self, snapshot: &Arc<Snapshot>) -> Result<(), StoreError> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => store_pg::connect(&self.database_url, "api desk")?,
        };
        if !self.are_spells_read {
            self.read_spells(&mut connection)?;
        }
        self.is_work_stale |= self.read_directory(&mut connection)?;
        let is_shown = self.is_shown(snapshot);
        if self.is_work_stale && (is_shown || self.spells.settled.is_none()) {
            let calls = self.shown_calls(snapshot).unwrap_or_else(|| self.put_in_order(snapshot));
            self.read_work(&mut connection, snapshot, calls, false)?;
        }
        let newest = self.desk.newest_work();
        let events = statement("work_after", || store_pg::work_after(&mut connection, newest))?;
        if !events.is_empty() {
            self.desk.add_work(events);
        }
        let (is_settled_anew, calls) = self.settle_beside_ordering(&mut connection, snapshot)?;
        if is_settled_anew || !self.is_shown(snapshot) {
            self.read_work(&mut connection, snapshot, calls, true)?;
        }
        self.connection = Some(connection);
        Ok(())
    }

    fn is_shown(&self, snapshot: &Arc<Snapshot>) -> bool {
        self.desk.held().is_some_and(|held| Arc::ptr_eq(&held.snapshot, snapshot))
    }

    /// The calls of a book, where it is shown already.
    fn shown_calls(&self, snapshot: &Arc<Snapshot>) -> Option<Arc<CallBook>> {
        let held = self.desk.held().filter(|held| Arc::ptr_eq(&held.snapshot, snapshot))?;
        Some(Arc::clone(&held.calls))
    }

    fn put_in_order(&self, snapshot: &Snapshot) -> Arc<CallBook> {
        Arc::new(CallBook::of(&snapshot.book, self.desk.chances))
    }

    /// Settles a book, while its calls are put in order if they are not.
    fn settle_beside_ordering(
        &mut self,
        connection: &mut PgConnection,
        snapshot: &Arc<Snapshot>,
    ) -> Result<(bool, Arc<CallBook>), StoreError> {
        if let Some(calls) = self.shown_calls(snapshot) {
            return Ok((self.settle(connection, snapshot)?, calls));
        }
        let chances = self.desk.chances;
        let (settled, calls) = std::thread::scope(|scope| {
            let ordering = scope.spawn(|| CallBook::of(&snapshot.book, chances));
            (self.settle(connection, snapshot), ordering.join())
        });
        // A thread that panicked has said so; the calls are put in order here.
        let calls = calls.map_or_else(|_| self.put_in_order(snapshot), Arc::new);
        Ok((settled?, calls))
    }

    fn marks(&self, snapshot: &Snapshot, calls: &CallBook) -> SpellMarks {
        calls.marks(&snapshot.book, &self.spells, snapshot.state.book.sequence)
    }

    /// Reads all work anew, and shows it: spells that end take theirs along.
    fn read_work(
        &mut self,
        connection: &mut PgConnection,
        snapshot: &Arc<Snapshot>,
        calls: Arc<CallBook>,
        are_spells_new: bool,
    ) -> Result<(), StoreError> {
        self.is_work_stale = true;
        loop {
            let (events, newest) = long_statement("live_work", || store_pg::live_work(connection))?;
            let mut work = self.desk.lock();
            // What was written here meanwhile is later than what was read: that is read again.
            if newest >= work.newest() {
                *work = WorkBook::of(events, newest, &self.no_contact);
                break;
            }
        }
        self.is_work_stale = false;
        let held = self.desk.held().filter(|held| Arc::ptr_eq(&held.snapshot, snapshot));
        let marks = match held {
            Some(held) if !are_spells_new => Arc::clone(&held.marks),
            _ => Arc::new(self.marks(snapshot, &calls)),
        };
        self.show(snapshot, calls, marks);
        Ok(())
    }

    fn read_spells(&mut self, connection: &mut PgConnection) -> Result<(), StoreError> {
        self.spells = long_statement("load_spells", || store_pg::load_spells(connection))?;
        self.are_spells_read = true;
        Ok(())
    }

    /// Whether there is a newer directory.
    fn read_directory(&mut self, connection: &mut PgConnection) -> Result<bool, StoreError> {
        let newest = statement("directory_state", || directory_state(connection))?;
        if self.directory.as_ref() == Some(&newest) {
            return Ok(false);
        }
        let no_contact = long_statement("do_not_contact", || do_not_contact(connection))?;
        self.no_contact = no_contact.into_iter().collect();
        self.directory = Some(newest);
        Ok(true)
    }

    /// Settles the book, if no other server did; whether spells are other than they were.
    fn settle(
        &mut self,
        connection: &mut PgConnection,
        snapshot: &Snapshot,
    ) -> Result<bool, StoreError> {
        let before = self.spells.settled;
        let newest = statement("settled_sequence", || store_pg::settled_sequence(connection))?;
        let is_known = before.map_or(0, |settled| settled.sequence) == newest;
        let version = &snapshot.state.book;
        // Where every import was taken back there is no book: what came of those there were goes.
        let is_due = version.sequence > newest && (version.as_of.is_some() || newest > 0);
        let waits = self.cannot_settle.is_some_and(|(sequence, since)| {
            sequence == version.sequence && since.elapsed() < SETTLE_AGAIN_AFTER
        });
        if is_due && !waits {
            let began = Instant::now();
            let settled = long_statement("settle_book", || {
                store_pg::settle_book(
                    connection,
                    &mut self.spells,
                    version,
                    &snapshot.book,
                    RULES_VERSION,
                )
            });
            match settled {
                Ok(Settled::Now { touched, changes }) => {
                    let millis = began.elapsed().as_millis();
                    let sequence = version.sequence;
                    tracing::info!(sequence, touched, changes, millis, "a book was settled");
                    metrics::book_settled(began.elapsed());
                }
                Ok(Settled::Before | Settled::Elsewhere | Settled::Outdated) => {}
                Err(error @ (StoreError::ReadOnly | StoreError::Refused(_))) => {
                    // Another server may; this one would fail again.
                    tracing::warn!(%error, "this server cannot settle the book");
                    self.cannot_settle = Some((version.sequence, Instant::now()));
                    self.are_spells_read = false;
                }
                Err(error) => return Err(error),
            }
        }
        if !self.are_spells_read || (!is_known && self.spells.settled == before) {
            self.read_spells(connection)?;
        }
        Ok(self.spells.settled != before)
    }
}
