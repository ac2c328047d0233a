//! What became of an import.

use chrono::NaiveDate;

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the book.
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

/// An import's counts. Every record read is counted once, as one of six.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The import's number in the log.
    pub import_id: i64,
    /// The date it speaks of.
    pub as_of: NaiveDate,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Records read.
    pub read: u64,
    /// SIPs that are new in the book.
    pub inserted: u64,
    /// SIPs whose record was replaced.
    pub updated: u64,
    /// SIPs whose record is the same but for its stamps.
    pub unchanged: u64,
    /// Records older than what the book has.
    pub stale: u64,
    /// Records that another one of the same file replaces.
    pub duplicate: u64,
    /// Bad records set aside.
    pub rejected: u64,
    /// Instalments that differ from the one seen before.
    pub amount_changes: u64,
    /// SIPs of the book that its newest date lacks.
    pub lacking: u64,
    /// Of these, SIPs hidden since an export that was the whole book lacked them.
    pub hidden: u64,
    /// Whether no other import is in the log.
    pub is_first: bool,
}
