//! Proof by life: SIPs are lived debit by debit, so that the truth about each is known; the core's
//! rule is shown only what the product would have of it, an export record and the history of
//! imports; and its call is held against the truth.
//!
//! Whom a partner should call is defined in [`truth`]. A call is *right* when the truth says call.
//! A call is told *truly* when it is right and also states truly how many steps were made, and the
//! last increase within a month.
#![deny(missing_docs)]

mod agreement;
mod behaviour;
mod case;
mod circumstances;
mod cli;
mod confusion;
mod grouping;
mod imports;
mod instalment;
mod life;
mod money;
mod record;
mod report;
mod story;
pub mod truth;
mod verdict;

pub use agreement::Agreement;
pub use behaviour::Kind;
pub use case::Case;
pub use circumstances::{Circumstances, Ending, Pause};
pub use cli::{Cli, SEED, run};
pub use confusion::{Tallies, Tally};
pub use imports::{Habit, Imports};
pub use instalment::Instalment;
pub use life::{Debit, Life, Outcome};
pub use record::{paid, record};
pub use report::Report;
pub use story::tell;
pub use verdict::Verdict;
