//! Proof by life: SIPs are lived debit by debit, so that the truth about each is known; the core's
//! rules are shown only what the product would have of it, an export record and the history of
//! imports; and their calls are held against the truth.
//!
//! Whom a partner should call about a step-up is defined in [`truth`], about debits in [`fate`]. What a
//! year of days comes to, with partners who make the first calls of each, is in [`day`].
#![deny(missing_docs)]

mod agreement;
mod behaviour;
mod case;
mod circumstances;
mod cli;
mod confusion;
mod coverage;
pub mod day;
mod debit;
mod degree;
pub mod fate;
mod grouping;
mod imports;
mod instalment;
mod life;
mod money;
mod portrait;
mod record;
mod report;
mod said;
mod story;
pub mod tables;
mod told;
pub mod truth;

pub use agreement::{Agreement, Growth};
pub use behaviour::Kind;
pub use case::Case;
pub use circumstances::{Circumstances, Lapse, LapseCause, Pause};
pub use cli::{Cli, SEED, run};
pub use confusion::{Tallies, Tally};
pub use coverage::Coverage;
pub use debit::{Debit, Outcome};
pub use degree::Degree;
pub use imports::Habit;
pub use instalment::Instalment;
pub use life::Life;
pub use money::Rounding;
pub use record::record;
pub use report::{BookReport, Cell, Report};
pub use said::{Call, Said};
pub use story::tell;
pub use told::Told;
