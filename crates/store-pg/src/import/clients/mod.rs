//! Exports of clients: into the directory, or out of it again.
//!
//! Who wins is decided as for SIPs: by the record's stamp, then by its import's date and its file's
//! digest, whichever agent it names. What loses to an import that can be undone is kept beside it.

mod columns;
mod forget;
mod intake;
mod lost;
mod merge;
mod undo;

pub use forget::{Forgotten, forget_client};
pub(super) use intake::ClientBatch;
pub(super) use lost::forget_losers;
pub(super) use merge::{STAGING, merge, stage_held};
pub(super) use undo::take_back;
