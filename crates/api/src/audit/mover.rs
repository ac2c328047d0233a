//! Moves entries from the spool into the database, on a thread of its own.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use store_pg::{AuditEntry, PgConnection, StoreError};

use super::entry;
use super::spool::Spool;

/// How often it looks for entries.
const PACE: Duration = Duration::from_millis(200);

/// How long it waits where the database, or the disk, did not do what it should.
const PACE_WHILE_AWAY: Duration = Duration::from_secs(1);

/// Entries that go to the database at once.
const BATCH: usize = 5_000;

/// The thread, from outside.
#[derive(Debug)]
pub(super) struct Mover {
    stop: Mutex<Option<Sender<()>>>,
    ended: Mutex<Receiver<()>>,
}

impl Mover {
    pub(super) fn start(spool: Arc<Spool>, database_url: String) -> Result<Self, String> {
        let (stop, stopped) = channel();
        let (end, ended) = channel();
        let mut way = Way { spool, database_url, connection: None, was_away: false };
        thread::Builder::new()
            .name("audit".to_owned())
            .spawn(move || {
                while !pause(&stopped, way.pace()) {
                    way.move_all();
                }
                way.move_all();
                // The spool is free for another process before anybody hears of the end.
                drop(way);
                // Whoever waits for the end may have gone.
                let _ = end.send(());
            })
            .map_err(|fault| format!("the audit trail's thread cannot be started: {fault}"))?;
        Ok(Self { stop: Mutex::new(Some(stop)), ended: Mutex::new(ended) })
    }

    /// Moves what waits and ends. Not later than this it is no longer waited for.
    pub(super) fn close(&self, patience: Duration) {
        drop(self.stop.lock().unwrap_or_else(PoisonError::into_inner).take());
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("entries of the audit trail stay in the spool for the next start");
        }
    }
}

/// Waits; true when it is time to stop.
fn pause(stopped: &Receiver<()>, pace: Duration) -> bool {
    !matches!(stopped.recv_timeout(pace), Err(RecvTimeoutError::Timeout))
}

struct Way {
    spool: Arc<Spool>,
    database_url: String,
    connection: Option<PgConnection>,
    was_away: bool,
}

/// Why entries stay where they are.
#[derive(Debug, thiserror::Error)]
enum Stuck {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the spool: {0}")]
    Disk(#[from] io::Error),
}

impl Way {
    fn pace(&self) -> Duration {
        if self.was_away { PACE_WHILE_AWAY } else { PACE }
    }

    fn move_all(&mut self) {
        match self.try_to_move_all() {
            Ok(()) => {
                if std::mem::take(&mut self.was_away) {
                    tracing::info!("the audit trail reaches the database again");
                }
            }
            Err(error) => {
                self.connection = None;
                if !std::mem::replace(&mut self.was_away, true) {
                    tracing::warn!(%error, "entries of the audit trail wait in the spool");
                }
            }
        }
    }

    fn try_to_move_all(&mut self) -> Result<(), Stuck> {
        while let Some(path) = self.spool.oldest()? {
            self.send(&path)?;
            self.spool.forget_oldest()?;
        }
        Ok(())
    }

    /// Sends a file. Where that breaks off it begins anew later: the database keeps each entry once.
    fn send(&mut self, path: &Path) -> Result<(), Stuck> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            vacant => vacant.insert(connect(&self.database_url)?),
        };
        let mut lines = BufReader::new(File::open(path)?);
        loop {
            let (batch, is_last) = batch(&mut lines)?;
            if !batch.is_empty() {
                store_pg::append_audit(connection, &batch)?;
            }
            if is_last {
                return Ok(());
            }
        }
    }
}

fn connect(database_url: &str) -> Result<PgConnection, StoreError> {
    let mut connection = store_pg::connect(database_url, "api audit")?;
    store_pg::migrate(&mut connection)?;
    Ok(connection)
}

/// The next entries, and whether they are the last ones.
fn batch(lines: &mut impl BufRead) -> io::Result<(Vec<AuditEntry>, bool)> {
    let mut batch = Vec::with_capacity(BATCH);
    let mut line = Vec::new();
    while batch.len() < BATCH {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok((batch, true));
        }
        match entry::read(&line) {
            Some(entry) => batch.push(entry),
            // Such as the last line before a power cut.
            None => tracing::warn!(bytes = line.len(), "a torn line of the audit spool is skipped"),
        }
    }
    Ok((batch, false))
}
