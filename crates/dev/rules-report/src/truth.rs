//! Whom a partner should call about a step-up: the truth about a life, which no record tells whole.
//!
//! On the book's date a client with an agreed step-up is to be called when all of this is so:
//!
//! - *running*: the SIP is active, has not ended, and its newest debit went through or is under way.
//! - *a whole period*: one or more agreed periods lie between the last increase (where there was none,
//!   the start, or the first payment where that was earlier) and the newest payment.
//! - *a year*: twelve months or more lie between the same day and the book's date.
//!
//! An increase is any rise of what is debited, by any size, on any day, by schedule or by hand, and a
//! return after a decrease too: a partner who says "you have not increased your SIP" must not be told
//! "I have". A decrease is none, nor is a step that rounding leaves without effect.
//!
//! An increase is dated by the first debit that fell due at the new instalment, whether or not it
//! went through: the day from which the client's bank was asked for more. Today's instalment counts
//! from the day it was ordered where no debit at it has fallen due yet, for the client has said yes;
//! one that was replaced before any debit was never asked for, and counts for nothing.
//!
//! Nothing is rounded in anybody's favour: eleven months and thirty days are not twelve.

use chrono::NaiveDate;
use opportunity_core::calendar::months_between;
use opportunity_core::{SipRecord, Status};

use crate::instalment::Instalment;
use crate::life::Life;

/// Months without an increase after which a partner calls.
const MONTHS_TO_CALL: u32 = 12;

/// What truly became of a step-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truth {
    /// Active, not ended, and the newest debit neither bounced nor was left out.
    pub running: bool,
    /// Increases made.
    pub made: u32,
    /// The last one.
    pub last_increase: Option<Instalment>,
    /// Whole periods from the last increase, or from the start, to the newest payment.
    pub periods: u64,
    /// Months from the same day to the book's date.
    pub months: u32,
}

impl Truth {
    /// The truth about a life whose record is this; none where no step-up was agreed.
    #[must_use]
    pub fn of(life: &Life, told: &SipRecord) -> Option<Self> {
        let period = life.agreement.growth?.period;
        let increases = increases(&life.course);
        let last_increase = increases.last().copied();
        let first_payment = life.successes(life.as_of).map(|debit| debit.on).min();
        let start = life.agreement.start;
        let running_since = first_payment.map_or(start, |first| first.min(start));
        let since = last_increase.map_or(running_since, |increase| increase.counted_from());
        let newest = life.successes(life.as_of).map(|debit| debit.on).max();
        Some(Self {
            running: is_running(told, life.as_of),
            made: u32::try_from(increases.len()).unwrap_or(u32::MAX),
            last_increase,
            periods: newest.map_or(0, |on| u64::from(months_between(since, on)) / period.months()),
            months: months_between(since, life.as_of),
        })
    }

    /// Whether a partner should call.
    #[must_use]
    pub fn calls(&self) -> bool {
        self.running && self.period_passed() && self.year_passed()
    }

    /// Whether only days are wanting to a year without an increase.
    #[must_use]
    pub fn lacks_days(&self) -> bool {
        self.months == MONTHS_TO_CALL - 1
    }

    /// Whether a whole period passed without an increase.
    #[must_use]
    pub fn period_passed(&self) -> bool {
        self.periods >= 1
    }

    /// Whether a year passed without an increase.
    #[must_use]
    pub fn year_passed(&self) -> bool {
        self.months >= MONTHS_TO_CALL
    }
}

/// Whether the SIP runs: of its state an export tells the truth, so that its record is asked.
pub(crate) fn is_running(told: &SipRecord, as_of: NaiveDate) -> bool {
    let ended = told.end_date.is_some_and(|end| end < as_of);
    let pays = matches!(told.status, Status::Success | Status::InProgress);
    told.is_active == Some(true) && !ended && pays
}

/// The instalments above the one before, of those that were ever debited and today's.
fn increases(course: &[Instalment]) -> Vec<Instalment> {
    let today = course.len().saturating_sub(1);
    let counts = |(place, instalment): (usize, &Instalment)| {
        (place == today || instalment.first_debit.is_some()).then_some(*instalment)
    };
    let lived: Vec<Instalment> = course.iter().enumerate().filter_map(counts).collect();
    let rises = lived.windows(2).filter(|pair| pair[1].amount > pair[0].amount);
    rises.map(|pair| pair[1]).collect()
}
