//! Bad records, set aside: into a file, and the first of them into the report.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde_json::{Value, json};
use sip_export::BadRecord;

/// So many a file are shown in its report; all of them go into the rejects file.
const SHOWN: usize = 20;

/// Where bad records go.
#[derive(Debug, Default)]
pub struct Rejects {
    out: Option<BufWriter<File>>,
    file: String,
    first: Vec<BadRecord>,
}

impl Rejects {
    /// Into this file; or into reports alone. What is there already stays, unless `overwrite`: a
    /// slip of the finger would empty an export.
    ///
    /// # Errors
    /// Where the file is there, or cannot be made.
    pub fn new(path: Option<&Path>, overwrite: bool) -> io::Result<Self> {
        let open = |path: &Path| {
            // A terminal or a pipe holds nothing that could be lost.
            if overwrite || path.metadata().is_ok_and(|found| !found.is_file()) {
                File::create(path)
            } else {
                File::create_new(path)
            }
        };
        let out = path.map(open).transpose()?.map(BufWriter::new);
        Ok(Self { out, ..Self::default() })
    }

    pub(crate) fn begin(&mut self, file: &Path) {
        self.file = file.display().to_string();
        self.first.clear();
    }

    pub(crate) fn add(&mut self, bad: BadRecord) -> io::Result<()> {
        if let Some(out) = &mut self.out {
            serde_json::to_writer(&mut *out, &line(&self.file, &bad))?;
            out.write_all(b"\n")?;
        }
        if self.first.len() < SHOWN {
            self.first.push(bad);
        }
        Ok(())
    }

    pub(crate) fn take_first(&mut self) -> Vec<BadRecord> {
        std::mem::take(&mut self.first)
    }

    /// The first bad records so far, as programs read them.
    #[must_use]
    pub fn first(&self) -> Vec<Value> {
        self.first.iter().map(facts).collect()
    }

    /// Writes out what is still in memory.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

/// A bad record as programs read it, with its file.
pub(crate) fn line(file: &str, bad: &BadRecord) -> Value {
    let mut line = json!({ "file": file });
    if let (Value::Object(line), Value::Object(facts)) = (&mut line, facts(bad)) {
        line.extend(facts);
    }
    line
}

/// A bad record as programs read it.
pub(crate) fn facts(bad: &BadRecord) -> Value {
    json!({
        "line": bad.line,
        "record": bad.record,
        "sip_meta_id": bad.sip_meta_id,
        "field": bad.field,
        "value": bad.value,
        "reason": bad.reason,
    })
}
