//! What a file has at one place.

use opportunity_core::SipRecord;

use crate::client::ClientRecord;
use crate::record::{BadRecord, Fault, Record};

/// What a file has at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A record of a SIP.
    Good(Box<Located>),
    /// A record of a client.
    Client(Box<LocatedClient>),
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

/// A record of a client and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedClient {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    /// Its place among the file's records, from 1.
    pub record: u64,
    /// The record.
    pub client: ClientRecord,
}

impl Entry {
    pub(crate) fn of(read: Result<Record, Fault>, line: u64, record: u64) -> Self {
        match read {
            Ok(Record::Sip(sip)) => Self::Good(Box::new(Located { line, record, sip })),
            Ok(Record::Client(client)) => {
                Self::Client(Box::new(LocatedClient { line, record, client }))
            }
            Err(fault) => Self::Bad(fault.at(line, record)),
        }
    }
}
