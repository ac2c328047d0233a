//! The exports that are imported: a small book, and a later one that changes and adds to it.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use opportunity_core::SipRecord;
use sample_book::SampleBook;
use sip_export::ExportWriter;

use crate::terminal::Outcome;

const SEED: u64 = 11;

/// Enough for several batches of the importer, so that there is a middle.
const SIPS: u64 = 5_000;

/// SIPs that the first export has; the second has all of them.
const FIRST: usize = 1_000;

/// An export, and the date it speaks of.
pub(crate) struct Export {
    pub(crate) path: PathBuf,
    pub(crate) as_of: &'static str,
    /// The SIPs, in the order of the file.
    pub(crate) ids: Vec<String>,
}

impl Export {
    pub(crate) fn bytes(&self) -> Outcome<Vec<u8>> {
        Ok(fs::read(&self.path)?)
    }
}

pub(crate) struct Exports {
    /// In the book before anything breaks.
    pub(crate) first: Export,
    /// Imported when it does.
    pub(crate) second: Export,
    /// Of another date still: for those who import at the same time.
    pub(crate) third: Export,
    /// SIPs of the first export whose record the second one changes.
    pub(crate) changed: Vec<String>,
}

impl Exports {
    pub(crate) fn write(directory: &Path) -> Outcome<Self> {
        let book = SampleBook::new(SEED, SIPS, "2026-01-30".parse()?)?;
        let (later, last) = (book.on("2026-03-15".parse()?)?, book.on("2026-05-15".parse()?)?);
        let first: Vec<_> = book.records().take(FIRST).collect();
        let second: Vec<_> = later.records().collect();
        let third: Vec<_> = last.records().step_by(2).collect();
        let pairs = first.iter().zip(&second);
        let changed = pairs.filter(|(then, now)| is_changed(then, now));
        let changed = changed.map(|(then, _)| then.sip_meta_id.to_string()).collect();
        Ok(Self {
            first: write(directory, "first.json", "2026-01-30", &first)?,
            second: write(directory, "second.json", "2026-03-15", &second)?,
            third: write(directory, "third.json", "2026-05-15", &third)?,
            changed,
        })
    }
}

fn is_changed(then: &SipRecord, now: &SipRecord) -> bool {
    let success = |sip: &SipRecord| sip.success_amount;
    then.sip_meta_id == now.sip_meta_id && success(then) != success(now)
}

fn write(
    directory: &Path,
    name: &str,
    as_of: &'static str,
    records: &[SipRecord],
) -> Outcome<Export> {
    let path = directory.join(name);
    let mut export = ExportWriter::new(BufWriter::new(File::create(&path)?))?;
    for record in records {
        export.write(record)?;
    }
    export.finish()?;
    let ids = records.iter().map(|record| record.sip_meta_id.to_string()).collect();
    Ok(Export { path, as_of, ids })
}
