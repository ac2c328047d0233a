//! What a file's first line tells: how it parts its values and its lines, and the names in it.

use std::io::BufRead;

use super::dialect::Dialect;
use super::row::Row;
use super::row_end::RowEnd;
use crate::error::FileError;
use crate::file::Window;
use crate::kind::ExportKind;

/// What may part values, the usual one first.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// A header is looked for within so many bytes.
const LONGEST_HEADER: usize = 1024 * 1024;

/// The dialect of the file whose first line the window stands at. A line such as `sep=;` says it, and
/// is taken off.
pub(super) fn dialect<R: BufRead>(window: &mut Window<R>) -> Result<Dialect, FileError> {
    let newline = newline(window)?;
    if let Some((delimiter, length)) = named(window, newline)? {
        window.consume(length);
        window.skip_line_ends()?;
        return Ok(Dialect { delimiter, newline });
    }
    let mut best = (0, Dialect { delimiter: DELIMITERS[0], newline });
    for delimiter in DELIMITERS {
        let dialect = Dialect { delimiter, newline };
        let fields = fields_named(window, dialect)?;
        if fields > best.0 {
            best = (fields, dialect);
        }
    }
    Ok(best.1)
}

/// Whether the first line is the header of an export, in any dialect.
pub(crate) fn names_a_field<R: BufRead>(window: &mut Window<R>) -> Result<bool, FileError> {
    let newline = newline(window)?;
    if named(window, newline)?.is_some() {
        return Ok(true);
    }
    for delimiter in DELIMITERS {
        if fields_named(window, Dialect { delimiter, newline })? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A line feed, unless the first line ends with a carriage return that none follows.
fn newline<R: BufRead>(window: &mut Window<R>) -> Result<u8, FileError> {
    let (front, _) = window.look(LONGEST_HEADER)?;
    let end = memchr::memchr2(b'\r', b'\n', front);
    Ok(match end.map(|end| &front[end..]) {
        Some([b'\r', b'\n', ..] | [b'\r'] | [b'\n', ..]) | None => b'\n',
        Some(_) => b'\r',
    })
}

/// The delimiter that a line before the header names, and how long that line is.
fn named<R: BufRead>(
    window: &mut Window<R>,
    newline: u8,
) -> Result<Option<(u8, usize)>, FileError> {
    let (front, _) = window.look(LONGEST_HEADER)?;
    let length = memchr::memchr(newline, front).unwrap_or(front.len());
    let line = front[..length].strip_suffix(b"\r").unwrap_or(&front[..length]);
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    Ok(match line {
        [s, e, p, b'=', delimiter]
            if [*s, *e, *p].eq_ignore_ascii_case(b"sep") && !b"\"\r\n".contains(delimiter) =>
        {
            Some((*delimiter, length))
        }
        _ => None,
    })
}

/// How many fields the header would name.
fn fields_named<R: BufRead>(window: &mut Window<R>, dialect: Dialect) -> Result<usize, FileError> {
    let length = window.find_end_or_rest(&mut RowEnd::new(dialect))?;
    let mut row = Row::new(dialect);
    row.split(window.taken(length));
    let is_field = |name: &&[u8]| std::str::from_utf8(name).is_ok_and(ExportKind::any_knows);
    Ok(row.iter().filter(is_field).count())
}

/// The names in a header.
pub(super) fn names(row: &Row) -> Result<Vec<String>, FileError> {
    let name = |bytes: &[u8]| std::str::from_utf8(bytes).map(|name| name.trim().to_owned());
    let names: Result<Vec<String>, _> = row.iter().map(name).collect();
    names.map_err(|_| FileError::NotAnExport("the CSV header is not UTF-8 text".into()))
}
