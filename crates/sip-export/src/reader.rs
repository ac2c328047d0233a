//! Any export file, record by record.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use crate::csv::CsvRecords;
use crate::entry::Entry;
use crate::error::FileError;
use crate::json::{JsonArray, JsonLines};
use crate::window::LONGEST_RECORD;

/// A fuzzer makes up a few bytes at a time: to lay out the whole buffer for each of its files would
/// take far longer than to read them.
#[allow(unexpected_cfgs, reason = "cargo-fuzz sets it")]
const BUFFER: usize = if cfg!(fuzzing) { 4096 } else { 1024 * 1024 };

const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];
const ZSTD_MAGIC: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// What some programs write before UTF-8 text.
const MARK: &[u8] = b"\xef\xbb\xbf";

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
        let source = without_byte_order_mark(decompressed(source)?)?;
        let (format, source) = format(source, name)?;
        let records = match format {
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

/// The beginning of a stream, looked at before it is read. How many bytes come at once is up to
/// the stream, so that a look goes on until it has seen enough.
struct Peeked<R> {
    front: Vec<u8>,
    rest: R,
}

impl<R: Read> Peeked<R> {
    /// Reads on until the stream ends, or it is enough: by the length of the front, and by what has
    /// just come, so that nothing is looked at twice.
    fn until(mut rest: R, is_enough: impl Fn(usize, &[u8]) -> bool) -> io::Result<Self> {
        let mut front = Vec::new();
        let mut piece = [0; 4096];
        loop {
            match rest.read(&mut piece) {
                Ok(0) => break,
                Ok(length) => {
                    front.extend_from_slice(&piece[..length]);
                    if is_enough(front.len(), &piece[..length]) {
                        break;
                    }
                }
                Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(Self { front, rest })
    }

    fn into_reader<'a>(self) -> Source<'a>
    where
        R: Send + 'a,
    {
        Box::new(BufReader::with_capacity(BUFFER, Cursor::new(self.front).chain(self.rest)))
    }
}

fn decompressed<'a>(source: impl Read + Send + 'a) -> io::Result<Source<'a>> {
    let peeked = Peeked::until(source, |length, _| length >= ZSTD_MAGIC.len())?;
    let (gzip, zstd) = (peeked.front.starts_with(GZIP_MAGIC), peeked.front.starts_with(ZSTD_MAGIC));
    let source = peeked.into_reader();
    Ok(if gzip {
        let plain = flate2::bufread::MultiGzDecoder::new(source);
        Box::new(BufReader::with_capacity(BUFFER, plain))
    } else if zstd {
        let plain = zstd::Decoder::with_buffer(source)?;
        Box::new(BufReader::with_capacity(BUFFER, plain))
    } else {
        source
    })
}

fn without_byte_order_mark<'a>(source: Source<'a>) -> io::Result<Source<'a>> {
    let mut peeked = Peeked::until(source, |length, _| length >= MARK.len())?;
    if peeked.front.starts_with(MARK) {
        peeked.front.drain(..MARK.len());
    }
    Ok(peeked.into_reader())
}

/// The format, and the stream from its beginning.
fn format<'a>(source: Source<'a>, name: Option<&str>) -> Result<(Format, Source<'a>), FileError> {
    let name = name.unwrap_or_default().to_ascii_lowercase();
    let plain_name = name.trim_end_matches(".gz").trim_end_matches(".zst");
    let is_space = |byte: &u8| byte.is_ascii_whitespace();
    let peeked = Peeked::until(source, |length, piece| {
        length > LONGEST_RECORD || !piece.iter().all(is_space)
    })?;
    let first = peeked.front.iter().find(|byte| !is_space(byte));
    let format = match (plain_name.rsplit('.').next(), first) {
        (_, None) => return Err(FileError::NotAnExport("the file is empty".into())),
        (Some("csv"), _) => Format::Csv,
        (Some("ndjson" | "jsonl"), _) | (_, Some(b'{')) => Format::JsonLines,
        (Some("json"), _) | (_, Some(b'[')) => Format::JsonArray,
        _ => Format::Csv,
    };
    Ok((format, peeked.into_reader()))
}
