//! What can go wrong with the store, by who can mend it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::result::{ConnectionError, DatabaseErrorKind, Error as DieselError};
use sip_export::{ExportKind, FileError, rfc3339_in_kolkata};

use crate::lock_holder::LockHolder;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, or went away: try again later.
    #[error("the database is away: {0}")]
    Away(String),
    /// The address of the database cannot be used. What it holds follows the name of the setting.
    #[error("DATABASE_URL (--database-url) {0}")]
    Address(String),
    /// The database answers, and cannot be used as it is.
    #[error("{0}")]
    Unsuitable(String),
    /// The database takes no changes; it can be read.
    #[error(
        "the database cannot be written: it is a replica, or set to read only \
         (default_transaction_read_only). Give the address of the primary"
    )]
    ReadOnly,
    /// The database refused; the book is as it was.
    #[error("the database refused: {0}")]
    Refused(#[source] DieselError),
    /// The tables could not be brought up to date.
    #[error("the tables could not be brought up to date: {0}")]
    Migration(String),
    /// The directory holds what no import could have put there. Its words go into logs, which name no
    /// client.
    #[error("the directory is damaged: {what}")]
    DamagedDirectory {
        /// The client at fault.
        user_id: String,
        /// What is wrong.
        what: &'static str,
    },
    /// The book holds what no import could have put there.
    #[error("the book is damaged: SIP {sip_meta_id}: {what}")]
    Damaged {
        /// The SIP at fault.
        sip_meta_id: String,
        /// What is wrong with it.
        what: String,
    },
    /// A number does not fit its column.
    #[error("{0} is too large to be kept")]
    OutOfRange(&'static str),
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// What was set aside cannot be kept; the book is as it was.
    #[error("bad records cannot be written: {0}")]
    SetAside(std::io::Error),
    /// The import was refused; the book is as it was.
    #[error("{0}")]
    Import(#[from] ImportRefused),
    /// The import was not taken back; the book is as it was.
    #[error("{0}")]
    Undo(#[from] UndoRefused),
}

/// What is wrong with most of a file's bad records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommonFault {
    /// The key of the field that is bad most often; none where whole records are.
    pub field: Option<String>,
    /// One of its values.
    pub value: Option<String>,
    /// What is wrong with it.
    pub reason: String,
    /// How many records have it.
    pub records: u64,
}

/// Why a file that can be read is not imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefused {
    /// It speaks of a day that has not come.
    #[error("the export's date {as_of} is after today, {today}, in Asia/Kolkata")]
    Future {
        /// The export's date.
        as_of: NaiveDate,
        /// Today.
        today: NaiveDate,
    },
    /// Its records speak of a later day than it is to.
    #[error("it holds a record of {newest}, and is to speak of {as_of}, which is earlier")]
    LaterContent {
        /// The date of its newest record.
        newest: NaiveDate,
        /// The export's date.
        as_of: NaiveDate,
    },
    /// Its name has two dates.
    #[error("its name has two dates, {first} and {second}")]
    TwoDates {
        /// One.
        first: NaiveDate,
        /// The other.
        second: NaiveDate,
    },
    /// It holds bad records, and none were to be accepted.
    #[error("bad records: {rejected}, and none were to be accepted")]
    Strict {
        /// How many.
        rejected: u64,
    },
    /// It holds no good record: it would move the book's date and say nothing.
    #[error("none of its {read} records can be read")]
    NoGoodRecord {
        /// Records read, all of them bad.
        read: u64,
        /// What is wrong with most of them.
        fault: Option<CommonFault>,
    },
    /// It is of clients, and was said to be the whole book.
    #[error("it is an export of clients, who are never hidden: there is no whole of them")]
    CompleteDirectory,
    /// It lacks columns that are relied on, and that the newest import of its kind had.
    #[error("it lacks columns that import {import_id} had: {}", .columns.join(", "))]
    LostColumns {
        /// What it is of.
        kind: ExportKind,
        /// The keys of those columns.
        columns: Vec<&'static str>,
        /// The import that had them.
        import_id: i64,
        /// Columns it has that no field is called.
        unknown: Vec<String>,
    },
    /// It is to be the whole book, and has bad records of SIPs that nobody can tell.
    #[error("bad records that do not say which SIP they are of: {records}")]
    HidesUnnamed {
        /// How many.
        records: u64,
    },
    /// It is to be the whole book, and would hide much of it.
    #[error("{hidden} of the {of} SIPs of the book would be hidden, which is more than {percent}%")]
    HidesMany {
        /// SIPs that would be hidden.
        hidden: u64,
        /// SIPs that are to be seen now.
        of: u64,
        /// How many percent may be.
        percent: u8,
    },
    /// The same bytes were read by other options, too long ago to be taken back.
    #[error(
        "the same bytes are import {import_id}, read by other options, and too many imports have \
         followed for it to be taken back"
    )]
    TooOldToReadAgain {
        /// That import.
        import_id: i64,
    },
    /// Another import is under way, and this one does not wait.
    #[error(
        "another import is under way: {:?}, database process {}, since {}",
        .0.application, .0.pid, .0.since
    )]
    Busy(LockHolder),
}

/// Why an import is not taken back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UndoRefused {
    /// The log has none of that number.
    #[error("there is no import {import_id}: the log has none of that number")]
    Unknown {
        /// The number.
        import_id: i64,
    },
    /// It was taken back before.
    #[error("import {import_id} was taken back before, at {} by {by}", rfc3339_in_kolkata(*.at))]
    Already {
        /// The import.
        import_id: i64,
        /// When.
        at: DateTime<Utc>,
        /// By whom.
        by: String,
    },
    /// What it replaced is not kept any more.
    #[error(
        "import {import_id} can no longer be taken back: the records that an import replaced are \
         kept for the {kept} newest imports"
    )]
    TooOld {
        /// The import.
        import_id: i64,
        /// For how many imports they are kept.
        kept: i64,
    },
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _)
            | DieselError::DatabaseError(DatabaseErrorKind::UnableToSendCommand, _)
            | DieselError::BrokenTransactionManager => Self::Away("the connection broke".into()),
            DieselError::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _) => Self::ReadOnly,
            DieselError::DatabaseError(_, info) if is_shutdown(info.message()) => {
                Self::Away(info.message().to_owned())
            }
            // What diesel makes of a COPY that breaks off midway.
            DieselError::SerializationError(fault) if fault.is::<std::io::Error>() => {
                Self::Away(fault.to_string())
            }
            // The words may come wrapped, as those of a transaction that could not be rolled back.
            other if is_shutdown(&other.to_string()) => Self::Away(other.to_string()),
            other => Self::Refused(other),
        }
    }
}

/// libpq knows these only by their words: the server going down, or coming up.
fn is_shutdown(message: &str) -> bool {
    ["server closed the connection", "terminating connection", "database system is"]
        .iter()
        .any(|words| message.contains(words))
}

impl From<ConnectionError> for StoreError {
    fn from(error: ConnectionError) -> Self {
        let said = error.to_string();
        // libpq has but words for what is wrong.
        if let Some(parameter) = said.split("invalid URI query parameter: ").nth(1) {
            return Self::Address(format!(
                "has a parameter that PostgreSQL does not know: leave {} out",
                parameter.trim().replace('"', "`")
            ));
        }
        if let Some(parameter) = said.split("unsupported startup parameter").nth(1) {
            return Self::Address(format!(
                "is that of a pooler that does not take the parameter{}: leave it out, or have the \
                 pooler pass it on",
                parameter.trim_end()
            ));
        }
        // Whatever else it cannot read in an address it quotes, passwords too.
        if ["URI", "percent-encoded"].iter().any(|words| said.contains(words)) {
            return Self::Address("cannot be read".to_owned());
        }
        Self::Away(said)
    }
}

impl From<r2d2::Error> for StoreError {
    fn from(error: r2d2::Error) -> Self {
        Self::Away(error.to_string())
    }
}
