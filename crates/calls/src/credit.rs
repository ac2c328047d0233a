//! Whether a call helped: what is claimed, and what of that is proven.

use chrono::{Days, NaiveDate};
use opportunity_core::Kind;

use crate::named::named;
use crate::spell_end::SpellEnd;

named! {
    /// What became of a promise. The three are counted apart, always.
    Credit {
        /// The record has not yet passed the day that decides.
        Undecided "undecided",
        /// It was kept, as far as payments or a book show.
        Proven "proven",
        /// It was not.
        Broken "broken",
    }
}

/// A payment counts for a promise until so many days after it was to be kept.
const GRACE: Days = Days::new(7);

/// The last promise of a spell: whoever made it claims the spell, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The day on which it was made.
    pub day: NaiveDate,
    /// The date of the book that it was made by.
    pub book_as_of: NaiveDate,
    /// The day by which it is to be kept.
    pub check_on: NaiveDate,
}

/// How a spell ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// Its last kind.
    pub kind: Kind,
    /// Why.
    pub why: SpellEnd,
    /// The date of the book that told so.
    pub as_of: NaiveDate,
    /// The date of the book before.
    pub previous_as_of: NaiveDate,
    /// The newest payment that the book shows.
    pub latest_success: Option<NaiveDate>,
}

impl Promise {
    /// The last day that counts for it.
    #[must_use]
    pub fn decided_after(&self) -> NaiveDate {
        self.check_on.checked_add_days(GRACE).unwrap_or(self.check_on)
    }

    /// What became of it in a spell that runs, of which the newest import that held the record is of
    /// that date.
    #[must_use]
    pub fn so_far(&self, record_as_of: NaiveDate) -> Credit {
        if record_as_of > self.decided_after() { Credit::Broken } else { Credit::Undecided }
    }

    /// What became of it in a spell that ended: proven where it recovered through a payment from the
    /// promise's day to a week after it was to be kept, and where no payment shows it, by a book
    /// after the promise that was the first to tell.
    #[must_use]
    pub fn at_the_end(&self, recovery: &Recovery) -> Credit {
        if recovery.why != SpellEnd::Recovered {
            return Credit::Broken;
        }
        let in_time = |day: NaiveDate| self.day <= day && day <= self.decided_after();
        let is_proven = match recovery.kind {
            Kind::FailedSips
            | Kind::MissedDebits
            | Kind::NeverStarted
            | Kind::StoppedSips
            | Kind::HighValueInactive => recovery.latest_success.is_some_and(in_time),
            Kind::LostMandates
            | Kind::NoSipIncrease
            | Kind::NoStepUp
            | Kind::PausedSips
            | Kind::EndingSips => {
                recovery.as_of > self.book_as_of && recovery.previous_as_of <= self.decided_after()
            }
        };
        if is_proven { Credit::Proven } else { Credit::Broken }
    }
}
