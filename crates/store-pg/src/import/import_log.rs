//! The log of imports, as it stands.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::book::{BookVersion, book_version};
use crate::clients::{DirectoryState, directory_state};
use crate::error::StoreError;
use crate::schema::imports;

/// An import that landed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = imports)]
pub struct LoggedImport {
    /// Its number; a later import has a larger one.
    pub import_id: i64,
    /// What the file was of: `sips` or `clients`.
    pub kind: String,
    /// The file's name.
    pub file_name: String,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// The date it speaks of.
    pub as_of: NaiveDate,
    /// Whether it was said to be the whole book.
    pub complete: bool,
    /// Records read. Each was counted once, as one of the seven that follow.
    pub records_read: i64,
    /// SIPs that were new in the book.
    pub inserted: i64,
    /// SIPs whose record was replaced.
    pub updated: i64,
    /// SIPs whose record was the same but for its stamps.
    pub unchanged: i64,
    /// Records older than what the book had.
    pub stale: i64,
    /// Records that another one of the same file replaced.
    pub duplicate: i64,
    /// Records that another one of the same file, SIP and stamp contradicts.
    pub conflicting: i64,
    /// Bad records set aside.
    pub rejected: i64,
    /// Instalments that differed from the one seen before.
    pub amount_changes: i64,
    /// The newest stamp of its records; none where it had none, or it is not known.
    pub newest_stamp: Option<NaiveDateTime>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// Whether it can be taken back.
    pub undoable: bool,
    /// When it was taken back, if it was.
    pub undone_at: Option<DateTime<Utc>>,
    /// By whom.
    pub undone_by: Option<String>,
}

impl LoggedImport {
    /// How many days the newest stamp of its records lies before the date it speaks of.
    #[must_use]
    pub fn content_age_days(&self) -> Option<i64> {
        self.newest_stamp.map(|newest| (self.as_of - newest.date()).num_days())
    }
}

/// A part of the log, and the state of the book it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportLog {
    /// The state of the book.
    pub version: BookVersion,
    /// The state of the directory.
    pub directory: DirectoryState,
    /// Imports in all.
    pub total: u64,
    /// Those asked for, the newest first.
    pub imports: Vec<LoggedImport>,
}

/// Reads the newest imports from one snapshot, past so many of them.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn import_log(
    connection: &mut PgConnection,
    skipped: i64,
    wanted: i64,
) -> Result<ImportLog, StoreError> {
    connection.build_transaction().repeatable_read().read_only().run(|connection| {
        let version = book_version(connection)?;
        let directory = directory_state(connection)?;
        let total: i64 = imports::table.count().get_result(connection)?;
        let imports = imports::table
            .select(LoggedImport::as_select())
            .order(imports::import_id.desc())
            .offset(skipped)
            .limit(wanted)
            .load(connection)?;
        Ok(ImportLog { version, directory, total: total.unsigned_abs(), imports })
    })
}
