//! The SIP book in PostgreSQL: the newest record of each SIP, the history of its instalment, and
//! the log of imports.
//!
//! An import is one transaction under one lock. A reader sees one snapshot, which it names by a
//! [`BookVersion`].
#![deny(missing_docs)]

mod address;
mod audit;
mod binary_copy;
mod book;
mod calls;
pub mod clients;
mod connect;
mod error;
mod import;
mod keys;
mod lock_holder;
mod schema;
mod session;
#[cfg(feature = "testing")]
pub mod testing;

pub use address::check_address;
pub use audit::{AuditEntry, AuditQuery, append_audit, read_audit};
pub use book::{
    BOOK_COLUMNS, BookVersion, ClientRecord, ClientRecords, Loading, agents_known_as, book_version,
    client_records, load_book, load_book_telling, refresh_book,
};
pub use calls::{
    ChangeQuery, ChangeRow, EndedRow, MayUndo, NewEvent, RequestKey, Settled, TrendPoint,
    TrendQuery, UndoWorkRefused, WorkQuery, WrittenWork, changes, client_work, ended_spells,
    keys_had, live_work, load_spells, settle_book, settled_sequence, trends, undo_work, work_after,
    work_log, work_of_request, write_work,
};
pub use connect::{Pool, connect, migrate, pool};
pub use diesel::PgConnection;
pub use error::{CommonFault, ImportRefused, StoreError, UndoRefused};
pub use import::{
    Batch, Conflict, FileEnd, Forgotten, Import, ImportLog, ImportOptions, ImportSource, Imported,
    LoggedImport, Outcome, UNDOABLE_IMPORTS, Undone, forget_client, import, import_log,
    undo_import,
};
pub use keys::{ApiKey, NewApiKey, api_keys, create_api_key, create_first_api_key, revoke_api_key};
pub use lock_holder::LockHolder;

#[doc(hidden)]
pub use connect::MIGRATIONS;
