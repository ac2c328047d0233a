//! What can go wrong with the store, by who can mend it.

use diesel::result::{ConnectionError, DatabaseErrorKind, Error as DieselError};
use sip_export::FileError;

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
    /// The import was refused; the book is as it was.
    #[error("{0}")]
    Import(#[from] ImportRefused),
}

/// Why a file that can be read is not imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefused {
    /// It speaks of a day that has not come.
    #[error("the export's date {as_of} is after today, {today}, in Asia/Kolkata")]
    Future {
        /// The export's date.
        as_of: chrono::NaiveDate,
        /// Today.
        today: chrono::NaiveDate,
    },
    /// It holds bad records, and none were to be accepted.
    #[error("{rejected} bad records, and none were to be accepted: nothing was imported")]
    Strict {
        /// How many.
        rejected: u64,
    },
    /// It holds no good record, and nothing else tells its date.
    #[error("no good record tells the export's date")]
    NoDate,
    /// It holds nothing, yet is said to be the whole book.
    #[error("an export without a record cannot be the whole book: nothing was imported")]
    EmptyComplete,
    /// Another import is under way, and this one does not wait.
    #[error(
        "another import is under way: {:?}, database process {}, since {}",
        .0.application, .0.pid, .0.since
    )]
    Busy(LockHolder),
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
        Self::Away(said)
    }
}

impl From<r2d2::Error> for StoreError {
    fn from(error: r2d2::Error) -> Self {
        Self::Away(error.to_string())
    }
}
