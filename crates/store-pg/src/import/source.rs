//! What is asked of an import, and where its records come from.

use chrono::NaiveDate;
use sip_export::{BadRecord, DateOrder, ExportKind};

use super::batch::Batch;
use crate::error::{CommonFault, StoreError};
use crate::lock_holder::LockHolder;

/// A file, and how it is to be imported.
#[derive(Clone, Debug)]
pub struct Import {
    /// The file's name, for the log.
    pub file_name: String,
    /// What is asked of it.
    pub options: ImportOptions,
}

/// What is asked of an import.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The date the export speaks of, where it is given; else the newest `inserted_at`, else today.
    pub as_of: Option<NaiveDate>,
    /// Today in Asia/Kolkata.
    pub today: NaiveDate,
    /// Whether a date after today is taken.
    pub allow_future: bool,
    /// Whether the export is the whole book.
    pub complete: bool,
    /// Whether one bad record is too many.
    pub strict: bool,
    /// What the file is said to be of; nothing where its columns tell.
    pub kind: Option<ExportKind>,
    /// In which order dates in numbers were read.
    pub date_order: Option<DateOrder>,
    /// The keys of columns that the file may lack though the newest import of its kind had them.
    pub without: Vec<&'static str>,
    /// How many percent of the book an export that is the whole of it may hide.
    pub hide_up_to: Option<u8>,
    /// Whether nothing is kept: only what would become of the file is told.
    pub dry_run: bool,
}

impl ImportOptions {
    /// Nothing is asked, on this day in Asia/Kolkata.
    #[must_use]
    pub const fn on(today: NaiveDate) -> Self {
        Self {
            as_of: None,
            today,
            allow_future: false,
            complete: false,
            strict: false,
            kind: None,
            date_order: None,
            without: Vec::new(),
            hide_up_to: None,
            dry_run: false,
        }
    }
}

/// Where an import's records come from, and what it has to tell meanwhile.
pub trait ImportSource {
    /// What the file is of. It is asked once, before anything else but whether to wait.
    ///
    /// # Errors
    /// Where the file cannot be read: nothing will be imported.
    fn kind(&mut self) -> Result<ExportKind, StoreError>;

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileEnd {
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Records read, bad ones too.
    pub read: u64,
    /// Bad records set aside.
    pub rejected: u64,
    /// Of these, records that do not say which SIP or client they are of.
    pub rejected_without_id: u64,
    /// What is wrong with most of them.
    pub common_fault: Option<CommonFault>,
    /// The keys of the fields that the file has.
    pub columns: Vec<&'static str>,
    /// Names of columns that no field has.
    pub unknown_columns: Vec<String>,
}
