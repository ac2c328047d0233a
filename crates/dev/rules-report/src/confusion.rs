//! Whom a rule named beside whom it should have named, counted.

use opportunity_core::{Confidence, Kind};

use crate::case::Case;

/// Calls and truths of one reason, counted.
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
    /// Of those, whom with words that are true.
    pub told_truly: u32,
    /// Of the wrong ones, whom days too early alone.
    pub days_early: u32,
    /// Whom it should name and does not.
    pub missed: u32,
    /// Whom it names as proven.
    pub proven: u32,
    /// Of those, whom rightly.
    pub proven_rightly: u32,
}

impl Tally {
    pub(crate) fn add(&mut self, kind: Kind, case: &Case) {
        let rightly = case.rightly(kind);
        let proven = case.said.named == Some(Confidence::Proven) && kind == Kind::NoSipIncrease;
        self.lives += 1;
        self.due += u32::from(case.is_due(kind));
        self.named += u32::from(case.is_named(kind));
        self.rightly += u32::from(rightly);
        self.told_truly += u32::from(case.told_truly(kind));
        self.days_early += u32::from(kind == Kind::NoSipIncrease && case.is_days_early());
        self.missed += u32::from(case.missed(kind));
        self.proven += u32::from(proven);
        self.proven_rightly += u32::from(proven && rightly);
    }

    /// Whom the rule names and should not.
    #[must_use]
    pub fn wrongly(&self) -> u32 {
        self.named - self.rightly
    }

    /// Of a hundred named, how many rightly.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        percent(self.rightly, self.named)
    }

    /// Of a hundred named, how many rightly and with words that are true.
    #[must_use]
    pub fn truly(&self) -> Option<f64> {
        percent(self.told_truly, self.named)
    }

    /// Of a hundred named as proven, how many rightly.
    #[must_use]
    pub fn proven_precision(&self) -> Option<f64> {
        percent(self.proven_rightly, self.proven)
    }

    /// Of a hundred who should be named, how many are.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        percent(self.due - self.missed, self.due)
    }
}

pub(crate) fn percent(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) * 100.0 / f64::from(whole))
}

/// Tallies by name, in the order in which the names came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies(Vec<(&'static str, Tally)>);

impl Tallies {
    pub(crate) fn of(names: &[&'static str]) -> Self {
        Self(names.iter().map(|name| (*name, Tally::default())).collect())
    }

    pub(crate) fn add(&mut self, name: &'static str, kind: Kind, case: &Case) {
        let place = self.0.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            self.0.push((name, Tally::default()));
            self.0.len() - 1
        });
        if let Some((_, tally)) = self.0.get_mut(place) {
            tally.add(kind, case);
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
