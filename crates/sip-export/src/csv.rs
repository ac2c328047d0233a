//! Records written as CSV, the keys in the first line.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use csv::{ByteRecord, Position, ReaderBuilder};

use crate::error::FileError;
use crate::field::Field;
use crate::reader::Entry;
use crate::record::{Fault, RawRecord};
use crate::value::Raw;
use crate::window::LONGEST_RECORD;

/// The fields without which no record is one.
const REQUIRED: [Field; 3] = [Field::sip_meta_id, Field::user_id, Field::amount];

pub(crate) struct CsvRecords<R> {
    reader: csv::Reader<Bounded<R>>,
    header: Vec<String>,
    row: ByteRecord,
    allowance: Rc<Cell<usize>>,
    records: u64,
}

impl<R: BufRead> CsvRecords<R> {
    pub(crate) fn new(source: R) -> Result<Self, FileError> {
        let allowance = Rc::new(Cell::new(LONGEST_RECORD));
        let bounded = Bounded { source, allowance: Rc::clone(&allowance) };
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bounded);
        let mut row = ByteRecord::new();
        reader.read_byte_record(&mut row).map_err(file_error)?;
        let header = header(&row)?;
        Ok(Self { reader, header, row, allowance, records: 0 })
    }

    pub(crate) fn next(&mut self) -> Result<Option<Entry>, FileError> {
        self.allowance.set(LONGEST_RECORD);
        if !self.reader.read_byte_record(&mut self.row).map_err(file_error)? {
            return Ok(None);
        }
        self.records += 1;
        let line = self.row.position().map_or(0, Position::line);
        Ok(Some(Entry::of(self.read_row(), line, self.records)))
    }

    fn read_row(&self) -> Result<opportunity_core::SipRecord, Fault> {
        let (fields, keys) = (self.row.len(), self.header.len());
        if fields != keys {
            return Err(Fault::of_record(format!("has {fields} values for {keys} keys")));
        }
        let mut record = RawRecord::new();
        for (key, bytes) in self.header.iter().zip(&self.row) {
            let Ok(text) = std::str::from_utf8(bytes) else {
                return Err(Fault::of_record(format!("{key} is not UTF-8 text")));
            };
            record.put(key, Raw::Text(Cow::Borrowed(text)));
        }
        record.read()
    }
}

fn header(row: &ByteRecord) -> Result<Vec<String>, FileError> {
    let mut keys: Vec<String> = Vec::with_capacity(row.len());
    for bytes in row {
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

fn file_error(fault: csv::Error) -> FileError {
    let place = fault.position().map(Position::line);
    match fault.into_kind() {
        csv::ErrorKind::Io(fault) => FileError::Io(fault),
        _ => {
            FileError::Malformed { line: place.unwrap_or(1), column: 1, what: "not CSV".to_owned() }
        }
    }
}

/// Stops a quote that is never closed from reading the rest of the file into memory.
struct Bounded<R> {
    source: R,
    allowance: Rc<Cell<usize>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.source.read(buffer)?;
        match self.allowance.get().checked_sub(length) {
            Some(left) => self.allowance.set(left),
            None => {
                return Err(io::Error::other("a record of more than 64 MiB: is a quote missing?"));
            }
        }
        Ok(length)
    }
}
