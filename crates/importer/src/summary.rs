//! What became of a file, as people read it.

use std::fmt::{self, Display, Formatter};

use sip_export::ExportKind;
use store_pg::{Conflict, Imported};

use crate::columns::FileColumns;
use crate::output::plain;
use crate::refusal::bad_records;
use crate::report::{Ending, OLDER_EXPORT, Report};

/// What a record is of.
pub(crate) const fn noun(kind: ExportKind) -> &'static str {
    match kind {
        ExportKind::Sips => "SIP",
        ExportKind::Clients => "client",
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let file = plain(&self.path.display().to_string());
        match &self.ending {
            Ending::Failed(failure) => write!(f, "failed: {}", failure.reason)?,
            Ending::AlreadyImported { import_id, as_of, rejected } => {
                write!(
                    f,
                    "{file}: the same bytes were imported as of {as_of} before, as import \
                     {import_id}; nothing changed"
                )?;
                if *rejected > 0 {
                    write!(f, ". That import left out {}", bad_records(*rejected))?;
                }
            }
            Ending::Imported(imported) => self.imported(f, imported)?,
        }
        self.set_aside(f)
    }
}

impl Report {
    fn imported(&self, f: &mut Formatter<'_>, imported: &Imported) -> fmt::Result {
        let Imported { import_id, as_of, read, inserted, updated, unchanged, stale, .. } = imported;
        let Imported { duplicate, conflicting, rejected, amount_changes, .. } = imported;
        let file = plain(&self.path.display().to_string());
        match (imported.dry_run, imported.replaces) {
            (true, _) => writeln!(f, "{file}: would be imported as of {as_of}; nothing changed")?,
            (_, None) => writeln!(f, "{file}: imported as of {as_of}, as import {import_id}")?,
            (_, Some(replaced)) => writeln!(
                f,
                "{file}: imported as of {as_of}, as import {import_id} in the place of import \
                 {replaced}, which was of the same bytes"
            )?,
        }
        writeln!(
            f,
            "  read {read}: inserted {inserted}, updated {updated}, unchanged {unchanged}, stale \
             {stale}, duplicate {duplicate}, conflicting {conflicting}, rejected {rejected}"
        )?;
        let (seconds, pace) = (self.took.as_secs_f64(), self.records_per_second(*read));
        match imported.kind {
            ExportKind::Sips => write!(f, "  amount changes {amount_changes}; ")?,
            ExportKind::Clients => f.write_str("  clients, for the directory; ")?,
        }
        write!(f, "{seconds:.1} s, {pace} records/s")?;
        if imported.lacking > 0 {
            write!(
                f,
                "\n  {} SIPs of the book are not in its newest export: {} hidden, the others keep \
                 their last record",
                imported.lacking, imported.hidden
            )?;
        }
        self.columns(f)?;
        for Conflict { id, line, taken_line } in &imported.conflicts {
            write!(
                f,
                "\n  {} {id}: line {line} says something else than line {taken_line} of \
                 the same stamp, which is taken",
                noun(imported.kind)
            )?;
        }
        for warning in self.warnings() {
            write!(f, "\n  warning: {warning}")?;
        }
        if imported.is_first {
            write!(f, "\n  {OLDER_EXPORT}")?;
        }
        Ok(())
    }

    fn columns(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let FileColumns { unknown, unread_values, .. } = &self.columns;
        if !unknown.is_empty() {
            write!(f, "\n  columns that are not known: {}", plain(&unknown.join(", ")))?;
        }
        let absent = &self.columns.absent;
        if !absent.is_empty() {
            write!(f, "\n  columns that the file lacks: {}", absent.join(", "))?;
        }
        if !unread_values.is_empty() {
            let counts = unread_values.iter();
            let counts: Vec<String> = counts.map(|(key, count)| format!("{key} {count}")).collect();
            write!(f, "\n  values left out that cannot be read: {}", counts.join(", "))?;
        }
        Ok(())
    }

    fn set_aside(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for bad in &self.rejects {
            write!(f, "\n  line {}, record {}", bad.line, bad.record)?;
            if let Some(id) = &bad.id {
                write!(f, ", {} {id}", noun(bad.kind))?;
            }
            f.write_str(": ")?;
            if let Some(field) = &bad.field {
                write!(f, "{} ", plain(field))?;
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
