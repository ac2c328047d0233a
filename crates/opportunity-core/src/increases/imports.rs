//! What imports say: since when the instalment has not changed, and after which day it rose.

use chrono::NaiveDate;

use crate::amount_run::AmountRun;
use crate::calendar::months_between;
use crate::facts::SipFacts;
use crate::money::Paise;

/// A decrease is followed back to an instalment that was seen less than so many months before.
const LONGEST_GAP_MONTHS: u32 = 2;

/// What the runs of imports say of the instalment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Imports {
    /// No increase was made after this day.
    pub(super) unchanged: Option<NaiveDate>,
    /// An increase was made after this day.
    pub(super) risen_after: Option<NaiveDate>,
}

/// Payments and failed money at a time, as a record or a run tells them.
#[derive(Clone, Copy)]
struct Told {
    amount: i128,
    /// Number and sum of the payments, where both are told.
    totals: Option<(i128, i128)>,
    failed: i128,
}

impl Imports {
    pub(super) fn of(facts: &SipFacts<'_>) -> Self {
        let history = facts.history;
        let Some(last) = history.last().filter(|run| run.amount == facts.amount) else {
            // A stale import was the last to see an instalment.
            return Self::default();
        };
        let several = facts.has_several_schemes();
        let today = Told::by_record(facts);
        if !Told::by_run(last).is_quiet_towards(today, several) {
            return Self { unchanged: None, risen_after: rise_before(history, history.len() - 1) };
        }
        let stop = followed_back(history, several);
        Self { unchanged: Some(history[stop].as_of), risen_after: rise_before(history, stop) }
    }
}

impl Imports {
    /// The earlier of that day and the one after which imports saw no change.
    pub(super) fn no_later_than(self, day: NaiveDate) -> NaiveDate {
        self.unchanged.map_or(day, |unchanged| day.min(unchanged))
    }
}

/// The place of the run that today's instalment is followed back to, through decreases.
fn followed_back(history: &[AmountRun], several: bool) -> usize {
    let mut stop = history.len() - 1;
    while let Some(before) = stop.checked_sub(1) {
        let (earlier, later) = (&history[before], &history[stop]);
        let fell = earlier.amount > later.amount;
        let lately = months_between(earlier.to, later.as_of) < LONGEST_GAP_MONTHS;
        if !(fell && lately && Told::by_run(earlier).is_quiet_towards(Told::by_run(later), several))
        {
            break;
        }
        stop = before;
    }
    stop
}

/// The end of the run before this one, where its instalment was lower.
fn rise_before(history: &[AmountRun], place: usize) -> Option<NaiveDate> {
    let before = &history[place.checked_sub(1)?];
    (before.amount < history[place].amount).then_some(before.to)
}

impl Told {
    fn by_record(facts: &SipFacts<'_>) -> Self {
        let SipFacts { amount, success_count, success_amount, failed_amount, .. } = *facts;
        Self::new(amount, success_count, success_amount, failed_amount)
    }

    fn by_run(run: &AmountRun) -> Self {
        Self::new(run.amount, run.success_count, run.success_amount, run.failed_amount)
    }

    fn new(amount: Paise, count: Option<u32>, total: Option<Paise>, failed: Option<Paise>) -> Self {
        let totals = count.zip(total).filter(|(count, total)| *count > 0 || *total == Paise::ZERO);
        Self {
            amount: amount.0,
            totals: totals.map(|(count, total)| (count.into(), total.0)),
            failed: failed.unwrap_or_default().0,
        }
    }

    /// Whether every payment between here and `later` can have been of an instalment from the later
    /// one up to this one. Where totals are not told, nothing speaks against it.
    fn is_quiet_towards(self, later: Self, several: bool) -> bool {
        let (Some((count, total)), Some((later_count, later_total))) = (self.totals, later.totals)
        else {
            return true;
        };
        let (payments, money) = (later_count - count, later_total - total);
        // Of a debit of several schemes, some may have failed while the debit counts as paid.
        let failed = if several { (later.failed - self.failed).max(0) } else { 0 };
        payments >= 0
            && payments * later.amount - failed <= money
            && money <= payments * self.amount
    }
}
