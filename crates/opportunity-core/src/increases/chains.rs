//! Chains of instalments, each an agreed step above the one before it, that the payments allow: the
//! ways in which today's instalment may have come about.

use alloc::vec::Vec;

use chrono::NaiveDate;

use super::course::Course;
use super::imports::Imports;
use super::levels::{is_round_sum, level_before, roundings};
use super::payments::Payments;
use crate::agreement::{Agreed, Period};
use crate::calendar::{months_before, months_between};
use crate::money::{divide_down, divide_up};

/// No chain has more steps.
const MOST_STEPS: u32 = 24;

/// How often a debit of the second level is looked for that makes the rest fit the first.
const MOST_TRIES: u32 = 1_000;

/// What all chains that the payments allow say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chains {
    /// By no chain was an increase made after this day.
    pub(super) likely: NaiveDate,
    /// By no chain, nor by imports, was the last increase made before this day.
    pub(super) early: NaiveDate,
    /// Where every level but the first and today's was paid for a whole period: the one day, between
    /// `early` and what is known otherwise, on which the last increase was.
    pub(super) dated: Option<NaiveDate>,
    /// How many steps one of them has.
    steps: u8,
    /// Whether all of them have as many.
    agree_on_steps: bool,
}

/// What one chain says of how many of the newest payments were at today's instalment.
#[derive(Clone, Copy)]
struct Chain {
    steps: u8,
    fewest: i128,
    most: i128,
    /// Exactly so many, where every level between was paid for a whole period.
    fit: Option<i128>,
}

impl Chains {
    /// None where no chain fits, or where all are wrong: imports saw a rise after their last.
    pub(super) fn of(
        payments: &Payments,
        course: Course,
        agreed: Agreed,
        imports: Imports,
    ) -> Option<Self> {
        let chains = allowed(payments, course, agreed);
        let back = |newest| back(newest, course, payments.debit_days);
        let likely = back(chains.iter().map(|chain| chain.fewest).min()?);
        if imports.risen_after.is_some_and(|day| likely < day) {
            return None;
        }
        let earliest = back(chains.iter().map(|chain| chain.most).max()?);
        let early = imports.risen_after.map_or(earliest, |day| earliest.max(day));
        let late = imports.no_later_than(likely);
        let fits = chains.iter().filter_map(|chain| chain.fit.map(back));
        let steps = chains.first()?.steps;
        Some(Self {
            likely,
            early,
            dated: the_same(fits.filter(|day| early <= *day && *day <= late)),
            steps,
            agree_on_steps: chains.iter().all(|chain| chain.steps == steps),
        })
    }

    /// How many steps were made, where all chains have as many.
    pub(super) fn steps(&self) -> Option<u32> {
        self.agree_on_steps.then(|| self.steps.into())
    }
}

/// What all of them are, where they are all the same.
fn the_same<T: PartialEq>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// The day of the payment that is so many back, as the debit days of a month go; no day before the SIP
/// ran, though a record may count more payments than could be made since.
fn back(payments: i128, course: Course, debit_days: u32) -> NaiveDate {
    let months = divide_down((payments - 1).max(0), debit_days.into());
    let months = u32::try_from(months).unwrap_or(u32::MAX);
    months_before(course.by, months).map_or(course.since, |day| day.max(course.since))
}

/// The chains that the payments allow. One that comes of two roundings is there twice, which changes
/// nothing of what all of them say.
fn allowed(payments: &Payments, course: Course, agreed: Agreed) -> Vec<Chain> {
    let most_steps = course.periods_since(course.since, agreed.period()).min(MOST_STEPS);
    let schedule = Schedule::of(payments, course, agreed.period());
    let step_up = agreed.step_up();
    let mut chains = Vec::new();
    for rounding in roundings(payments.amount, step_up) {
        let mut levels = Vec::new();
        let mut level = payments.amount;
        while levels.len() < most_steps as usize {
            let Some(before) = level_before(level, step_up, rounding) else { break };
            level = before;
            levels.push(level);
            if is_round_sum(level) {
                chains.extend(schedule.chain(&levels));
            }
        }
    }
    chains
}

/// The payments, and how many of them fall into one period.
struct Schedule<'a> {
    payments: &'a Payments,
    per_period: i128,
    /// Debits that may have been missed, or not have fallen due.
    spare: i128,
}

impl<'a> Schedule<'a> {
    fn of(payments: &'a Payments, course: Course, period: Period) -> Self {
        let debit_days = i128::from(payments.debit_days);
        let months = i128::from(months_between(course.since, course.by)) + 1;
        Self {
            payments,
            per_period: i128::from(period.months()) * debit_days,
            spare: (months * debit_days - payments.count).max(0) + debit_days,
        }
    }

    /// What the chain of these levels says, the newest first; none where it cannot have been.
    fn chain(&self, levels: &[i128]) -> Option<Chain> {
        let steps = u8::try_from(levels.len()).ok()?;
        let most = self.most(levels)?;
        let fewest = self.fewest(levels)?;
        (fewest <= most).then(|| Chain { steps, fewest, most, fit: self.fit(levels) })
    }

    fn gap(&self, level: i128) -> i128 {
        self.payments.amount - level
    }

    /// Payments below today's instalment that the periods between so many steps take, at least.
    fn least_below(&self, levels: &[i128]) -> i128 {
        levels.len() as i128 * self.per_period - self.spare
    }

    /// What falls short is made up soonest by payments at the lowest level.
    fn most(&self, levels: &[i128]) -> Option<i128> {
        let lowest = *levels.last()?;
        let lacking = (self.payments.short() - self.payments.part).max(0);
        let below = divide_up(lacking, self.gap(lowest)).max(1).max(self.least_below(levels));
        Some(self.payments.count - below).filter(|most| *most >= 0)
    }

    /// A whole period at each level but the newest below today's, less spare debits; the rest there.
    fn fewest(&self, levels: &[i128]) -> Option<i128> {
        let (newest, earlier) = levels.split_first()?;
        let newest_gap = self.gap(*newest);
        let (mut left, mut below, mut free) = (self.payments.short(), 0, self.spare);
        for level in earlier.iter().rev() {
            let paid = self.per_period - self.per_period.min(free);
            free -= self.per_period - paid;
            left -= paid * self.gap(*level);
            below += paid;
        }
        if self.payments.part == 0 && levels.len() <= 2 {
            if let [second] = earlier {
                let mut tries = 0;
                while left > 0 && left % newest_gap != 0 && tries < MOST_TRIES {
                    left -= self.gap(*second);
                    below += 1;
                    tries += 1;
                }
            }
            if left % newest_gap != 0 {
                return None;
            }
        }
        if left < 0 {
            return None;
        }
        let below = below + divide_down(left, newest_gap);
        (below >= self.least_below(levels)).then(|| (self.payments.count - below).max(0))
    }

    /// The payments at today's instalment, if every level between was paid for a whole period and
    /// the lowest by the rest.
    fn fit(&self, levels: &[i128]) -> Option<i128> {
        let (lowest, between) = levels.split_last()?;
        let rest = self.payments.count - self.per_period * between.len() as i128;
        let at_levels = self.per_period * between.iter().sum::<i128>();
        let over = self.payments.total - at_levels - rest * lowest;
        let gap = self.gap(*lowest);
        let fits = rest >= 1 && 0 <= over && over < rest * gap && over % gap == 0;
        fits.then(|| divide_down(over, gap))
    }
}
