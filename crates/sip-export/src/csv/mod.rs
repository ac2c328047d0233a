//! Records written as CSV, the keys in the first line.

mod dialect;
mod first_line;
mod row;
mod row_end;

use std::borrow::Cow;
use std::io::BufRead;

use crate::entry::Entry;
use crate::error::FileError;
use crate::file::{LineEnd, Window};
use crate::header::Header;
use crate::kind::ExportKind;
use crate::quote::quote;
use crate::reading::Reading;
use crate::record::Fault;
use crate::value::Raw;
use dialect::Dialect;
use row::Row;
use row_end::RowEnd;

pub(crate) use first_line::names_a_field;

pub(crate) struct CsvRecords<R> {
    window: Window<R>,
    dialect: Dialect,
    header: Header,
    row: Row,
    records: u64,
}

impl<R: BufRead> CsvRecords<R> {
    pub(crate) fn new(mut window: Window<R>, reading: &mut Reading) -> Result<Self, FileError> {
        window.skip_line_ends()?;
        let dialect = first_line::dialect(&mut window)?;
        let mut row = Row::new(dialect);
        window.set_newline(dialect.newline);
        let length = window.find_end_or_rest(&mut RowEnd::new(dialect))?;
        row.split(window.taken(length));
        let header = Header::of(&first_line::names(&row)?, reading)?;
        if let Some(key) = header.lacks() {
            let line = String::from_utf8_lossy(window.taken(length));
            return Err(FileError::NotAnExport(no_header(
                key,
                line.trim(),
                reading.columns.kind(),
            )));
        }
        window.consume(length);
        Ok(Self { window, dialect, header, row, records: 0 })
    }

    pub(crate) fn next(&mut self, reading: &mut Reading) -> Result<Option<Entry>, FileError> {
        loop {
            self.window.skip_line_ends()?;
            if self.window.peek()?.is_none() {
                return Ok(None);
            }
            let line = self.window.place().line;
            let mut end = RowEnd::new(self.dialect);
            let length = self.window.find_end_or_rest(&mut end)?;
            if end.is_at_fault() {
                // A quote too many or too few: this line is at fault, not all that follow.
                let newline = self.window.newline();
                let length = self.window.find_end_or_rest(&mut LineEnd(newline))?;
                self.window.consume(length);
                self.records += 1;
                let fault = Fault::of_record("has a quote too many or too few", reading);
                return Ok(Some(Entry::of(Err(fault), line, self.records)));
            }
            self.row.split(self.window.taken(length));
            self.window.consume(length);
            // Spreadsheets write a row of nothing for each that once had something.
            if !self.row.is_blank() {
                self.records += 1;
                let read = self.header.record(self.row.iter().map(raw), reading);
                return Ok(Some(Entry::of(read, line, self.records)));
            }
        }
    }
}

/// Why a file's first line is no header. A line that may be somebody's is not shown.
fn no_header(key: &str, line: &str, kind: ExportKind) -> String {
    let is_of_somebody = line.contains('@') || line.bytes().filter(u8::is_ascii_digit).count() > 6;
    let begins =
        if is_of_somebody { String::new() } else { format!(": it begins with {:?}", quote(line)) };
    let table = match kind {
        ExportKind::Sips => "SIP table",
        ExportKind::Clients => "table of clients",
    };
    format!(
        "neither a JSON array, nor JSON lines, nor CSV whose first line names {key}{begins}. Export \
         the {table} itself, as JSON or CSV"
    )
}

fn raw(bytes: &[u8]) -> Raw<'_> {
    let text = std::str::from_utf8(bytes).map(|text| Raw::Text(Cow::Borrowed(text)));
    text.unwrap_or(Raw::NoText("is not UTF-8 text"))
}
