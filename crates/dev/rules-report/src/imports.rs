//! The imports that saw a SIP, and the instalment that each of them saw.

use chrono::{Days, Months, NaiveDate};
use opportunity_core::Observation;
use sample_book::chance::Chance;

use crate::agreement::Agreement;
use crate::instalment::Instalment;

/// How regularly a book is imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// This is the first import.
    First,
    /// One to three came before, on any day of the last year and a half.
    Few,
    /// One a month, over the last months or years.
    Monthly,
    /// One a month, but many were missed.
    Patchy,
    /// One a month since the SIP began.
    Always,
}

/// Most books have only a couple of imports.
const HABITS: [(Habit, u32); 5] = [
    (Habit::First, 35),
    (Habit::Few, 30),
    (Habit::Monthly, 20),
    (Habit::Patchy, 10),
    (Habit::Always, 5),
];

/// The imports of a book, up to its date.
#[derive(Clone, Debug)]
pub struct Imports {
    /// How regular they are.
    pub habit: Habit,
    /// Their dates, oldest first; the book's own is the last.
    pub dates: Vec<NaiveDate>,
}

impl Imports {
    pub(crate) fn draw(agreement: &Agreement, as_of: NaiveDate, chance: &mut Chance) -> Self {
        let habit = chance.weighted(&HABITS);
        let mut dates = match habit {
            Habit::First => Vec::new(),
            Habit::Few => few(as_of, chance),
            Habit::Monthly => monthly(as_of, chance.between(3, 24)),
            Habit::Patchy => patchy(as_of, chance),
            Habit::Always => monthly(as_of, 12 * 12),
        };
        // An export knows a SIP only from its first day on.
        dates.retain(|date| *date >= agreement.first_debit_from);
        dates.push(as_of);
        dates.sort_unstable();
        dates.dedup();
        Self { habit, dates }
    }

    /// What they saw of a course of instalments: the first, and each that differs from the one seen
    /// before it, as the book keeps them.
    pub(crate) fn observations(&self, course: &[Instalment]) -> Vec<Observation> {
        let seen_on = |date: &NaiveDate| {
            let told = course.iter().rev().find(|instalment| instalment.ordered_on <= *date)?;
            Some(Observation { as_of: *date, amount: told.amount })
        };
        let mut seen: Vec<Observation> = self.dates.iter().filter_map(seen_on).collect();
        seen.dedup_by_key(|observation| observation.amount);
        seen
    }
}

fn few(as_of: NaiveDate, chance: &mut Chance) -> Vec<NaiveDate> {
    let count = chance.between(1, 3);
    (0..count).map(|_| as_of - Days::new(chance.between(1, 550).into())).collect()
}

fn monthly(as_of: NaiveDate, months: u32) -> Vec<NaiveDate> {
    (1..=months).map(|month| as_of - Months::new(month)).collect()
}

fn patchy(as_of: NaiveDate, chance: &mut Chance) -> Vec<NaiveDate> {
    let mut dates = monthly(as_of, chance.between(6, 36));
    let kept = chance.between(30, 80);
    dates.retain(|_| chance.percent(kept));
    dates
}
