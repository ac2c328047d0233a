//! Whether an agreed step-up was made: the days after which no increase was made, and how that is
//! known.
//!
//! A record says what was agreed, not what was done, and the dates on which a firm counts a step as
//! due stand in no field. Two witnesses tell: *imports*, which saw the instalment and the lifetime
//! totals on their dates, and *payments*, whose number and sum leave few ways to today's instalment.
//! What is known depends on no date but those of the record and of imports, and on no threshold: a
//! book works it out once. Only the verdict is of a date.

mod chains;
mod confidence;
mod course;
mod evidence;
mod imports;
mod levels;
mod payments;
mod verdict;

pub use confidence::Confidence;
pub(crate) use course::Course;
pub(crate) use evidence::{Increases, NoIncreaseSince};
pub use verdict::{Verdict, VerdictKind};
