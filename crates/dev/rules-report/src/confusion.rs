//! Whom the rule named beside whom it should have named, counted.

use crate::case::Case;

/// Calls and truths, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many lives.
    pub lives: u32,
    /// Of them, whom a partner should call.
    pub due: u32,
    /// Whom the rule names.
    pub named: u32,
    /// Whom it names rightly.
    pub rightly: u32,
    /// Of those, of whom it also says rightly what was made and when.
    pub told_truly: u32,
}

impl Tally {
    pub(crate) fn add(&mut self, case: &Case) {
        self.lives += 1;
        self.due += u32::from(case.truth.calls());
        self.named += u32::from(case.verdict.names());
        self.rightly += u32::from(case.rightly());
        self.told_truly += u32::from(case.told_truly());
    }

    /// Whom the rule names and should not.
    #[must_use]
    pub fn wrongly(&self) -> u32 {
        self.named - self.rightly
    }

    /// Whom it should name and does not.
    #[must_use]
    pub fn missed(&self) -> u32 {
        self.due - self.rightly
    }

    /// Of a hundred named, how many rightly.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        share(self.rightly, self.named)
    }

    /// Of a hundred who should be named, how many are.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        share(self.rightly, self.due)
    }

    /// Of a hundred named, of how many all that is said is true.
    #[must_use]
    pub fn truly(&self) -> Option<f64> {
        share(self.told_truly, self.named)
    }
}

fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) * 100.0 / f64::from(whole))
}

/// Tallies by name, in the order in which the names came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies(Vec<(&'static str, Tally)>);

impl Tallies {
    pub(crate) fn of(names: &[&'static str]) -> Self {
        Self(names.iter().map(|name| (*name, Tally::default())).collect())
    }

    pub(crate) fn add(&mut self, name: &'static str, case: &Case) {
        let place = self.0.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            self.0.push((name, Tally::default()));
            self.0.len() - 1
        });
        if let Some((_, tally)) = self.0.get_mut(place) {
            tally.add(case);
        }
    }

    /// The tally of that name; an empty one for a name that never came.
    #[must_use]
    pub fn get(&self, name: &str) -> Tally {
        self.iter().find(|(known, _)| *known == name).map(|(_, tally)| tally).unwrap_or_default()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, Tally)> {
        self.0.iter().copied()
    }
}
