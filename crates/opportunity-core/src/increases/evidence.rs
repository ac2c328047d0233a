//! What imports and payments say together.

use chrono::NaiveDate;

use super::chains::Chains;
use super::confidence::Confidence;
use super::course::Course;
use super::imports::Imports;
use super::payments::Payments;
use crate::agreement::{Agreed, Period};
use crate::calendar::months_between;
use crate::facts::SipFacts;

/// What is known of the increases of a SIP with an agreed step-up and a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Increases {
    agreed: Agreed,
    pub(super) imports: Imports,
    pub(super) payments: ByPayments,
}

/// A book has one of these for every SIP with a step-up: a field more is a decision about memory.
const _: () = assert!(size_of::<Increases>() == 40);

/// What the payments say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByPayments {
    /// Nothing.
    Silent,
    /// Each was of today's instalment.
    NeverIncreased,
    /// Each debit of the whole run was presented at today's instalment, as far as money tells.
    ProbablyNeverIncreased,
    /// Some were of a lower instalment, and these are the ways to today's.
    Increased(Chains),
}

/// A day after which no increase was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoIncreaseSince {
    pub(crate) day: NaiveDate,
    pub(crate) confidence: Confidence,
}

impl Increases {
    pub(crate) fn of(facts: &SipFacts<'_>, agreed: Agreed) -> Self {
        let imports = Imports::of(facts);
        let payments = match (Course::of(facts), Payments::of(facts)) {
            (Some(course), Some(payments)) => ByPayments::of(&payments, course, agreed, imports),
            _ => ByPayments::Silent,
        };
        Self { agreed, imports, payments }
    }

    pub(crate) const fn agreed(&self) -> Agreed {
        self.agreed
    }

    pub(crate) const fn period(&self) -> Period {
        self.agreed.period()
    }

    /// The day after which, as is proven, no increase was made.
    pub(super) fn proven(&self, course: Course) -> Option<NaiveDate> {
        match self.payments {
            ByPayments::NeverIncreased => Some(course.since),
            _ => self.imports.unchanged,
        }
    }

    /// The day after which it is likely that no increase was made.
    pub(super) fn likely(&self, course: Course) -> Option<NaiveDate> {
        match self.payments {
            ByPayments::ProbablyNeverIncreased => Some(course.since),
            ByPayments::Increased(chains) => Some(chains.likely),
            ByPayments::Silent | ByPayments::NeverIncreased => None,
        }
    }

    /// The days that are known, the proven one first.
    pub(crate) fn days(&self, course: Course) -> impl Iterator<Item = NoIncreaseSince> {
        let proven = (self.proven(course), Confidence::Proven);
        let likely = (self.likely(course), Confidence::Likely);
        [proven, likely]
            .into_iter()
            .filter_map(|(day, confidence)| Some(NoIncreaseSince { day: day?, confidence }))
    }

    /// Whether a whole period lies between a day and the latest payment.
    pub(crate) fn fell_due_after(&self, day: NaiveDate, course: Course) -> bool {
        course.periods_since(day, self.period()) >= 1
    }

    /// Whether a day lies a whole period before the latest payment, and so many months before
    /// `as_of`.
    pub(super) fn is_overdue(
        &self,
        day: NaiveDate,
        course: Course,
        as_of: NaiveDate,
        min_months: u32,
    ) -> bool {
        self.fell_due_after(day, course) && months_between(day, as_of) >= min_months
    }
}

impl ByPayments {
    fn of(payments: &Payments, course: Course, agreed: Agreed, imports: Imports) -> Self {
        let rose_in_sight = imports.risen_after.is_some();
        if payments.are_all_of_today() && !rose_in_sight {
            Self::NeverIncreased
        } else if payments.were_all_presented_as_of_today() && !rose_in_sight {
            Self::ProbablyNeverIncreased
        } else if payments.began_lower() {
            Chains::of(payments, course, agreed, imports).map_or(Self::Silent, Self::Increased)
        } else {
            Self::Silent
        }
    }
}
