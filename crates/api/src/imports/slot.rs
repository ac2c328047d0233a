//! The one slot of this process for an export over HTTP.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use crate::clock::now;

/// Taken by one body at a time, from before its first byte until its import has ended: what a body
/// takes of memory, disk and threads is taken once.
#[derive(Debug, Default)]
pub(super) struct Slot(Mutex<Option<DateTime<Utc>>>);

/// A slot that is taken until this is dropped.
#[derive(Debug)]
pub(super) struct Turn(Arc<Slot>);

impl Slot {
    /// Takes the slot, or says since when somebody else has had it.
    pub(super) fn take(self: &Arc<Self>) -> Result<Turn, DateTime<Utc>> {
        let mut since = self.since();
        match *since {
            Some(since) => Err(since),
            None => {
                *since = Some(now());
                Ok(Turn(Arc::clone(self)))
            }
        }
    }

    pub(super) fn is_taken(&self) -> bool {
        self.since().is_some()
    }

    fn since(&self) -> MutexGuard<'_, Option<DateTime<Utc>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *self.0.since() = None;
    }
}
