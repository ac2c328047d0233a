//! Records written as CSV, the keys in the first line.

use std::borrow::Cow;
use std::io::BufRead;

use crate::entry::Entry;
use crate::error::FileError;
use crate::field::Field;
use crate::record::{Fault, RawRecord};
use crate::row::Row;
use crate::value::Raw;
use crate::window::{End, LineEnd, Window};

/// The fields without which no record is one.
const REQUIRED: [Field; 3] = [Field::sip_meta_id, Field::user_id, Field::amount];

pub(crate) struct CsvRecords<R> {
    window: Window<R>,
    header: Vec<String>,
    row: Row,
    records: u64,
}

impl<R: BufRead> CsvRecords<R> {
    pub(crate) fn new(source: R) -> Result<Self, FileError> {
        let mut window = Window::new(source);
        let mut row = Row::new();
        window.skip_line_ends()?;
        let length = window.find_end_or_rest(&mut RowEnd::default())?;
        row.split(window.taken(length));
        let header = header(&row)?;
        window.consume(length);
        Ok(Self { window, header, row, records: 0 })
    }

    pub(crate) fn next(&mut self) -> Result<Option<Entry>, FileError> {
        self.window.skip_line_ends()?;
        if self.window.peek()?.is_none() {
            return Ok(None);
        }
        let line = self.window.place().line;
        let mut end = RowEnd::default();
        let length = self.window.find_end_or_rest(&mut end)?;
        self.records += 1;
        if matches!(end, RowEnd::Quoted | RowEnd::Broken) {
            // A quote too many or too few: this line is at fault, not all that follow.
            let length = self.window.find_end_or_rest(&mut LineEnd)?;
            self.window.consume(length);
            let fault = Fault::of_record("has a quote too many or too few");
            return Ok(Some(Entry::of(Err(fault), line, self.records)));
        }
        self.row.split(self.window.taken(length));
        self.window.consume(length);
        Ok(Some(Entry::of(self.read_row(), line, self.records)))
    }

    fn read_row(&self) -> Result<opportunity_core::SipRecord, Fault> {
        let (fields, keys) = (self.row.len(), self.header.len());
        if fields != keys {
            return Err(Fault::of_record(format!("has {fields} values for {keys} keys")));
        }
        let mut record = RawRecord::new();
        for (key, bytes) in self.header.iter().zip(self.row.iter()) {
            let text = std::str::from_utf8(bytes).map(|text| Raw::Text(Cow::Borrowed(text)));
            record.put(key, text.unwrap_or(Raw::NoText("is not UTF-8 text")));
        }
        record.read()
    }
}

fn header(row: &Row) -> Result<Vec<String>, FileError> {
    let mut keys: Vec<String> = Vec::with_capacity(row.len());
    for bytes in row.iter() {
        let key = std::str::from_utf8(bytes).map(|key| key.trim().to_owned());
        let key =
            key.map_err(|_| FileError::NotAnExport("the CSV header is not UTF-8 text".into()))?;
        if keys.contains(&key) {
            return Err(FileError::NotAnExport(format!("the CSV header names {key} twice")));
        }
        keys.push(key);
    }
    let missing = REQUIRED.iter().find(|field| !keys.iter().any(|key| key == field.key()));
    match missing {
        None => Ok(keys),
        Some(field) => Err(FileError::NotAnExport(format!(
            "neither a JSON array, nor JSON lines, nor CSV whose first line names {}",
            field.key()
        ))),
    }
}

/// Finds the end of a row: the first line's end that no quotes enclose.
#[derive(Default)]
enum RowEnd {
    #[default]
    ValueBegins,
    Plain,
    Quoted,
    /// A quote within quotes: their end, or half of a quote that is meant.
    QuoteInQuotes,
    /// Something else follows a quote that ended a value.
    Broken,
}

impl End for RowEnd {
    fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        for (position, byte) in bytes.iter().enumerate() {
            *self = match (&self, byte) {
                (Self::Quoted, b'"') => Self::QuoteInQuotes,
                (Self::Quoted, _) | (Self::ValueBegins | Self::QuoteInQuotes, b'"') => Self::Quoted,
                (_, b'\n') => return Some(position),
                (_, b',') => Self::ValueBegins,
                (Self::QuoteInQuotes, b'\r') => Self::Plain,
                (Self::QuoteInQuotes, _) => {
                    *self = Self::Broken;
                    return Some(position);
                }
                _ => Self::Plain,
            };
        }
        None
    }
}
