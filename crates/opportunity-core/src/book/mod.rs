//! The portfolio as of a date, laid out for scanning, and the questions it answers.
//!
//! Rows lie in the order of agent, client, SIP, so that an agent's book and a client's account are
//! each one slice. What the default thresholds find on the book's own date is ranked when the book
//! is built; other thresholds and later dates take one pass over what may have something to say.

mod accounts;
mod best;
mod build;
mod clients;
mod layout;
mod listing;
mod merged;
mod order;
mod prospects;
mod query;
mod rank;
mod ranking;
mod scan;
mod settled;
mod stats;
mod tally;
mod texts;

pub use accounts::{Account, AccountSip};
pub use build::BookBuilder;
pub use layout::{AgentSummary, Book};
pub use listing::{Listing, Page};
pub use query::{Query, Scope};
pub use tally::{Stats, Tally};
