//! The imports of a book, and what each of them saw of a SIP.

use chrono::{Months, NaiveDate};
use opportunity_core::AmountRun;

use crate::life::Life;
use crate::record::record;

/// Which exports were imported before today's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Habit {
    /// None.
    One,
    /// One of 15 months ago.
    Older,
    /// One in each of the six months before.
    Six,
    /// One in each of the twelve months before.
    Twelve,
    /// One in each of the fourteen months before.
    Fourteen,
}

impl Habit {
    /// Every habit.
    pub const ALL: [Self; 5] = [Self::One, Self::Older, Self::Six, Self::Twelve, Self::Fourteen];

    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::One => "one export",
            Self::Older => "and one of 15 months ago",
            Self::Six => "and 6 monthly",
            Self::Twelve => "and 12 monthly",
            Self::Fourteen => "and 14 monthly",
        }
    }

    /// How many months ago each export was, the oldest first.
    fn months_ago(self) -> Vec<u32> {
        match self {
            Self::One => vec![0],
            Self::Older => vec![15, 0],
            Self::Six => (0..=6).rev().collect(),
            Self::Twelve => (0..=12).rev().collect(),
            Self::Fourteen => (0..=14).rev().collect(),
        }
    }

    /// The runs of one instalment that the imports of a life's book saw, as the book keeps them.
    #[must_use]
    pub fn history(self, life: &Life) -> Vec<AmountRun> {
        let ago = self.months_ago().into_iter().map(|months| life.as_of - Months::new(months));
        let mut runs: Vec<AmountRun> = Vec::new();
        for date in ago.filter(|date| *date >= life.agreement.known_from()) {
            see(&mut runs, life, date);
        }
        runs
    }
}

/// Goes on with the runs of a life's instalment by what an import of that date, the newest, sees.
pub(crate) fn see(runs: &mut Vec<AmountRun>, life: &Life, date: NaiveDate) {
    match runs.last_mut().filter(|run| run.amount == life.instalment(date)) {
        Some(run) => run.to = date,
        None => runs.push(first_of_run(life, date)),
    }
}

fn first_of_run(life: &Life, date: NaiveDate) -> AmountRun {
    let seen = record(life, date);
    AmountRun {
        as_of: date,
        to: date,
        amount: seen.amount,
        success_count: seen.success_count,
        success_amount: seen.success_amount,
        failed_amount: seen.failed_amount,
    }
}
