//! The tables.

use std::io::{self, Write};

use opportunity_core::BadFacts;
use sample_book::chance::Seed;

use crate::case::Case;
use crate::confusion::{Tallies, Tally};
use crate::grouping::{EVIDENCE, FAULT, Grouping, KIND, MODIFIERS, SILENCE};

/// Whom the rule names and whom it should, by all that tells lives apart.
#[derive(Clone, Debug)]
pub struct Report {
    /// By how the rule knows: `payments`, `observed`, `assumed` or `silent`.
    pub by_evidence: Tallies,
    /// By kind of life.
    pub by_kind: Tallies,
    /// All lives.
    pub all: Tally,
    by_modifier: Vec<Tallies>,
    /// The wrong calls of each evidence, by what is wrong.
    faults: Vec<(&'static str, Tallies)>,
    /// Who should have been named, by why the rule is silent and by evidence.
    silences: Vec<(&'static str, Tallies)>,
}

impl Report {
    /// Lives the first `lives` lives of a seed, and holds the rule against each.
    ///
    /// # Errors
    /// A record that no book would take.
    pub fn drawn(seed: &Seed, lives: u64) -> Result<Self, BadFacts> {
        let mut report = Self::empty();
        for number in 0..lives {
            report.add(&Case::drawn(seed, number)?);
        }
        Ok(report)
    }

    fn empty() -> Self {
        let by_evidence =
            |names| EVIDENCE.names.iter().map(|name| (*name, Tallies::of(names))).collect();
        Self {
            by_evidence: Tallies::of(EVIDENCE.names),
            by_kind: Tallies::of(KIND.names),
            all: Tally::default(),
            by_modifier: MODIFIERS.iter().map(|modifier| Tallies::of(modifier.names)).collect(),
            faults: by_evidence(FAULT.names),
            silences: by_evidence(SILENCE.names),
        }
    }

    fn add(&mut self, case: &Case) {
        let evidence = (EVIDENCE.name)(case);
        self.all.add(case);
        self.by_evidence.add(evidence, case);
        self.by_kind.add((KIND.name)(case), case);
        for (tallies, modifier) in self.by_modifier.iter_mut().zip(&MODIFIERS) {
            tallies.add((modifier.name)(case), case);
        }
        let add_to = |tables: &mut [(&str, Tallies)], grouping: &Grouping| {
            for (_, table) in tables.iter_mut().filter(|(name, _)| *name == evidence) {
                table.add((grouping.name)(case), case);
            }
        };
        if case.wrongly() {
            add_to(&mut self.faults, &FAULT);
        }
        if case.missed() {
            add_to(&mut self.silences, &SILENCE);
        }
    }

    /// Writes every table.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        write_tallies(out, EVIDENCE.title, &self.by_evidence, self.all)?;
        write_tallies(out, KIND.title, &self.by_kind, self.all)?;
        for (modifier, tallies) in MODIFIERS.iter().zip(&self.by_modifier) {
            write_tallies(out, modifier.title, tallies, self.all)?;
        }
        write_counts(out, FAULT.title, &self.faults)?;
        write_counts(out, SILENCE.title, &self.silences)
    }
}

fn write_tallies(
    out: &mut impl Write,
    title: &str,
    tallies: &Tallies,
    all: Tally,
) -> io::Result<()> {
    writeln!(
        out,
        "{title:<24}{:>8}{:>8}{:>8}{:>9}{:>9}{:>11}{:>8}{:>8}{:>7}",
        "lives", "should", "named", "rightly", "wrongly", "precision", "missed", "recall", "truly"
    )?;
    for (name, tally) in tallies.iter() {
        write_tally(out, name, tally)?;
    }
    write_tally(out, "all", all)?;
    writeln!(out)
}

fn write_tally(out: &mut impl Write, name: &str, tally: Tally) -> io::Result<()> {
    let share = |share: Option<f64>, places: usize| {
        share.map_or("-".to_owned(), |share| format!("{share:.places$}"))
    };
    writeln!(
        out,
        "{name:<24}{:>8}{:>8}{:>8}{:>9}{:>9}{:>11}{:>8}{:>8}{:>7}",
        tally.lives,
        tally.due,
        tally.named,
        tally.rightly,
        tally.wrongly(),
        share(tally.precision(), 2),
        tally.missed(),
        share(tally.recall(), 1),
        share(tally.truly(), 1)
    )
}

/// How many lives, by evidence and by reason.
fn write_counts(
    out: &mut impl Write,
    title: &str,
    tables: &[(&'static str, Tallies)],
) -> io::Result<()> {
    writeln!(out, "{title:<36}{:>8}", "lives")?;
    for (evidence, table) in tables {
        for (reason, tally) in table.iter().filter(|(_, tally)| tally.lives > 0) {
            writeln!(out, "{:<36}{:>8}", format!("{evidence}: {reason}"), tally.lives)?;
        }
    }
    writeln!(out)
}
