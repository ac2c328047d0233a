//! All that is counted over the lives of a seed.

use opportunity_core::{BadFacts, Kind};
use sample_book::chance::Seed;

use crate::case::Case;
use crate::confusion::{Tallies, Tally};
use crate::coverage::Coverage;
use crate::degree::Degree;
use crate::fate::KINDS;
use crate::grouping::{GROUPINGS, REASON, fault, silence};
use crate::imports::Habit;
use crate::portrait::Portrait;

/// Whom the rules name and whom they should, of each degree of lives.
#[derive(Clone, Debug)]
pub struct Report {
    /// One for each degree.
    pub books: Vec<BookReport>,
}

/// Whom the rules name and whom they should, of lives of one degree.
#[derive(Clone, Debug)]
pub struct BookReport {
    /// How untidy they are.
    pub degree: Degree,
    /// How many.
    pub lives: u64,
    pub(crate) portrait: Portrait,
    /// One for each habit of importing.
    pub cells: Vec<Cell>,
    /// Lives with a step-up after one export, by all that tells them apart.
    pub(crate) groups: Vec<Tallies>,
    /// The seven kinds that are about debits, over all lives.
    pub kinds: Vec<(Kind, Tally)>,
}

/// Lives with a step-up after the imports of one habit.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Which imports.
    pub habit: Habit,
    /// Whom the rule names and whom it should.
    pub tally: Tally,
    /// Their verdicts.
    pub coverage: Coverage,
    /// The wrong calls, by what is wrong.
    pub(crate) faults: Tallies,
    /// Who should have been named, by why the rule is silent.
    pub(crate) silences: Tallies,
}

impl Report {
    /// Lives the first `lives` lives of a seed in each degree, and holds the rules against each.
    ///
    /// # Errors
    /// A record that no book would take.
    pub fn drawn(seed: &Seed, lives: u64) -> Result<Self, BadFacts> {
        let books = Degree::ALL.into_iter().map(|degree| BookReport::drawn(seed, degree, lives));
        Ok(Self { books: books.collect::<Result<_, _>>()? })
    }
}

impl BookReport {
    fn drawn(seed: &Seed, degree: Degree, lives: u64) -> Result<Self, BadFacts> {
        let mut book = Self {
            degree,
            lives,
            portrait: Portrait::default(),
            cells: Habit::ALL.map(Cell::of).into(),
            groups: GROUPINGS.iter().map(|grouping| Tallies::of(grouping.names)).collect(),
            kinds: KINDS.map(|kind| (kind, Tally::default())).into(),
        };
        for number in 0..lives {
            book.add(&Case::drawn(seed, degree, Habit::One, number)?)?;
        }
        Ok(book)
    }

    fn add(&mut self, case: &Case) -> Result<(), BadFacts> {
        self.portrait.add(case);
        for (kind, tally) in &mut self.kinds {
            tally.add(*kind, case);
        }
        if case.truth.is_none() {
            return Ok(());
        }
        for (tallies, grouping) in self.groups.iter_mut().zip(&GROUPINGS) {
            tallies.add((grouping.name)(case), REASON, case);
        }
        for cell in &mut self.cells {
            cell.add(&case.after(cell.habit)?);
        }
        Ok(())
    }
}

impl Cell {
    fn of(habit: Habit) -> Self {
        Self {
            habit,
            tally: Tally::default(),
            coverage: Coverage::default(),
            faults: Tallies::default(),
            silences: Tallies::default(),
        }
    }

    fn add(&mut self, case: &Case) {
        self.tally.add(REASON, case);
        self.coverage.add(case);
        if case.wrongly(REASON) {
            self.faults.add(fault(case), REASON, case);
        }
        if case.missed(REASON) {
            self.silences.add(silence(case), REASON, case);
        }
    }
}
