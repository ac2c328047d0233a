//! A debit that was presented, and what came of it.

use chrono::NaiveDate;
use opportunity_core::Paise;

/// How a debit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It went through.
    Paid,
    /// It went through but for the schemes that bounced, which come to so much.
    PaidInPart(Paise),
    /// It bounced.
    Bounced,
}

/// One debit that was presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Debit {
    /// When it fell due.
    pub due: NaiveDate,
    /// When it was presented: later where the day was a holiday, and at a second attempt.
    pub on: NaiveDate,
    /// How much was asked for.
    pub amount: Paise,
    /// What came of it.
    pub outcome: Outcome,
    /// When that is told.
    pub told_on: NaiveDate,
}

impl Debit {
    /// Whether money came of it, as far as is told on a date.
    #[must_use]
    pub fn went_through_by(&self, date: NaiveDate) -> bool {
        self.is_told(date) && self.outcome != Outcome::Bounced
    }

    /// Whether it is told by that date what came of it.
    #[must_use]
    pub fn is_told(&self, date: NaiveDate) -> bool {
        self.told_on <= date
    }

    /// What went through of it.
    #[must_use]
    pub fn paid(&self) -> Paise {
        self.amount - self.failed()
    }

    /// What bounced of it.
    #[must_use]
    pub fn failed(&self) -> Paise {
        match self.outcome {
            Outcome::Paid => Paise::ZERO,
            Outcome::PaidInPart(bounced) => bounced,
            Outcome::Bounced => self.amount,
        }
    }
}
