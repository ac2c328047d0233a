//! Invented SIP books, and who their clients are, in the exports' own formats, of any size, the same for the same seed.
//!
//! Nothing is drawn that could be lived instead: each SIP is agreed on, given its client's habits,
//! and debited month by month, so that its totals, dates, instalment and status belong together.
//! A book is as uneven as a real one, and a later export of it is the same lives lived on.
#![deny(missing_docs)]

mod agents;
mod agreement;
mod book;
pub mod chance;
mod cli;
mod clients;
mod contact;
mod debit;
mod gaps;
mod habits;
mod ids;
mod instalment;
mod lapse;
mod life;
mod record;

pub use book::{BookDateError, SampleBook};
pub use cli::{Cli, run};
