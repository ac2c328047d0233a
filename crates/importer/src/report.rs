//! What became of a file, and how programs read it.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use sip_export::BadRecord;
use store_pg::{Conflict, Imported, Outcome};

use crate::columns::FileColumns;
use crate::failure::Failure;
use crate::rejects;

/// What became of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The file.
    pub path: PathBuf,
    /// How it ended.
    pub ending: Ending,
    /// Its columns, where it was read to its end.
    pub columns: FileColumns,
    /// The first of its bad records.
    pub rejects: Vec<BadRecord>,
    /// How long it took.
    pub took: Duration,
}

/// How an import ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// In the book, or it would be.
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
    Failed(Failure),
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
pub(crate) const OLDER_EXPORT: &str = "One export from 13 to 18 months ago, imported as well, tells who stepped \
                            up since: about a third more calls can be proven.";

/// So many days the newest record may lie before the date that the file speaks of.
pub const FRESH_CONTENT_DAYS: i64 = 3;

/// The exit code of several files: one that failed outweighs one with bad records.
pub(crate) fn overall(codes: &[u8]) -> u8 {
    [1, 3].into_iter().find(|code| codes.contains(code)).unwrap_or(0)
}

impl Report {
    /// What is odd about a file that was imported nevertheless.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let Ending::Imported(imported) = &self.ending else { return Vec::new() };
        let stale = imported.content_age_days().filter(|days| *days > FRESH_CONTENT_DAYS);
        let newest = imported.newest_stamp.map(|newest| newest.date());
        let warning = stale.zip(newest).map(|(days, newest)| {
            format!(
                "its newest record is of {newest}, {days} days before {}, the date it speaks of: is \
                 it an old answer under a fresh name?",
                imported.as_of
            )
        });
        warning.into_iter().collect()
    }

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

    pub(crate) fn records_per_second(&self, read: u64) -> u64 {
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
                "status": if imported.dry_run { "would_import" } else { "imported" },
                "kind": imported.kind.to_string(),
                // A number that was taken for a try is given to nobody.
                "import_id": (!imported.dry_run).then_some(imported.import_id),
                "dry_run": imported.dry_run,
                "replaces": imported.replaces,
                "as_of": imported.as_of.to_string(),
                "sha256": imported.sha256,
                "read": imported.read,
                "inserted": imported.inserted,
                "updated": imported.updated,
                "unchanged": imported.unchanged,
                "stale": imported.stale,
                "duplicate": imported.duplicate,
                "conflicting": imported.conflicting,
                "rejected": imported.rejected,
                "amount_changes": imported.amount_changes,
                "lacking": imported.lacking,
                "hidden": imported.hidden,
                "content_age_days": imported.content_age_days(),
                "warnings": self.warnings(),
                "conflicts": conflicts(imported),
                "unknown_columns": self.columns.unknown,
                "absent_columns": self.columns.absent,
                "unread_values": self.columns.unread_by_key(),
                "advice": imported.is_first.then_some(OLDER_EXPORT),
                "records_per_second": self.records_per_second(imported.read),
            }),
            Ending::AlreadyImported { import_id, as_of, .. } => json!({
                "status": "already_imported",
                "import_id": import_id,
                "as_of": as_of.to_string(),
            }),
            Ending::Failed(failure) => json!({ "status": "failed", "error": failure.reason }),
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

/// Records that others contradict, as programs read them.
fn conflicts(imported: &Imported) -> Vec<Value> {
    let id_key = imported.kind.id_key();
    let conflicts = imported.conflicts.iter();
    let told = conflicts.map(|Conflict { id, line, taken_line }| {
        json!({ id_key: id, "line": line, "taken_line": taken_line })
    });
    told.collect()
}
