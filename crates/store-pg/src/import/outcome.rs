//! What became of an import.

use chrono::{NaiveDate, NaiveDateTime};
use sip_export::ExportKind;

use super::conflicts::Conflict;

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the book, or would be.
    Imported(Imported),
    /// The same bytes were imported for the same date before; nothing changed.
    AlreadyImported {
        /// The earlier import.
        import_id: i64,
        /// The date of both.
        as_of: NaiveDate,
        /// Bad records that the earlier import left out.
        rejected: u64,
    },
}

/// An import's counts. Every record read is counted once, as one of seven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// What the file is of. Of clients nothing is hidden, and no instalment changes.
    pub kind: ExportKind,
    /// The import's number in the log.
    pub import_id: i64,
    /// The date it speaks of.
    pub as_of: NaiveDate,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Whether it was only tried: the book is as it was.
    pub dry_run: bool,
    /// The earlier import of the same bytes whose place it takes.
    pub replaces: Option<i64>,
    /// Records read.
    pub read: u64,
    /// SIPs that are new in the book, or clients in the directory; so of the counts that follow.
    pub inserted: u64,
    /// SIPs whose record was replaced.
    pub updated: u64,
    /// SIPs whose record is the same but for its stamps.
    pub unchanged: u64,
    /// Records older than what the book has.
    pub stale: u64,
    /// Records that another one of the same file replaces.
    pub duplicate: u64,
    /// Records that another one of the same file, SIP or client and stamp contradicts.
    pub conflicting: u64,
    /// The first of these.
    pub conflicts: Vec<Conflict>,
    /// Bad records set aside.
    pub rejected: u64,
    /// Instalments that differ from the one seen before.
    pub amount_changes: u64,
    /// SIPs of the book that its newest date lacks.
    pub lacking: u64,
    /// Of these, SIPs hidden since an export that was the whole book lacked them.
    pub hidden: u64,
    /// The newest stamp of the file's records; none where it has none.
    pub newest_stamp: Option<NaiveDateTime>,
    /// Whether no other import of SIPs is in the log.
    pub is_first: bool,
}

impl Imported {
    /// How many days the newest stamp of the file's records lies before the date it speaks of.
    #[must_use]
    pub fn content_age_days(&self) -> Option<i64> {
        self.newest_stamp.map(|newest| (self.as_of - newest.date()).num_days())
    }
}
