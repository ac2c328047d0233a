//! Any export file, record by record.

use std::collections::VecDeque;
use std::io::Read;

use crate::columns::Columns;
use crate::csv::CsvRecords;
use crate::entry::Entry;
use crate::error::FileError;
use crate::file::{Source, Window, open};
use crate::format::{self, Format};
use crate::json::{JsonArray, JsonDocument, JsonLines, JsonObjects, Shape};
use crate::kind::ExportKind;
use crate::options::ReadOptions;
use crate::reading::Reading;

enum Records<'a> {
    JsonArray(JsonArray<Source<'a>>),
    JsonLines(JsonLines<Source<'a>>),
    JsonObjects(JsonObjects<Source<'a>>),
    JsonDocument(Box<JsonDocument<Source<'a>>>),
    Csv(CsvRecords<Source<'a>>),
}

/// Reads an export, one record at a time: memory does not grow with the file.
///
/// ```
/// use sip_export::{Entry, ExportReader, ReadOptions};
/// let export = br#"[{"sip_meta_id": "1,035", "user_id": "u1", "amount": "5,500"}]"#;
/// let mut reader = ExportReader::new(&export[..], None, ReadOptions::default())?;
/// let Some(Ok(Entry::Good(first))) = reader.next() else { panic!("a good record") };
/// assert_eq!(first.sip.sip_meta_id, "1035");
/// # Ok::<(), sip_export::FileError>(())
/// ```
pub struct ExportReader<'a> {
    records: Records<'a>,
    reading: Reading,
    /// What was read ahead, to see what the file is of.
    ahead: VecDeque<Result<Entry, FileError>>,
    failed: bool,
}

impl<'a> ExportReader<'a> {
    /// Reads `source`: a JSON array, JSON objects one a line or one after another, records under
    /// `data`, or CSV, in UTF-8 or in UTF-16 with its mark, plain or compressed by gzip or zstd. The
    /// content tells which; a name that speaks of JSON lines (`.ndjson`, `.jsonl`) is a hint where the
    /// first line is none of these.
    ///
    /// # Errors
    /// [`FileError`] where there is nothing to read, or nothing that could be an export.
    pub fn new(
        source: impl Read + Send + 'a,
        name: Option<&str>,
        options: ReadOptions,
    ) -> Result<Self, FileError> {
        let mut window = Window::new(open(source)?);
        let mut reading = Reading::new(options);
        let records = match format::of(&mut window, name)? {
            Format::JsonArray => Records::JsonArray(JsonArray::new(window)),
            Format::JsonObjects(Shape::Lines) => Records::JsonLines(JsonLines::new(window)),
            Format::JsonObjects(Shape::Objects) => Records::JsonObjects(JsonObjects::new(window)),
            Format::JsonObjects(Shape::Document) => {
                Records::JsonDocument(Box::new(JsonDocument::new(window)))
            }
            Format::Csv => Records::Csv(CsvRecords::new(window, &mut reading)?),
        };
        Ok(Self { records, reading, ahead: VecDeque::new(), failed: false })
    }

    /// What the file is of, as its columns tell. It reads ahead as far as that takes: to the first
    /// record that tells, or so many that none will. A file that does not tell is one of SIPs, unless
    /// it was said to be another.
    pub fn kind(&mut self) -> ExportKind {
        while !self.reading.is_decided()
            && let Some(entry) = self.read()
        {
            self.ahead.push_back(entry);
        }
        self.reading.columns.kind()
    }

    /// What is to be told of the file's columns: of what has been read, and so of all once it has been
    /// read to its end.
    #[must_use]
    pub fn columns(&self) -> &Columns {
        &self.reading.columns
    }

    fn read(&mut self) -> Option<Result<Entry, FileError>> {
        if self.failed {
            return None;
        }
        let next = match &mut self.records {
            Records::JsonArray(records) => records.next(&mut self.reading),
            Records::JsonLines(records) => records.next(&mut self.reading),
            Records::JsonObjects(records) => records.next(&mut self.reading),
            Records::JsonDocument(records) => records.next(&mut self.reading),
            Records::Csv(records) => records.next(&mut self.reading),
        };
        let next = self.reading.check().and(next);
        self.failed = next.is_err();
        next.transpose()
    }
}

impl Iterator for ExportReader<'_> {
    type Item = Result<Entry, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.ahead.pop_front().or_else(|| self.read())
    }
}
