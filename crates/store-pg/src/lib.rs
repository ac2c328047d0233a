//! The SIP book in PostgreSQL: the newest record of each SIP, the history of its instalment, and
//! the log of imports.
//!
//! An import is one transaction under one lock. A reader sees one snapshot, which it names by a
//! [`BookVersion`].
#![deny(missing_docs)]

mod audit;
mod book;
mod changes;
mod clients;
mod columns;
mod connect;
mod copied;
mod copy;
mod error;
mod facts;
mod held;
mod import;
mod import_log;
mod intake;
mod keys;
mod merge;
mod names;
mod rows;
mod schema;
mod staging;
#[cfg(feature = "testing")]
pub mod testing;

mod version;

pub use audit::{AuditEntry, AuditQuery, append_audit, read_audit};
pub use book::{Loading, load_book, load_book_telling, refresh_book};
pub use clients::{ClientRecord, ClientRecords, client_records};
pub use connect::{Pool, check_address, connect, migrate, pool};
pub use diesel::PgConnection;
pub use error::{ImportRefused, StoreError};
pub use import::{FileEnd, Import, ImportSource, Imported, LockHolder, Outcome, import};
pub use import_log::{ImportLog, LoggedImport, import_log};
pub use intake::Batch;
pub use keys::{ApiKey, NewApiKey, api_keys, create_api_key, create_first_api_key, revoke_api_key};
pub use version::{BookVersion, book_version};

#[doc(hidden)]
pub use connect::MIGRATIONS;
