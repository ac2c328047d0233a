//! The day's work: what was done about reasons, and what each book came to.
//!
//! Events are written one after the other under one lock, so that their numbers are in the order in
//! which they can be seen. A book is compared with the spells before it by whichever server comes
//! first, in one transaction.

mod changes;
mod credits;
mod ended;
mod had;
mod locks;
mod log;
mod rewind;
mod settle;
mod spell_rows;
mod spells;
mod totals;
mod trends;
mod undo;
mod whereabouts;
mod work;
mod work_rows;
mod write;

pub use changes::{ChangeQuery, ChangeRow, changes};
pub use ended::{EndedRow, ended_spells};
pub use had::keys_had;
pub use log::{WorkQuery, work_log};
pub use settle::{Settled, settle_book};
pub use spells::{load_spells, settled_sequence};
pub use trends::{TrendPoint, TrendQuery, trends};
pub use undo::{MayUndo, UndoWorkRefused, undo_work};
pub use work::{client_work, live_work, work_after};
pub use write::{NewEvent, RequestKey, WrittenWork, work_of_request, write_work};
