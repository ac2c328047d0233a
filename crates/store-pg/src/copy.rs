//! Records in PostgreSQL's binary COPY format: no text to make here and to parse there.

use std::io::{self, Write};

use chrono::{NaiveDate, NaiveDateTime};
use opportunity_core::SipRecord;
use sha2::{Digest, Sha256};
use sip_export::{Field, Located, Value};

use crate::columns::SIP_FIELDS;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
const NULL: i32 = -1;
const END_OF_DATA: i16 = -1;

/// Its columns: the record's, then its stamps, its digest, its line and its number.
const COLUMNS: i16 = SIP_FIELDS.len() as i16 + 5;

/// The type number of `text`, which arrays name.
const TEXT_OID: i32 = 25;

/// Writes records as the staging table takes them.
pub(crate) fn write_binary(records: &[Located], out: &mut dyn Write) -> io::Result<()> {
    let mut row = Vec::with_capacity(2048);
    out.write_all(SIGNATURE)?;
    out.write_all(&[0; 8])?;
    for Located { line, record, sip } in records {
        row.clear();
        row.extend(COLUMNS.to_be_bytes());
        for field in SIP_FIELDS {
            write_value(&mut row, &field.get(sip))?;
        }
        write_value(&mut row, &Value::Time(sip.inserted_at))?;
        write_value(&mut row, &Value::Time(sip.event_date))?;
        write(&mut row, &content_digest(sip))?;
        write(&mut row, &whole(*line)?.to_be_bytes())?;
        write(&mut row, &whole(*record)?.to_be_bytes())?;
        out.write_all(&row)?;
    }
    out.write_all(&END_OF_DATA.to_be_bytes())
}

fn write_value(row: &mut Vec<u8>, value: &Value<'_>) -> io::Result<()> {
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
        Value::Schemes(names) => write(row, &array(names)?),
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

fn write(row: &mut Vec<u8>, value: &[u8]) -> io::Result<()> {
    row.extend(length(value.len())?);
    row.extend(value);
    Ok(())
}

fn array(names: &[String]) -> io::Result<Vec<u8>> {
    let mut array = Vec::new();
    let dimensions = i32::from(!names.is_empty());
    for number in [dimensions, 0, TEXT_OID] {
        array.extend(number.to_be_bytes());
    }
    if !names.is_empty() {
        array.extend(length(names.len())?);
        array.extend(1i32.to_be_bytes());
    }
    for name in names {
        write(&mut array, name.as_bytes())?;
    }
    Ok(array)
}

fn length(length: usize) -> io::Result<[u8; 4]> {
    Ok(i32::try_from(length).map_err(too_large)?.to_be_bytes())
}

fn whole(number: impl TryInto<i64>) -> io::Result<i64> {
    number.try_into().map_err(|_| io::Error::other("a number is too large to be kept"))
}

fn too_large(_: std::num::TryFromIntError) -> io::Error {
    io::Error::other("a number is too large to be kept")
}

/// PostgreSQL counts from the year 2000.
fn days(date: NaiveDate) -> [u8; 4] {
    const DAYS_FROM_1970_TO_2000: i32 = 10_957;
    (date.to_epoch_days() - DAYS_FROM_1970_TO_2000).to_be_bytes()
}

fn micros(time: NaiveDateTime) -> [u8; 8] {
    const MICROS_FROM_1970_TO_2000: i64 = 946_684_800_000_000;
    (time.and_utc().timestamp_micros() - MICROS_FROM_1970_TO_2000).to_be_bytes()
}

/// 128 bits of SHA-256 over every field but the stamps: records are equal where these are. What is
/// digested has each value's length before it, so that no two different records give the same.
fn content_digest(record: &SipRecord) -> [u8; 16] {
    let mut bytes = Vec::with_capacity(1024);
    for field in Field::ALL {
        if !matches!(field, Field::inserted_at | Field::event_date) {
            // Only a number that does not fit could fail here, and then writing the row fails too.
            let _ = write_value(&mut bytes, &field.get(record));
        }
    }
    let mut short = [0; 16];
    short.copy_from_slice(&Sha256::digest(&bytes)[..16]);
    short
}
