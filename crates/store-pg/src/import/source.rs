//! What is asked of an import, and where its records come from.

use chrono::NaiveDate;
use sip_export::BadRecord;

use super::intake::Batch;
use crate::error::StoreError;
use crate::lock_holder::LockHolder;

/// What is asked of an import.
#[derive(Clone, Debug)]
pub struct Import {
    /// The file's name, for the log.
    pub file_name: String,
    /// The date it speaks of, where it is given; else the newest `inserted_at`, else today.
    pub as_of: Option<NaiveDate>,
    /// Today in Asia/Kolkata.
    pub today: NaiveDate,
    /// Whether a date after today is taken.
    pub allow_future: bool,
    /// Whether the export is the whole book.
    pub complete: bool,
    /// Whether one bad record is too many.
    pub strict: bool,
}

/// Where an import's records come from, and what it has to tell meanwhile.
pub trait ImportSource {
    /// Hands over the next records; nothing at the end.
    ///
    /// # Errors
    /// Where the file cannot be read: nothing will be imported.
    fn next_batch(&mut self) -> Result<Option<Batch>, StoreError>;

    /// What the file was, once it has been read to its end.
    fn end(&mut self) -> FileEnd;

    /// Another import is under way: this one waits for it, unless that is refused.
    ///
    /// # Errors
    /// [`ImportRefused::Busy`](crate::ImportRefused::Busy) where there is no waiting: nothing will be imported.
    fn waiting(&mut self, holder: LockHolder) -> Result<(), StoreError>;

    /// The file has been read, every bad record is known, and it is being merged into the book.
    ///
    /// # Errors
    /// Where the bad records cannot be written out: nothing will be imported.
    fn merging(&mut self) -> Result<(), StoreError>;

    /// A record is set aside that only the import's date shows to be bad.
    ///
    /// # Errors
    /// Where it cannot be written out: nothing will be imported.
    fn reject(&mut self, bad: BadRecord) -> Result<(), StoreError>;
}

/// What is known of a file once it has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEnd {
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Records read, bad ones too.
    pub read: u64,
    /// Bad records set aside.
    pub rejected: u64,
}
