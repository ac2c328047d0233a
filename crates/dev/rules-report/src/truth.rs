//! Whom a partner should call: the truth about a life, which no record tells whole.
//!
//! On the book's date a client is to be called when all of this is so:
//!
//! - *running*: the SIP is active, has not ended, and its newest debit went through or is under way.
//! - *missed*: of the agreed steps that fell due by the newest payment, at least one was not made.
//!   Due are the whole periods from the start (or the first payment, where that was earlier) to the
//!   newest payment. Made are the times the instalment rose above all it had been before: by any
//!   size, on any day, also by hand, for a partner who says "you have not increased your SIP" must
//!   not be told "I have". A return after a decrease is no rise: the client said yes to that much
//!   before. A step that rounding leaves without effect is none either.
//! - *long ago*: twelve months or more lie between the last rise (where there was none: the start,
//!   or the first payment) and the book's date.
//!
//! A rise is dated by the first debit that was presented at the new instalment, whether or not it
//! went through: the day from which the client's bank was asked for more. The order itself can be
//! weeks older, and in a pause months; neither the client's statement nor the export shows it. The
//! first debit that went *through* can be months later, and a client whose debit bounced did
//! increase. Before any debit was presented, the order is all there is.
//!
//! Nothing is rounded in anybody's favour: eleven months and thirty days are not twelve.

use chrono::NaiveDate;
use opportunity_core::calendar::months_between;
use opportunity_core::{Paise, Status};

use crate::instalment::Instalment;
use crate::life::Life;
use crate::record::record;

/// Months without an increase after which a partner calls.
const MONTHS_TO_CALL: u32 = 12;

/// What truly became of a step-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truth {
    /// Active, not ended, and the newest debit neither bounced nor was left out.
    pub running: bool,
    /// Steps that fell due up to the newest payment.
    pub due: u32,
    /// Times the instalment rose above all it had been.
    pub made: u32,
    /// When it did so last.
    pub last_increase: Option<NaiveDate>,
    /// Months since then, or since the start.
    pub months: u32,
}

impl Truth {
    /// The truth about a life.
    #[must_use]
    pub fn of(life: &Life) -> Self {
        let rises = rises(&life.course);
        let last_increase = rises.last().map(|rise| rise.first_debit.unwrap_or(rise.ordered_on));
        let first_payment = life.successes().next().map(|debit| debit.on);
        let running_since = first_payment.unwrap_or(life.agreement.start).min(life.agreement.start);
        let newest = life.successes().next_back();
        Self {
            running: is_running(life),
            due: newest.map_or(0, |debit| whole_periods(life, running_since, debit.on)),
            made: u32::try_from(rises.len()).unwrap_or(u32::MAX),
            last_increase,
            months: months_between(last_increase.unwrap_or(running_since), life.as_of),
        }
    }

    /// Whether a step that fell due was not made.
    #[must_use]
    pub fn missed(&self) -> bool {
        self.made < self.due
    }

    /// Whether a partner should call.
    #[must_use]
    pub fn calls(&self) -> bool {
        self.running && self.missed() && self.months >= MONTHS_TO_CALL
    }

    /// Whether only days are wanting to the months after which a partner calls.
    #[must_use]
    pub fn is_days_early(&self) -> bool {
        self.months == MONTHS_TO_CALL - 1
    }
}

/// Whether the SIP runs: of its state an export tells the truth, so that its record is asked.
fn is_running(life: &Life) -> bool {
    let told = record(life);
    let ended = told.end_date.is_some_and(|end| end < life.as_of);
    let pays = matches!(told.status, Status::Success | Status::InProgress);
    told.is_active == Some(true) && !ended && pays
}

fn whole_periods(life: &Life, from: NaiveDate, to: NaiveDate) -> u32 {
    let periods = u64::from(months_between(from, to)) / life.agreement.period.months();
    u32::try_from(periods).unwrap_or(u32::MAX)
}

/// The instalments above all before them.
fn rises(course: &[Instalment]) -> Vec<Instalment> {
    let mut highest = course.first().map_or(Paise::ZERO, |first| first.amount);
    let mut rises = Vec::new();
    for instalment in course {
        if instalment.amount > highest {
            highest = instalment.amount;
            rises.push(*instalment);
        }
    }
    rises
}
