//! One life, its record, what is true of it and what the rule says.

use chrono::NaiveDate;
use opportunity_core::calendar::months_between;
use opportunity_core::{BadFacts, Observation, SipRecord};
use sample_book::chance::Seed;

use crate::life::Life;
use crate::record::record;
use crate::truth::Truth;
use crate::verdict::Verdict;

/// A life held against the rule.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its number.
    pub number: u64,
    /// What happened.
    pub life: Life,
    /// What the export tells.
    pub record: SipRecord,
    /// What imports saw of its instalment.
    pub history: Vec<Observation>,
    /// What is true.
    pub truth: Truth,
    /// What the rule says.
    pub verdict: Verdict,
}

impl Case {
    /// The life of this number, judged.
    ///
    /// # Errors
    /// [`BadFacts`] where the record is one that no book would take.
    pub fn drawn(seed: &Seed, number: u64) -> Result<Self, BadFacts> {
        let life = Life::drawn(seed, number);
        let record = record(&life);
        let history = life.imports.observations(&life.course);
        let verdict = Verdict::on(&record, &history, life.as_of)?;
        Ok(Self { number, truth: Truth::of(&life), life, record, history, verdict })
    }

    /// Named, and the truth names it too.
    #[must_use]
    pub fn rightly(&self) -> bool {
        self.verdict.names() && self.truth.calls()
    }

    /// Named, and the truth does not.
    #[must_use]
    pub fn wrongly(&self) -> bool {
        self.verdict.names() && !self.truth.calls()
    }

    /// The truth names it, and the rule does not.
    #[must_use]
    pub fn missed(&self) -> bool {
        !self.verdict.names() && self.truth.calls()
    }

    /// Rightly named, and what is said of it is true as well: so many steps made, and the last
    /// increase within a month.
    #[must_use]
    pub fn told_truly(&self) -> bool {
        self.rightly()
            && self.verdict.progress.is_ok_and(|said| {
                said.made == self.truth.made && close(said.last_increase, self.truth.last_increase)
            })
    }
}

fn close(said: Option<NaiveDate>, truly: Option<NaiveDate>) -> bool {
    match (said, truly) {
        (Some(said), Some(truly)) => months_between(said.min(truly), said.max(truly)) == 0,
        (None, None) => true,
        _ => false,
    }
}
