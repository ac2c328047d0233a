//! From when to when a SIP was paid for.

use chrono::NaiveDate;

use crate::agreement::Period;
use crate::calendar::months_between;
use crate::facts::SipFacts;

/// From when to when a SIP was paid for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Course {
    /// The earlier of its start date and its first payment.
    pub(crate) since: NaiveDate,
    /// Its latest payment.
    pub(crate) by: NaiveDate,
}

impl Course {
    /// None where nothing was paid yet, or no beginning is known.
    pub(crate) fn of(facts: &SipFacts<'_>) -> Option<Self> {
        let since = facts.running_since()?;
        Some(Self { since, by: facts.latest_success_order_date? })
    }

    /// Whole periods from a day to the latest payment.
    pub(crate) fn periods_since(self, day: NaiveDate, period: Period) -> u32 {
        // Never more than the months, which are a u32: a period has one month at least.
        let whole = u64::from(months_between(day, self.by)) / period.months();
        u32::try_from(whole).unwrap_or(u32::MAX)
    }
}
