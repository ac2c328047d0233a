//! Any export file, record by record.

use std::io::{BufRead, BufReader, Read};

use opportunity_core::SipRecord;

use crate::csv::CsvRecords;
use crate::error::FileError;
use crate::json::{JsonArray, JsonLines};
use crate::record::{BadRecord, Fault};

const BUFFER: usize = 1024 * 1024;

/// What a file has at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A record.
    Good(Box<Located>),
    /// A record that is none.
    Bad(BadRecord),
}

/// A record and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    /// Its place among the file's records, from 1.
    pub record: u64,
    /// The record.
    pub sip: SipRecord,
}

impl Entry {
    pub(crate) fn of(read: Result<SipRecord, Fault>, line: u64, record: u64) -> Self {
        match read {
            Ok(sip) => Self::Good(Box::new(Located { line, record, sip })),
            Err(fault) => Self::Bad(fault.at(line, record)),
        }
    }
}

/// How records are written in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON array of objects.
    JsonArray,
    /// One JSON object a line.
    JsonLines,
    /// Comma-separated values under a line of keys.
    Csv,
}

type Source<'a> = Box<dyn BufRead + Send + 'a>;

enum Records<'a> {
    JsonArray(JsonArray<Source<'a>>),
    JsonLines(JsonLines<Source<'a>>),
    Csv(CsvRecords<Source<'a>>),
}

/// Reads an export, one record at a time: memory does not grow with the file.
///
/// ```
/// use sip_export::{Entry, ExportReader};
/// let export = br#"[{"sip_meta_id": "1,035", "user_id": "u1", "amount": "5,500"}]"#;
/// let mut reader = ExportReader::new(&export[..], None)?;
/// let Some(Ok(Entry::Good(first))) = reader.next() else { panic!("a good record") };
/// assert_eq!(first.sip.sip_meta_id, "1035");
/// # Ok::<(), sip_export::FileError>(())
/// ```
pub struct ExportReader<'a> {
    records: Records<'a>,
    failed: bool,
}

impl<'a> ExportReader<'a> {
    /// Reads `source`, which may be compressed by gzip or zstd. The format is that of the file's
    /// name where it tells (`.csv`, `.ndjson`, `.jsonl`), else what the first byte says.
    ///
    /// # Errors
    /// [`FileError`] where there is nothing to read, or nothing that could be an export.
    pub fn new(source: impl Read + Send + 'a, name: Option<&str>) -> Result<Self, FileError> {
        let mut source = decompressed(BufReader::with_capacity(BUFFER, source))?;
        skip_byte_order_mark(&mut source)?;
        let records = match format(&mut source, name)? {
            Format::JsonArray => Records::JsonArray(JsonArray::new(source)),
            Format::JsonLines => Records::JsonLines(JsonLines::new(source)),
            Format::Csv => Records::Csv(CsvRecords::new(source)?),
        };
        Ok(Self { records, failed: false })
    }
}

impl Iterator for ExportReader<'_> {
    type Item = Result<Entry, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let next = match &mut self.records {
            Records::JsonArray(records) => records.next(),
            Records::JsonLines(records) => records.next(),
            Records::Csv(records) => records.next(),
        };
        self.failed = next.is_err();
        next.transpose()
    }
}

fn decompressed<'a>(mut source: impl BufRead + Send + 'a) -> Result<Source<'a>, FileError> {
    let start = source.fill_buf()?;
    if start.starts_with(&[0x1f, 0x8b]) {
        let plain = flate2::bufread::MultiGzDecoder::new(source);
        Ok(Box::new(BufReader::with_capacity(BUFFER, plain)))
    } else if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let plain = zstd::Decoder::with_buffer(source)?;
        Ok(Box::new(BufReader::with_capacity(BUFFER, plain)))
    } else {
        Ok(Box::new(source))
    }
}

fn skip_byte_order_mark(source: &mut Source<'_>) -> Result<(), FileError> {
    if source.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        source.consume(3);
    }
    Ok(())
}

fn format(source: &mut Source<'_>, name: Option<&str>) -> Result<Format, FileError> {
    let name = name.unwrap_or_default().to_ascii_lowercase();
    let plain_name = name.trim_end_matches(".gz").trim_end_matches(".zst");
    let first = source.fill_buf()?.iter().find(|byte| !byte.is_ascii_whitespace()).copied();
    match (plain_name.rsplit('.').next(), first) {
        (_, None) => Err(FileError::NotAnExport("the file is empty".into())),
        (Some("csv"), _) => Ok(Format::Csv),
        (Some("ndjson" | "jsonl"), _) | (_, Some(b'{')) => Ok(Format::JsonLines),
        (Some("json"), _) | (_, Some(b'[')) => Ok(Format::JsonArray),
        _ => Ok(Format::Csv),
    }
}
