//! The audit trail: who asked for what of whom, written down before the answer is sent.
//!
//! An entry is a line at the end of a file, which is quick and survives the process. A thread of its
//! own moves the lines into the database, and keeps them while that is away.

mod entry;
mod mover;
mod refused;
mod settings;
mod spool;

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

pub use entry::Entry;
#[cfg(feature = "fuzzing")]
pub(crate) use entry::{LONGEST, read as read_line};
pub use settings::AuditSettings;

use mover::Mover;
use refused::Refused;
use spool::Spool;
pub use spool::{AuditFull, Waiting};

/// The audit trail of this process. Copies write to the same one.
#[derive(Clone, Debug)]
pub struct Audit {
    spool: Arc<Spool>,
    mover: Arc<Mover>,
    refused: Arc<Refused>,
}

impl Audit {
    /// Opens the spool, and begins to send what an earlier process left in it.
    ///
    /// # Errors
    /// A sentence for the operator, where the directory cannot be used or another server uses it.
    pub fn open(settings: &AuditSettings, database_url: &str) -> Result<Self, String> {
        let most_bytes = u64::from(settings.audit_spool_megabytes) * 1_000_000;
        Self::open_in(&settings.audit_spool, most_bytes, database_url)
    }

    /// [`Audit::open`], of so many bytes at most.
    ///
    /// # Errors
    /// Those of [`Audit::open`].
    pub fn open_in(directory: &Path, most_bytes: u64, database_url: &str) -> Result<Self, String> {
        let spool = Arc::new(Spool::open(directory, most_bytes)?);
        let mover = Arc::new(Mover::start(Arc::clone(&spool), database_url.to_owned())?);
        Ok(Self { spool, mover, refused: Arc::new(Refused::new()) })
    }

    /// Writes down what is about to be answered.
    ///
    /// # Errors
    /// [`AuditFull`] where no more may wait, or the disk does not take it.
    pub fn record(&self, entry: &Entry<'_>) -> Result<(), AuditFull> {
        self.spool.append(&entry.line(self.spool.next_id(entry.at)))
    }

    /// Whether it is written down that somebody of this address was not let in: unless many were of
    /// late, or the room is needed for those who are.
    pub(crate) fn has_room_for_refused(&self, address: IpAddr) -> bool {
        self.spool.has_much_room() && self.refused.count(address)
    }

    /// The agent that a query string asks for, as an entry names it.
    #[must_use]
    pub fn agent_asked_for(query: &str) -> Option<String> {
        id_asked_for(query, "agent_id")
    }

    /// The client that a query string asks for, as an entry names it.
    #[must_use]
    pub fn client_asked_for(query: &str) -> Option<String> {
        id_asked_for(query, "user_id")
    }

    /// What has not reached the database yet.
    #[must_use]
    pub fn waiting(&self) -> Waiting {
        self.spool.waiting()
    }

    /// Sends what waits and ends, or leaves the rest to the next process when this is over.
    pub fn close(&self, patience: Duration) {
        self.mover.close(patience);
    }
}

fn id_asked_for(query: &str, parameter: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
    let (_, id) = pairs.into_iter().find(|(name, _)| name == parameter)?;
    Some(sip_export::plain_id(id.trim()).into_owned())
}
