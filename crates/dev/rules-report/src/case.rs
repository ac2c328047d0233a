//! One life, its record, what is true of it and what the rules say.

use opportunity_core::{AmountRun, BadFacts, Kind, SipRecord, Verdict, VerdictKind};
use sample_book::chance::Seed;

use chrono::Days;

use crate::degree::Degree;
use crate::fate::Fate;
use crate::imports::Habit;
use crate::life::Life;
use crate::record::record;
use crate::said::Said;
use crate::truth::Truth;

/// A debit may be told of so many days beside its day, for a bank has holidays.
const HOLIDAYS: Days = Days::new(7);

/// A life held against the rules.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its number.
    pub number: u64,
    /// What happened.
    pub life: Life,
    /// What today's export tells.
    pub record: SipRecord,
    /// Which exports were imported before.
    pub habit: Habit,
    /// What they saw of its instalment.
    pub history: Vec<AmountRun>,
    /// What is true of its increases, where a step-up was agreed.
    pub truth: Option<Truth>,
    /// What is true of its debits.
    pub fate: Fate,
    /// What the rules say.
    pub said: Said,
}

impl Case {
    /// The life of this number, judged after these imports.
    ///
    /// # Errors
    /// [`BadFacts`] where the record is one that no book would take.
    pub fn drawn(seed: &Seed, degree: Degree, habit: Habit, number: u64) -> Result<Self, BadFacts> {
        let life = Life::drawn(seed, degree, number);
        let record = record(&life, life.as_of);
        let history = habit.history(&life);
        let said = Said::on(&record, &history, life.as_of)?;
        let (truth, fate) = (Truth::of(&life, &record), Fate::of(&life, &record));
        Ok(Self { number, life, record, habit, history, truth, fate, said })
    }

    /// The same life after other imports.
    ///
    /// # Errors
    /// [`BadFacts`] where the record is one that no book would take.
    pub fn after(&self, habit: Habit) -> Result<Self, BadFacts> {
        let history = habit.history(&self.life);
        let said = Said::on(&self.record, &history, self.life.as_of)?;
        Ok(Self { habit, history, said, ..self.clone() })
    }

    /// Whether a partner should call for this reason.
    #[must_use]
    pub fn is_due(&self, kind: Kind) -> bool {
        match kind {
            Kind::NoSipIncrease => self.truth.is_some_and(|truth| truth.calls()),
            other => self.fate.is_due(other),
        }
    }

    /// Named for this reason.
    #[must_use]
    pub fn is_named(&self, kind: Kind) -> bool {
        self.said.call(kind).is_some()
    }

    /// Named for this reason, and it is so.
    #[must_use]
    pub fn rightly(&self, kind: Kind) -> bool {
        match kind {
            Kind::NoSipIncrease => self.is_named(kind) && self.is_due(kind),
            other => self.is_named(other) && self.fate.is_right(other),
        }
    }

    /// Rightly named for this reason, and what is said of it is so.
    #[must_use]
    pub fn told_truly(&self, kind: Kind) -> bool {
        match kind {
            Kind::NoSipIncrease => self.rightly(kind) && self.is_dated_rightly() != Some(false),
            other => self.said.call(other).is_some_and(|call| self.fate.is_told_truly(&call)),
        }
    }

    /// Named for this reason, and it is not so.
    #[must_use]
    pub fn wrongly(&self, kind: Kind) -> bool {
        self.is_named(kind) && !self.rightly(kind)
    }

    /// Wrongly named for want of an increase, and in some days rightly.
    #[must_use]
    pub fn is_days_early(&self) -> bool {
        let lacks_days =
            |truth: Truth| truth.running && truth.period_passed() && truth.lacks_days();
        self.wrongly(Kind::NoSipIncrease) && self.truth.is_some_and(lacks_days)
    }

    /// A partner should call for this reason, and is not told.
    #[must_use]
    pub fn missed(&self, kind: Kind) -> bool {
        self.is_due(kind) && !self.is_named(kind)
    }

    /// Whether the verdict's dates, where it has some, hold the true last increase: a day between its
    /// order and its first debit.
    #[must_use]
    pub fn is_dated_rightly(&self) -> Option<bool> {
        let Verdict { verdict, last_increase_from, last_increase_to, .. } = self.said.verdict?;
        if !matches!(verdict, VerdictKind::Dated | VerdictKind::Between) {
            return None;
        }
        let (from, to) = (last_increase_from? - HOLIDAYS, last_increase_to? + HOLIDAYS);
        let last = self.truth?.last_increase;
        Some(last.is_some_and(|last| last.ordered_on <= to && from <= last.counted_from()))
    }
}
