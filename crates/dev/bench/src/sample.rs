//! The synthetic export: made once, kept for the next run.

use std::fs::{self, File};
use std::io::{BufWriter, Read};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use opportunity_core::{Paise, SipRecord};
use sample_book::SampleBook;
use sip_export::{Entry, ExportReader, ExportWriter, ReadOptions};

use crate::terminal::{Outcome, say};

const SEED: u64 = 1;
const AS_OF: &str = "2026-01-30";

/// SIPs that change in a small import, and in a large one, of a book that has so many.
const FEW: u64 = 1_000;
const MANY: u64 = 100_000;

/// How much changes in an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    Few,
    Many,
}

/// So many records tell whether a kept export is what the generator makes today.
const TOLD_BY: usize = 200;

pub(crate) struct Sample {
    pub(crate) sips: u64,
    pub(crate) as_of: NaiveDate,
    pub(crate) file: PathBuf,
    /// Many of its records, from all over the book.
    many: PathBuf,
}

impl Sample {
    /// The export in the cache, else a new one.
    pub(crate) fn of(sips: u64, cache: &Path) -> Outcome<Self> {
        let as_of = AS_OF.parse()?;
        let kept = |what: &str| cache.join(format!("book_{sips}{what}.json"));
        let sample = Self { sips, as_of, file: kept(""), many: kept("_many") };
        let book = SampleBook::new(SEED, sips, as_of)?;
        if !sample.is_kept(&book)? {
            say(&format!("• making an export of {sips} SIPs in {}", sample.file.display()));
            fs::create_dir_all(cache)?;
            sample.make(&book, &kept("_draft"))?;
        }
        Ok(sample)
    }

    /// Made whole, because it has its name, and by the generator as it is.
    fn is_kept(&self, book: &SampleBook) -> Outcome<bool> {
        let mut start = ExportWriter::new(Vec::new())?;
        for record in book.records().take(TOLD_BY) {
            start.write(&record)?;
        }
        let start = start.finish()?;
        let start = start.strip_suffix(b"\n]\n").unwrap_or(&start);
        let Ok(file) = File::open(&self.file) else { return Ok(false) };
        let mut kept = Vec::new();
        file.take(start.len() as u64).read_to_end(&mut kept)?;
        Ok(kept == start && self.many.exists())
    }

    fn make(&self, book: &SampleBook, draft: &Path) -> Outcome<()> {
        let mut all = ExportWriter::new(BufWriter::new(File::create(draft)?))?;
        let mut many = ExportWriter::new(BufWriter::new(File::create(&self.many)?))?;
        let step = self.sips / self.changed(Extent::Many);
        for (index, record) in (0..).zip(book.records()) {
            all.write(&record)?;
            if index % step == 0 && index / step < self.changed(Extent::Many) {
                many.write(&record)?;
            }
        }
        many.finish()?;
        all.finish()?;
        Ok(fs::rename(draft, &self.file)?)
    }

    /// How many SIPs change.
    pub(crate) fn changed(&self, extent: Extent) -> u64 {
        match extent {
            Extent::Few => FEW.min(self.sips),
            Extent::Many => MANY.min(self.sips),
        }
    }

    /// Writes an export of the records that change, each with a larger instalment than in rounds
    /// before.
    pub(crate) fn write_changes(&self, extent: Extent, round: u32, out: &Path) -> Outcome<()> {
        let mut changes = ExportWriter::new(BufWriter::new(File::create(out)?))?;
        let step = self.changed(Extent::Many) / self.changed(extent);
        let many = ExportReader::new(File::open(&self.many)?, None, ReadOptions::default())?;
        let chosen = many.step_by(usize::try_from(step)?);
        for entry in chosen.take(usize::try_from(self.changed(extent))?) {
            let Entry::Good(located) = entry? else { return Err("a bad record".into()) };
            let more = Paise::from_rupees(100 * (i64::from(round) + 1));
            let amount = located.sip.amount + more;
            changes.write(&SipRecord { amount, ..located.sip })?;
        }
        changes.finish()?;
        Ok(())
    }
}
