//! Rows in PostgreSQL's binary COPY format: no text to make here and to parse there.

use std::io::{self, Write};

use chrono::{NaiveDate, NaiveDateTime};
use sip_export::Value;

use crate::binary_copy::{DAYS_FROM_1970_TO_2000, END_OF_ROWS, NULL, SIGNATURE};

/// The type number of `text`, which arrays name.
const TEXT_OID: i32 = 25;

/// A COPY goes to the server in pieces of this size.
const PIECE: usize = 64 * 1024;

/// The rows of one COPY.
#[derive(Debug)]
pub(crate) struct Rows {
    bytes: Vec<u8>,
    columns: i16,
}

impl Rows {
    pub(crate) fn new(columns: i16) -> Self {
        Self { bytes: [SIGNATURE, &[0; 8]].concat(), columns }
    }

    /// Begins a row, to which as many values have to be written as it has columns.
    pub(crate) fn row(&mut self) -> &mut Vec<u8> {
        self.bytes.extend(self.columns.to_be_bytes());
        &mut self.bytes
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.len() == SIGNATURE.len() + 8
    }

    pub(crate) fn send(&self, out: &mut dyn Write) -> io::Result<()> {
        for piece in self.bytes.chunks(PIECE) {
            out.write_all(piece)?;
        }
        out.write_all(&END_OF_ROWS.to_be_bytes())
    }
}

pub(crate) fn write_value(row: &mut Vec<u8>, value: &Value<'_>) -> io::Result<()> {
    match value {
        Value::Text(text) | Value::Id(text) => write_some(row, text.map(str::as_bytes)),
        Value::Made(text) => write_some(row, text.as_ref().map(String::as_bytes)),
        Value::Time(time) => write_some(row, time.map(micros).as_ref().map(<[u8; 8]>::as_slice)),
        Value::Date(date) => write_some(row, date.map(days).as_ref().map(<[u8; 4]>::as_slice)),
        Value::Money(money) => match money {
            Some(money) => write(row, &whole(money.paise())?.to_be_bytes()),
            None => write_some(row, None),
        },
        Value::Percent(percent) => match percent {
            Some(percent) => write(row, &whole(i128::from(percent.hundredths()))?.to_be_bytes()),
            None => write_some(row, None),
        },
        Value::Count(count) => match count {
            Some(count) => write(row, &i32::try_from(*count).map_err(too_large)?.to_be_bytes()),
            None => write_some(row, None),
        },
        Value::Truth(truth) => match truth {
            Some(truth) => write(row, &[u8::from(*truth)]),
            None => write_some(row, None),
        },
        Value::Schemes(names) => write_texts(row, names),
    }
}

fn write_some(row: &mut Vec<u8>, value: Option<&[u8]>) -> io::Result<()> {
    match value {
        Some(value) => write(row, value),
        None => {
            row.extend(NULL.to_be_bytes());
            Ok(())
        }
    }
}

pub(crate) fn write(row: &mut Vec<u8>, value: &[u8]) -> io::Result<()> {
    row.extend(length(value.len())?);
    row.extend(value);
    Ok(())
}

/// An array of texts, its length put in front when it is known.
fn write_texts(row: &mut Vec<u8>, texts: &[String]) -> io::Result<()> {
    let start = row.len();
    row.extend([0; 4]);
    let dimensions = i32::from(!texts.is_empty());
    for number in [dimensions, 0, TEXT_OID] {
        row.extend(number.to_be_bytes());
    }
    if !texts.is_empty() {
        row.extend(length(texts.len())?);
        row.extend(1i32.to_be_bytes());
    }
    for text in texts {
        write(row, text.as_bytes())?;
    }
    let written = length(row.len() - start - 4)?;
    row[start..start + 4].copy_from_slice(&written);
    Ok(())
}

fn length(length: usize) -> io::Result<[u8; 4]> {
    Ok(i32::try_from(length).map_err(too_large)?.to_be_bytes())
}

pub(crate) fn whole(number: impl TryInto<i64>) -> io::Result<i64> {
    number.try_into().map_err(|_| io::Error::other("a number is too large to be kept"))
}

fn too_large(_: std::num::TryFromIntError) -> io::Error {
    io::Error::other("a number is too large to be kept")
}

fn days(date: NaiveDate) -> [u8; 4] {
    (date.to_epoch_days() - DAYS_FROM_1970_TO_2000).to_be_bytes()
}

fn micros(time: NaiveDateTime) -> [u8; 8] {
    const MICROS_FROM_1970_TO_2000: i64 = 946_684_800_000_000;
    (time.and_utc().timestamp_micros() - MICROS_FROM_1970_TO_2000).to_be_bytes()
}
