//! The day's view: a year of books, partners who call whom the desk names first, and what is true of
//! all that they say and get.
//!
//! Clients and their SIPs are lived as in the rest of this crate, but up to the same day, so that they
//! make one book a month. Reasons, calls, states, spells and credit are made of each by the product's
//! own code, and are held against the truth of the lives. How partners and clients behave is assumed
//! in [`behaviour`], and the printed table says so.
//!
//! Each SIP is lived twice, month by month: as it goes with the calls that are made, and as it would
//! have gone had nobody called. Both meet the same luck, so that they part only where a promise mends
//! what would not have mended by itself.

pub mod behaviour;
mod call_truth;
mod credits;
mod mend;
mod partner;
mod report;
mod rightness;
mod seen_again;
mod sips;
pub mod table;
mod work_log;
mod year;

pub use credits::Credits;
pub use partner::Done;
pub use report::DayReport;
pub use rightness::{AgentDays, Counted, Rightness};
pub use seen_again::{Again, Showings};
pub use year::Desk;
