//! A file's records on their way into the database, of whichever kind.

use chrono::NaiveDate;
use diesel::prelude::*;
use sip_export::{Located, LocatedClient};

use super::clients::ClientBatch;
use super::intake::SipBatch;
use crate::error::StoreError;

/// Some records of a file, in the database's format: those of one kind, which is the file's own.
#[derive(Debug, Default)]
pub struct Batch {
    sips: SipBatch,
    clients: ClientBatch,
}

impl Batch {
    /// Adds a record of a SIP.
    ///
    /// # Errors
    /// Where a number is larger than its column takes: the batch is of no use then.
    pub fn add(&mut self, record: &Located) -> Result<(), StoreError> {
        self.sips.add(record)
    }

    /// Adds a record of a client.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn add_client(&mut self, record: &LocatedClient) -> Result<(), StoreError> {
        self.clients.add(record)
    }

    /// Adds a SIP that a bad record names: it counts as held.
    pub fn add_bad(&mut self, sip_meta_id: &str) {
        self.sips.add_bad(sip_meta_id);
    }

    /// What the records' values take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.sips.bytes() + self.clients.bytes()
    }

    /// Takes the records in, as of a date that may not be known yet.
    pub(crate) fn take_in(
        &self,
        connection: &mut PgConnection,
        as_of: Option<NaiveDate>,
    ) -> Result<(), StoreError> {
        if self.sips.has_any() {
            self.sips.take_in(connection, as_of)?;
        }
        if self.clients.has_any() {
            self.clients.take_in(connection)?;
        }
        Ok(())
    }
}
