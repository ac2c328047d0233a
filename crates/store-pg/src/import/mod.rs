//! Imports: a file into the book, or out of it again, and the log of them.

mod bad_sips;
mod batch;
mod clients;
mod columns;
mod conflicts;
mod copy;
mod counts;
mod earlier;
mod guards;
mod import_log;
mod intake;
mod judge;
mod lock;
mod log;
mod merge;
mod observations;
mod outcome;
mod recall;
mod replaced;
mod runs;
mod sightings;
mod source;
mod staging;
mod tables;
mod transaction;
mod undo;

pub use batch::Batch;
pub use clients::{Forgotten, forget_client};
pub use conflicts::Conflict;
pub use import_log::{ImportLog, LoggedImport, import_log};
#[cfg(feature = "testing")]
pub(crate) use lock::is_under_way;
pub use outcome::{Imported, Outcome};
pub use replaced::UNDOABLE_IMPORTS;
pub use source::{FileEnd, Import, ImportOptions, ImportSource};
pub use transaction::import;
pub use undo::{Undone, undo_import};
