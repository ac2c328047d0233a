//! One life: when it began, on which days it is debited, when its instalment was raised, and what
//! became of every debit.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::dice::Dice;
use super::steps::Agreed;

#[derive(Clone, Debug)]
pub(crate) struct Life {
    pub(crate) agreed: Agreed,
    /// The start date that the record tells.
    pub(crate) start: Option<NaiveDate>,
    pub(crate) days: Vec<u32>,
    pub(crate) schemes: usize,
    pub(crate) pause: Option<(NaiveDate, Option<NaiveDate>)>,
    /// From when which instalment was paid.
    levels: Vec<(NaiveDate, i128)>,
    pub(crate) debits: Vec<Debit>,
}

/// A debit that fell due, and what of it was paid and reported as failed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Debit {
    pub(crate) on: NaiveDate,
    pub(crate) paid: i128,
    pub(crate) failed: i128,
}

pub(crate) struct Totals {
    pub(crate) count: u32,
    pub(crate) sum: i128,
    pub(crate) failed: i128,
}

impl Life {
    pub(crate) fn invented(dice: &mut Dice, record_as_of: NaiveDate) -> Self {
        let agreed = Agreed::invented(dice);
        // Debits of today's instalment, of which some failed in part.
        let is_partial = dice.is_one_in(6);
        let days = if is_partial { vec![dice.number(1, 28)] } else { debit_days(dice) };
        let steps = dice.of(&[0, 0, 0, 1, 1, 2, 2, 3, 4, 6]);
        let months = if dice.is_one_in(5) { dice.number(0, 14) } else { dice.number(12, 80) };
        let began = in_month(record_as_of - Months::new(months), days[0]);
        let mut life = Self {
            start: start(dice, began),
            levels: levels(dice, &agreed, if is_partial { 0 } else { steps }, began, record_as_of),
            agreed,
            days,
            schemes: if is_partial { 2 } else { dice.of(&[1, 1, 1, 0, 2, 3, 1]) },
            pause: pause(dice, record_as_of),
            debits: Vec::new(),
        };
        life.debits = life.debits(dice, is_partial, began, record_as_of);
        life
    }

    pub(crate) fn level_on(&self, day: NaiveDate) -> i128 {
        let begun = self.levels.iter().rev().find(|(from, _)| *from <= day);
        begun.unwrap_or(&self.levels[0]).1
    }

    pub(crate) fn levels(&self) -> impl Iterator<Item = i128> {
        self.levels.iter().map(|(_, amount)| *amount)
    }

    pub(crate) fn totals_on(&self, day: NaiveDate) -> Totals {
        let mut totals = Totals { count: 0, sum: 0, failed: 0 };
        for debit in self.debits.iter().filter(|debit| debit.on <= day) {
            totals.count += u32::from(debit.paid > 0);
            totals.sum += debit.paid;
            totals.failed += debit.failed;
        }
        totals
    }

    /// Every debit up to the day on which the life fell silent.
    fn debits(
        &self,
        dice: &mut Dice,
        is_partial: bool,
        began: NaiveDate,
        record_as_of: NaiveDate,
    ) -> Vec<Debit> {
        let silent_for = match dice.up_to(9) {
            0..=5 => 0,
            6 | 7 => dice.up_to(70),
            8 => dice.up_to(500),
            _ => 5_000,
        };
        let silent_from = record_as_of - Days::new(silent_for as u64);
        let missed_of_hundred = if is_partial { 20 } else { dice.of(&[0, 0, 5, 20, 50, 0]) };
        let (seed, what_fails) = (dice.up_to(96), dice.up_to(3));
        let what_fails = if is_partial { 1 } else { what_fails };
        let mut debits = Vec::new();
        let mut month = began;
        while month <= record_as_of + Months::new(1) {
            for day in &self.days {
                let on = in_month(month, *day);
                let is_missed = (debits.len() * 37 + seed) % 97 < missed_of_hundred;
                let is_paused = self
                    .pause
                    .is_some_and(|(from, till)| from <= on && till.is_none_or(|till| on <= till));
                if on >= began && on <= silent_from && !is_paused {
                    debits.push(self.debit(on, is_missed, what_fails));
                }
            }
            month = in_month(month, 1) + Months::new(1);
        }
        debits.sort_by_key(|debit| debit.on);
        debits
    }

    /// What is missed is reported as failed, or not; of several schemes one can fail alone.
    fn debit(&self, on: NaiveDate, is_missed: bool, what_fails: usize) -> Debit {
        let due = self.level_on(on);
        match (is_missed, what_fails) {
            (false, _) => Debit { on, paid: due, failed: 0 },
            (true, 0) => Debit { on, paid: 0, failed: 0 },
            (true, 1 | 2) if self.schemes > 1 => Debit { on, paid: due - due / 3, failed: due / 3 },
            (true, _) => Debit { on, paid: 0, failed: due },
        }
    }
}

fn debit_days(dice: &mut Dice) -> Vec<u32> {
    let one = dice.number(1, 31);
    match dice.up_to(9) {
        0..=3 => vec![one.min(28)],
        4 => vec![one],
        5 => vec![dice.number(29, 31)],
        6 => vec![1, 15],
        7 => vec![5, 30, 31],
        8 => vec![10, 20],
        _ => vec![dice.number(1, 10), dice.number(11, 20), dice.number(21, 31)],
    }
}

/// That day of the month, or the last one there is.
fn in_month(month: NaiveDate, day: u32) -> NaiveDate {
    (1..=day).rev().find_map(|day| month.with_day(day)).unwrap()
}

/// Mostly the first debit; else days before it, months after it, or nothing.
fn start(dice: &mut Dice, began: NaiveDate) -> Option<NaiveDate> {
    match dice.up_to(9) {
        0..=5 => Some(began),
        6 | 7 => Some(began - Days::new(dice.up_to(40) as u64)),
        8 => Some(began + Days::new(dice.up_to(300) as u64)),
        _ => None,
    }
}

/// The instalment from day to day: raised when a step was due, or later, or never again; seldom
/// lowered.
fn levels(
    dice: &mut Dice,
    agreed: &Agreed,
    steps: usize,
    began: NaiveDate,
    until: NaiveDate,
) -> Vec<(NaiveDate, i128)> {
    let amounts = agreed.levels(dice, steps);
    let period = agreed.period.map_or(12, |period| period.months() as u32);
    let lateness = dice.of(&[0, 0, 1, 5]);
    let is_any_day = dice.is_one_in(4);
    let mut levels = vec![(began, amounts[0])];
    let mut from = began;
    for amount in &amounts[1..] {
        from = if is_any_day {
            from + Days::new(30 + dice.up_to(500) as u64)
        } else {
            from + Months::new(period + dice.number(0, lateness))
        };
        if from <= until {
            levels.push((from, *amount));
        }
    }
    if dice.is_one_in(10) {
        let lowered = levels[dice.up_to(levels.len() - 1)].1 / 2 + 1_000;
        levels.push((levels[levels.len() - 1].0 + Days::new(dice.up_to(900) as u64), lowered));
    }
    levels
}

/// One that is over, one that lasts, one to come, one without an end, or none.
fn pause(dice: &mut Dice, record_as_of: NaiveDate) -> Option<(NaiveDate, Option<NaiveDate>)> {
    let from = record_as_of + Days::new(20) - Days::new(dice.up_to(400) as u64);
    match dice.up_to(9) {
        0..=6 => None,
        7 => Some((from, None)),
        8 => Some((from, Some(from + Days::new(dice.up_to(60) as u64)))),
        _ => Some((from, Some(from + Days::new(dice.up_to(500) as u64)))),
    }
}
