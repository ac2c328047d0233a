//! Records within a JSON document: `{"data": […]}`, and what Metabase's interface answers,
//! `{"data": {"rows": …, "cols": …}}`, or says of a query that failed.

use std::io::{BufRead, Cursor};

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::elements::{Elements, element, end_of_text, punctuation};
use super::object::{ObjectError, raw};
use super::value_end::ValueEnd;
use crate::entry::Entry;
use crate::error::FileError;
use crate::file::Window;
use crate::header::Header;
use crate::kind::ExportKind;
use crate::quote::quote;
use crate::reading::Reading;

/// Rows that come before the names of their columns have to be held until these are known: so many
/// bytes of them.
const MOST_HELD: usize = 64 * 1024 * 1024;

/// So far ahead the first row is looked at.
const FIRST_ROW: usize = 64;

/// Reads the records of one document.
pub(crate) struct JsonDocument<R> {
    window: Window<R>,
    state: State,
    /// Whether no member of the object that is read has come yet.
    is_first: bool,
    header: Option<Header>,
    held: Option<Window<Cursor<Vec<u8>>>>,
    had_data: bool,
    /// Why the rows cannot be read.
    lack: Option<String>,
    failed: bool,
    error: Option<String>,
    records: u64,
}

enum State {
    BeforeDocument,
    /// Among the document's own members.
    Top,
    /// Among those of `data`.
    Data,
    /// In an array of records, and what it stands in.
    Records(Elements, Within),
    /// In rows that were held.
    Held(Elements),
    Done,
}

#[derive(Clone, Copy)]
enum Within {
    Top,
    Data,
}

/// A column as Metabase describes it, or its name alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Column {
    Described { name: Option<String>, display_name: Option<String> },
    Named(String),
}

impl Column {
    /// The name by which it is a field, else the first it has.
    fn name(self) -> String {
        let (name, display_name) = match self {
            Self::Described { name, display_name } => (name, display_name),
            Self::Named(name) => (Some(name), None),
        };
        match display_name {
            Some(shown) if ExportKind::any_knows(&shown) => match name {
                Some(name) if ExportKind::any_knows(&name) => name,
                _ => shown,
            },
            shown => name.or(shown).unwrap_or_default(),
        }
    }
}

impl<R: BufRead> JsonDocument<R> {
    pub(crate) fn new(window: Window<R>) -> Self {
        Self {
            window,
            state: State::BeforeDocument,
            is_first: true,
            header: None,
            held: None,
            had_data: false,
            lack: None,
            failed: false,
            error: None,
            records: 0,
        }
    }

    pub(crate) fn next(&mut self, reading: &mut Reading) -> Result<Option<Entry>, FileError> {
        loop {
            match &mut self.state {
                State::BeforeDocument => {
                    punctuation(&mut self.window, b"{", "expected `{`")?;
                    self.state = State::Top;
                }
                State::Top => match self.key()? {
                    Some(key) => self.member(&key)?,
                    None => return self.end().map(|()| None),
                },
                State::Data => match self.key()? {
                    Some(key) => self.member_of_data(&key, reading)?,
                    None => self.end_of_data(),
                },
                State::Records(elements, within) => {
                    if elements.step(&mut self.window)? {
                        self.records += 1;
                        let header = self.header.as_ref();
                        return row(&mut self.window, header, reading, self.records).map(Some);
                    }
                    self.state = match *within {
                        Within::Top => State::Top,
                        Within::Data => State::Data,
                    };
                }
                State::Held(elements) => {
                    let Some(held) = &mut self.held else { return Ok(None) };
                    if elements.step(held)? {
                        self.records += 1;
                        return row(held, self.header.as_ref(), reading, self.records).map(Some);
                    }
                    self.held = None;
                    self.state = State::Top;
                }
                State::Done => return Ok(None),
            }
        }
    }

    /// The next key of the object that is read; none behind its end.
    fn key(&mut self) -> Result<Option<String>, FileError> {
        self.window.skip_space()?;
        let is_first = std::mem::take(&mut self.is_first);
        let ends = match self.window.peek()? {
            Some(b'}') if is_first => punctuation(&mut self.window, b"}", "expected `}`")?,
            _ if is_first => b',',
            _ => punctuation(&mut self.window, b",}", "expected `,` or `}`")?,
        };
        if ends == b'}' {
            return Ok(None);
        }
        let key = self.value()?;
        punctuation(&mut self.window, b":", "expected `:`")?;
        self.window.skip_space()?;
        Ok(Some(key))
    }

    /// A value that is read whole.
    fn value<T: for<'de> Deserialize<'de>>(&mut self) -> Result<T, FileError> {
        self.window.skip_space()?;
        let place = self.window.place();
        let length = self.window.find_end(&mut ValueEnd::default())?;
        let value = self.window.taken(length);
        let read = serde_json::from_slice(value).map_err(ObjectError::of);
        let read = read.map_err(|fault| fault.at(place, value, b'\n'))?;
        self.window.consume(length);
        Ok(read)
    }

    fn begins(&mut self, bracket: u8) -> Result<bool, FileError> {
        let begins = self.window.peek()? == Some(bracket);
        if begins {
            self.window.consume(1);
        }
        Ok(begins)
    }

    fn member(&mut self, key: &str) -> Result<(), FileError> {
        match key {
            "data" if self.begins(b'[')? => {
                self.had_data = true;
                self.state = State::Records(Elements::default(), Within::Top);
            }
            "data" if self.begins(b'{')? => {
                self.is_first = true;
                self.state = State::Data;
            }
            "status" => self.failed = self.value::<serde_json::Value>()? == "failed",
            "error" | "message" => {
                let said: serde_json::Value = self.value()?;
                self.error = self.error.take().or(said.as_str().map(quote));
            }
            _ => {
                self.value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn member_of_data(&mut self, key: &str, reading: &mut Reading) -> Result<(), FileError> {
        match key {
            "cols" | "columns" if self.header.is_none() => {
                let columns: Vec<Column> = self.value()?;
                let names: Vec<String> = columns.into_iter().map(Column::name).collect();
                self.header = Some(Header::of(&names, reading)?);
            }
            "rows" if !self.had_data => {
                self.had_data = true;
                if self.rows_have_keys()? || self.is_readable() {
                    punctuation(&mut self.window, b"[", "expected `[`")?;
                    self.state = State::Records(Elements::default(), Within::Data);
                } else if self.header.is_none() {
                    self.hold()?;
                } else {
                    self.value::<IgnoredAny>()?;
                }
            }
            _ => {
                self.value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    /// Whether rows are objects, which need no columns to be named.
    fn rows_have_keys(&mut self) -> Result<bool, FileError> {
        let (front, _) = self.window.look(FIRST_ROW)?;
        let rows = front.strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
        Ok(rows.is_some_and(|rows| rows.starts_with(b"{")))
    }

    /// Holds the rows until their columns are known.
    fn hold(&mut self) -> Result<(), FileError> {
        let place = self.window.place();
        let Some(length) = self.window.find_end_up_to(&mut ValueEnd::default(), MOST_HELD)? else {
            return Err(FileError::NotAnExport(
                "the file has more than 64 MiB of rows before the columns that they have: export the \
                 answer as JSON or CSV, where each row or the first line names them"
                    .to_owned(),
            ));
        };
        let rows = Cursor::new(self.window.taken(length).to_vec());
        self.window.consume(length);
        let mut held = Window::beginning_at(place, rows);
        punctuation(&mut held, b"[", "expected `[`, the beginning of the rows")?;
        self.held = Some(held);
        Ok(())
    }

    /// Whether there are columns that a record can be made of. Where there are none, the document's
    /// end tells why: it may say that the query failed.
    fn is_readable(&mut self) -> bool {
        self.lack = match self.header.as_ref().map(Header::lacks) {
            Some(None) => None,
            Some(Some(key)) => Some(format!("the columns of the file's rows do not name {key}")),
            None => Some(
                "the file has rows, and no cols that name their values: export the answer as \
                JSON or CSV"
                    .to_owned(),
            ),
        };
        self.lack.is_none()
    }

    fn end_of_data(&mut self) {
        let is_held = self.held.is_some() && self.is_readable();
        self.state = if is_held { State::Held(Elements::default()) } else { State::Top };
    }

    fn end(&mut self) -> Result<(), FileError> {
        self.state = State::Done;
        end_of_text(&mut self.window, "document")?;
        let said = self.error.as_deref();
        let refusal = match (self.failed, self.had_data, said) {
            (false, true, _) => match self.lack.take() {
                None => return Ok(()),
                Some(lack) => lack,
            },
            (true, _, Some(said)) => format!(
                "the file is not an export, but Metabase's word that the query failed: {said:?}: run \
                 it again, and export its answer"
            ),
            (true, _, None) => {
                "the file is not an export, but Metabase's word that the query failed: \
                run it again, and export its answer"
                    .to_owned()
            }
            (false, false, Some(said)) => format!(
                "the file is not an export, but an error: {said:?}: export the answer as JSON or CSV"
            ),
            (false, false, None) => {
                "the file is one JSON object without records: expected an array \
                of records, or one under `data`"
                    .to_owned()
            }
        };
        Err(FileError::NotAnExport(refusal))
    }
}

/// The row that the window stands at: values under a header, or an object.
fn row<R: BufRead>(
    window: &mut Window<R>,
    header: Option<&Header>,
    reading: &mut Reading,
    record: u64,
) -> Result<Entry, FileError> {
    let Some(header) = header.filter(|_| window.seen().first() == Some(&b'[')) else {
        return element(window, reading, record);
    };
    let place = window.place();
    let length = window.find_end(&mut ValueEnd::default())?;
    let value = window.taken(length);
    let values = std::str::from_utf8(value)
        .map_err(|fault| ObjectError::NotText(fault.valid_up_to()))
        .and_then(|text| serde_json::from_str::<Vec<&RawValue>>(text).map_err(ObjectError::of))
        .map_err(|fault| fault.at(place, value, b'\n'))?;
    let read = header.record(values.into_iter().map(|value| raw(value.get())), reading);
    window.consume(length);
    Ok(Entry::of(read, place.line, record))
}
