//! Imports: a file into the book, and the log of them.

mod columns;
mod copy;
mod intake;
mod judge;
mod lock;
mod log;
mod merge;
mod observations;
mod outcome;
mod runs;
mod sightings;
mod source;
mod staging;
mod transaction;

pub use intake::Batch;
#[cfg(feature = "testing")]
pub(crate) use lock::is_under_way;
pub use log::{ImportLog, LoggedImport, import_log};
pub use outcome::{Imported, Outcome};
pub use source::{FileEnd, Import, ImportSource};
pub use transaction::import;
