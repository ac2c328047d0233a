//! What a file has at one place.

use opportunity_core::SipRecord;

use crate::record::{BadRecord, Fault};

/// What a file has at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A record.
    Good(Box<Located>),
    /// A record that is none.
    Bad(BadRecord),
}

/// A record and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    /// Its place among the file's records, from 1.
    pub record: u64,
    /// The record.
    pub sip: SipRecord,
}

impl Entry {
    pub(crate) fn of(read: Result<SipRecord, Fault>, line: u64, record: u64) -> Self {
        match read {
            Ok(sip) => Self::Good(Box::new(Located { line, record, sip })),
            Err(fault) => Self::Bad(fault.at(line, record)),
        }
    }
}
