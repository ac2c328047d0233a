//! Bad records, set aside: into a file, and the first of them into the report.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sip_export::BadRecord;

/// So many a file are shown in its report; all of them go into the rejects file.
const SHOWN: usize = 20;

/// Where bad records go.
#[derive(Debug, Default)]
pub struct Rejects {
    place: Option<Place>,
    out: Option<BufWriter<File>>,
    file: String,
    first: Vec<BadRecord>,
}

/// A file that is made when the first bad record comes.
#[derive(Debug)]
struct Place {
    path: PathBuf,
    overwrite: bool,
}

impl Place {
    fn open(&self) -> io::Result<File> {
        // A terminal or a pipe holds nothing that could be lost.
        if self.overwrite || self.path.metadata().is_ok_and(|found| !found.is_file()) {
            File::create(&self.path)
        } else {
            File::create_new(&self.path)
        }
    }
}

impl Rejects {
    /// Into this file; or into reports alone. What is there already stays, unless `overwrite`: a
    /// slip of the finger would empty an export. The file is made when there is something to write.
    ///
    /// # Errors
    /// Where the file is there, or there is no directory for it.
    pub fn new(path: Option<&Path>, overwrite: bool) -> io::Result<Self> {
        let Some(path) = path else { return Ok(Self::default()) };
        if !overwrite && path.metadata().is_ok_and(|found| found.is_file()) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
        directory.map_or(Ok(()), |directory| directory.metadata().map(drop))?;
        let place = Some(Place { path: path.to_owned(), overwrite });
        Ok(Self { place, ..Self::default() })
    }

    pub(crate) fn begin(&mut self, file: &Path) {
        self.file = file.display().to_string();
        self.first.clear();
    }

    pub(crate) fn add(&mut self, bad: BadRecord) -> io::Result<()> {
        if let (None, Some(place)) = (&self.out, &self.place) {
            self.out = Some(BufWriter::new(place.open()?));
        }
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
        bad.kind.id_key(): bad.id,
        "field": bad.field,
        "value": bad.value,
        "reason": bad.reason,
    })
}
