//! What the payments are asked: their number and sum beside today's instalment.

use crate::calendar::months_between;
use crate::facts::SipFacts;

/// Number and sum of the payments of a SIP whose instalment was never seen higher than today's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Payments {
    /// Today's instalment.
    pub(super) amount: i128,
    /// How many payments there were: one at least.
    pub(super) count: i128,
    /// Their sum.
    pub(super) total: i128,
    /// Debits a month.
    pub(super) debit_days: u32,
    /// Money of debits that may have been paid in part: only a debit of several schemes can be.
    pub(super) part: i128,
    failed: i128,
    /// Months from the first payment to the latest, where there is a first one.
    months_paid: Option<u32>,
}

impl Payments {
    /// The payments, where they may be asked.
    pub(super) fn of(facts: &SipFacts<'_>) -> Option<Self> {
        let count = facts.success_count.filter(|count| *count > 0)?;
        let total = facts.success_amount?;
        if facts.history.iter().any(|run| run.amount > facts.amount) {
            return None;
        }
        let [failed, pending, in_progress] =
            [facts.failed_amount, facts.pending_amount, facts.in_progress_amount]
                .map(|money| money.unwrap_or_default().0);
        let part = if facts.has_several_schemes() { failed + pending + in_progress } else { 0 };
        let paid = facts.first_success_order_date.zip(facts.latest_success_order_date);
        Some(Self {
            amount: facts.amount.0,
            count: count.into(),
            total: total.0,
            debit_days: facts.debit_days().get().into(),
            part,
            failed,
            months_paid: paid.map(|(first, latest)| months_between(first, latest)),
        })
    }

    /// Whether each of them was of today's instalment.
    pub(super) fn are_all_of_today(&self) -> bool {
        self.count * self.amount == self.total
    }

    /// Whether what was paid and what failed make up a debit of today's instalment in each month.
    pub(super) fn were_all_presented_as_of_today(&self) -> bool {
        let presented = |months: u32| (i128::from(months) + 1) * self.amount;
        self.debit_days == 1
            && self.months_paid.is_some_and(|months| presented(months) == self.total + self.failed)
    }

    /// Whether some of them were of a lower instalment.
    pub(super) fn began_lower(&self) -> bool {
        self.short() > 0
    }

    /// By how much they fall short of as many of today's instalment.
    pub(super) fn short(&self) -> i128 {
        self.count * self.amount - self.total
    }
}
