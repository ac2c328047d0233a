//! Step-ups: how many fell due, how many were made, when the last one was, and how we know.
//!
//! A record says what was agreed, not what happened. Two witnesses tell: the *history* of imports,
//! which saw the instalment rise, and the *payments*, whose number and sum fit a course of past
//! instalments: of several the one with the fewest steps. Nothing here depends on today's date or on
//! a threshold, so a book works it out once.

use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::agreement::{Percent, Period, StepUp};
use crate::calendar::{months_before, months_between};
use crate::facts::SipFacts;
use crate::money::Paise;
use crate::observation::Observation;
use crate::silence::Silence;

/// How it is known what was made of a step-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Evidence {
    /// The number and the sum of the payments tell.
    Payments,
    /// Imports saw the instalment rise.
    Observed,
    /// Nothing speaks of an increase, and there are no totals to ask.
    Assumed,
}

impl Evidence {
    /// Its name in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Payments => "payments",
            Self::Observed => "observed",
            Self::Assumed => "assumed",
        }
    }
}

/// Where a SIP stands with its step-ups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Progress {
    /// How this is known.
    pub evidence: Evidence,
    /// Steps that fell due up to the latest payment.
    pub expected: u32,
    /// Steps that were made.
    pub made: u32,
    /// When the last increase was, where there was one.
    pub last_increase: Option<NaiveDate>,
    /// Since when the SIP runs.
    pub running_since: NaiveDate,
}

/// Why it cannot be told what was made of a step-up: the few reasons of [`Silence`] that a book
/// holds, in a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unclear {
    NoStepUp,
    NoPeriod,
    NoStart,
    NothingPaid,
    ChangedOnUnknownDate,
    PartialDebits,
}

impl From<Unclear> for Silence {
    fn from(unclear: Unclear) -> Self {
        match unclear {
            Unclear::NoStepUp => Self::NoStepUp,
            Unclear::NoPeriod => Self::NoPeriod,
            Unclear::NoStart => Self::NoStart,
            Unclear::NothingPaid => Self::NothingPaid,
            Unclear::ChangedOnUnknownDate => Self::ChangedOnUnknownDate,
            Unclear::PartialDebits => Self::PartialDebits,
        }
    }
}

/// The rises that imports saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Rises {
    count: u32,
    last: Option<NaiveDate>,
}

/// What the payments say of past increases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Payments {
    /// So many steps, the last one on that date (none where there was no step).
    Steps { made: u32, last: Option<NaiveDate> },
    /// The totals do not tell, and why.
    FitNothing(Unclear),
    /// There are no totals to ask.
    NoTotals,
}

/// Where a SIP stands with a step-up agreed for every `period`, or why that cannot be told.
///
/// # Errors
/// Every [`Unclear`] but the absence of a step-up or of its period.
pub(crate) fn progress(
    facts: &SipFacts<'_>,
    step_up: StepUp,
    period: Period,
) -> Result<Progress, Unclear> {
    let starts = [facts.start_date, facts.first_success_order_date];
    let running_since = starts.into_iter().flatten().min().ok_or(Unclear::NoStart)?;
    let paid_until = facts.latest_success_order_date.ok_or(Unclear::NothingPaid)?;
    let periods_since = |start| whole_periods(start, paid_until, period);
    let rises = rises(facts.history);

    let (evidence, made, last_increase, counted_from) =
        match (payments(facts, paid_until, step_up, period), rises.last) {
            (Payments::Steps { made, last }, None) => {
                (Evidence::Payments, made, last, running_since)
            }
            (Payments::Steps { made, last }, seen) => {
                (Evidence::Observed, made.max(rises.count), last.max(seen), running_since)
            }
            (_, Some(seen)) => (Evidence::Observed, 0, Some(seen), seen),
            (Payments::NoTotals, None) => (Evidence::Assumed, 0, None, running_since),
            (Payments::FitNothing(why), None) => return Err(why),
        };
    let expected = periods_since(counted_from);
    Ok(Progress { evidence, expected, made, last_increase, running_since })
}

fn whole_periods(from: NaiveDate, to: NaiveDate, period: Period) -> u32 {
    // Never more than the months, which are a u32: a period has one month at least.
    u32::try_from(u64::from(months_between(from, to)) / period.months()).unwrap_or(u32::MAX)
}

/// A rise is an amount above all that were seen earlier: a correction back up is none.
fn rises(history: &[Observation]) -> Rises {
    let Some((first, later)) = history.split_first() else { return Rises::default() };
    let mut highest = first.amount;
    let mut rises = Rises::default();
    for seen in later {
        if seen.amount > highest {
            highest = seen.amount;
            rises = Rises { count: rises.count + 1, last: Some(seen.as_of) };
        }
    }
    rises
}

fn payments(
    facts: &SipFacts<'_>,
    paid_until: NaiveDate,
    step_up: StepUp,
    period: Period,
) -> Payments {
    let (Some(count), Some(total)) = (facts.success_count.filter(|n| *n > 0), facts.success_amount)
    else {
        return Payments::NoTotals;
    };
    if facts.amount.times(count) == total {
        return Payments::Steps { made: 0, last: None };
    }
    // One debit of several schemes can go through in part, and then the totals tell nothing.
    if facts.has_several_schemes() && facts.has_unpaid_money() {
        return Payments::FitNothing(Unclear::PartialDebits);
    }
    let schedule = Schedule {
        count: i128::from(count),
        total: total.0,
        per_period: i128::from(period.months()) * i128::from(facts.debit_days().get()),
    };
    let fit = rounding_units(step_up)
        .iter()
        .find_map(|unit| schedule.fit(&levels(facts.amount, step_up, *unit)));
    let Some(Fit { steps, since }) = fit else {
        return Payments::FitNothing(Unclear::ChangedOnUnknownDate);
    };
    let months = since.saturating_sub(1) / facts.debit_days().get();
    match months_before(paid_until, months) {
        Some(last) => Payments::Steps { made: steps, last: Some(last) },
        None => Payments::FitNothing(Unclear::ChangedOnUnknownDate),
    }
}

/// Firms round a stepped-up instalment down to ten rupees, some to one. An amount needs no rounding.
const fn rounding_units(step_up: StepUp) -> &'static [i128] {
    match step_up {
        StepUp::Percentage(_) => &[1_000, 100],
        StepUp::Amount(_) => &[1],
    }
}

/// How far back a course of instalments is followed, today's among them.
const MOST_LEVELS: usize = 25;

/// The instalments that today's grew from, newest first, today's at the front.
fn levels(today: Paise, step_up: StepUp, unit: i128) -> Vec<i128> {
    let before = |level: &i128| level_before(*level, step_up, unit);
    core::iter::successors(Some(today.0), before).take(MOST_LEVELS).collect()
}

fn level_before(level: i128, step_up: StepUp, unit: i128) -> Option<i128> {
    let before = match step_up {
        StepUp::Amount(amount) => level - amount.0,
        StepUp::Percentage(Percent(hundredths)) => {
            let grown = 10_000 + i128::from(hundredths);
            let before = divide_up(level * 10_000, grown * unit) * unit;
            let steps_up_to = before * grown / (10_000 * unit) * unit;
            Some(before).filter(|_| steps_up_to == level)?
        }
    };
    Some(before).filter(|before| *before > 0 && *before < level)
}

const fn divide_up(numerator: i128, denominator: i128) -> i128 {
    (numerator + denominator - 1) / denominator
}

/// The payments made, and how many of them fall into one period.
struct Schedule {
    count: i128,
    total: i128,
    per_period: i128,
}

/// A course of instalments that adds up to the totals.
struct Fit {
    /// Steps made.
    steps: u32,
    /// Payments made at today's instalment.
    since: u32,
}

impl Schedule {
    /// The fewest steps that explain the totals: some newest payments at today's level, a full
    /// period at each level between, and the rest, one or more, at the oldest.
    fn fit(&self, levels: &[i128]) -> Option<Fit> {
        let (today, earlier) = levels.split_first()?;
        let mut left = Schedule { ..*self };
        let mut courses = earlier.iter().zip(1..);
        while left.count >= 1 {
            let (oldest, steps) = courses.next()?;
            let surplus = left.total - left.count * oldest;
            let growth = today - oldest;
            let since = surplus / growth;
            if surplus % growth == 0 && (0..left.count).contains(&since) {
                return Some(Fit { steps, since: u32::try_from(since).ok()? });
            }
            left.count -= self.per_period;
            left.total -= self.per_period * oldest;
        }
        None
    }
}
