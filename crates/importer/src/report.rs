//! What became of a file, for people and for programs.

use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use sip_export::BadRecord;
use store_pg::{Imported, Outcome};

use crate::rejects;

/// What became of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The file.
    pub path: PathBuf,
    /// How it ended.
    pub ending: Ending,
    /// The first of its bad records.
    pub rejects: Vec<BadRecord>,
    /// How long it took.
    pub took: Duration,
}

/// How an import ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// In the book.
    Imported(Imported),
    /// The same bytes were there before, for the same date.
    AlreadyImported {
        /// The earlier import.
        import_id: i64,
        /// The date of both.
        as_of: chrono::NaiveDate,
        /// Bad records that the earlier import left out.
        rejected: u64,
    },
    /// Nothing was imported.
    Failed(String),
}

impl From<Outcome> for Ending {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Imported(imported) => Self::Imported(imported),
            Outcome::AlreadyImported { import_id, as_of, rejected } => {
                Self::AlreadyImported { import_id, as_of, rejected }
            }
        }
    }
}

/// What one more export would be worth, which nobody asks who has imported but one.
const OLDER_EXPORT: &str = "One export from 13 to 18 months ago, imported as well, tells who stepped \
                            up since: about a third more calls can be proven.";

impl Report {
    /// The exit code that this file alone would give: 0 where all of it is in the book, 3 where bad
    /// records were left out, now or by an earlier import of the same bytes, 1 where it failed.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self.left_out() {
            None => 1,
            Some(0) => 0,
            Some(_) => 3,
        }
    }

    /// How many bad records are not in the book; none where the import failed.
    fn left_out(&self) -> Option<u64> {
        match &self.ending {
            Ending::Imported(imported) => Some(imported.rejected),
            Ending::AlreadyImported { rejected, .. } => Some(*rejected),
            Ending::Failed(_) => None,
        }
    }

    fn records_per_second(&self, read: u64) -> u64 {
        let millis = u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX).max(1);
        read.saturating_mul(1000) / millis
    }

    /// The report as programs read it.
    #[must_use]
    pub fn json(&self) -> Value {
        let file = self.path.display().to_string();
        let mut report = self.described(json!({ "file": file }), |bad| rejects::line(&file, bad));
        // A script goes by it; the summary of an upload has the fields that its document states.
        if let Ending::AlreadyImported { rejected, .. } = self.ending {
            report["rejected"] = json!(rejected);
        }
        report
    }

    /// The report as those read it who sent the file: it has a name, and no place here.
    #[must_use]
    pub fn summary(&self) -> Value {
        self.described(json!({ "file_name": self.path.display().to_string() }), rejects::facts)
    }

    fn described(&self, mut report: Value, reject: impl Fn(&BadRecord) -> Value) -> Value {
        let facts = match &self.ending {
            Ending::Imported(imported) => json!({
                "status": "imported",
                "import_id": imported.import_id,
                "as_of": imported.as_of.to_string(),
                "sha256": imported.sha256,
                "read": imported.read,
                "inserted": imported.inserted,
                "updated": imported.updated,
                "unchanged": imported.unchanged,
                "stale": imported.stale,
                "duplicate": imported.duplicate,
                "rejected": imported.rejected,
                "amount_changes": imported.amount_changes,
                "lacking": imported.lacking,
                "hidden": imported.hidden,
                "advice": imported.is_first.then_some(OLDER_EXPORT),
                "records_per_second": self.records_per_second(imported.read),
            }),
            Ending::AlreadyImported { import_id, as_of, .. } => json!({
                "status": "already_imported",
                "import_id": import_id,
                "as_of": as_of.to_string(),
            }),
            Ending::Failed(reason) => json!({ "status": "failed", "error": reason }),
        };
        if let (Value::Object(report), Value::Object(facts)) = (&mut report, facts) {
            report.extend(facts);
            report.insert("seconds".into(), json!(self.took.as_secs_f64()));
            let rejects = self.rejects.iter().map(reject).collect();
            report.insert("rejects".into(), Value::Array(rejects));
        }
        report
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let file = self.path.display();
        match &self.ending {
            Ending::Failed(reason) => write!(f, "failed: {reason}")?,
            Ending::AlreadyImported { import_id, as_of, rejected } => {
                write!(
                    f,
                    "{file}: the same bytes were imported as of {as_of} before, as import \
                     {import_id}; nothing changed"
                )?;
                match rejected {
                    0 => {}
                    1 => f.write_str(". That import left out 1 bad record")?,
                    _ => write!(f, ". That import left out {rejected} bad records")?,
                }
            }
            Ending::Imported(imported) => self.imported(f, imported)?,
        }
        self.set_aside(f)
    }
}

impl Report {
    fn imported(&self, f: &mut Formatter<'_>, imported: &Imported) -> fmt::Result {
        let Imported { import_id, as_of, read, inserted, updated, unchanged, .. } = imported;
        let Imported { stale, duplicate, rejected, amount_changes, lacking, hidden, .. } = imported;
        writeln!(f, "{}: imported as of {as_of}, as import {import_id}", self.path.display())?;
        writeln!(
            f,
            "  read {read}: inserted {inserted}, updated {updated}, unchanged {unchanged}, stale \
             {stale}, duplicate {duplicate}, rejected {rejected}"
        )?;
        write!(
            f,
            "  amount changes {amount_changes}; {:.1} s, {} records/s",
            self.took.as_secs_f64(),
            self.records_per_second(*read)
        )?;
        if *lacking > 0 {
            write!(
                f,
                "\n  {lacking} SIPs of the book are not in its newest export: {hidden} hidden, \
                 the others keep their last record"
            )?;
        }
        if imported.is_first {
            write!(f, "\n  {OLDER_EXPORT}")?;
        }
        Ok(())
    }

    fn set_aside(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for bad in &self.rejects {
            write!(f, "\n  line {}, record {}", bad.line, bad.record)?;
            if let Some(id) = &bad.sip_meta_id {
                write!(f, ", SIP {id}")?;
            }
            f.write_str(": ")?;
            if let Some(field) = &bad.field {
                write!(f, "{field} ")?;
            }
            if let Some(value) = &bad.value {
                write!(f, "{value:?} ")?;
            }
            f.write_str(&bad.reason)?;
        }
        let shown = self.rejects.len() as u64;
        match &self.ending {
            Ending::Imported(imported) if imported.rejected > shown => {
                write!(f, "\n  … and {} more: see --rejects", imported.rejected - shown)
            }
            _ => Ok(()),
        }
    }
}
