//! Records in the export's own words: every value a string, numbers grouped, dates in words.

use std::fmt::Write as _;
use std::io::{self, Write};

use chrono::Timelike;
use opportunity_core::{SipRecord, date_in_words};

use crate::client::ClientRecord;
use crate::client_field::ClientField;
use crate::field::Field;
use crate::shape::Value;

/// Writes a JSON array of records as the warehouse exports it.
pub struct ExportWriter<W: Write> {
    out: W,
    line: String,
    records: u64,
}

impl<W: Write> ExportWriter<W> {
    /// Begins an array.
    ///
    /// # Errors
    /// Those of the writer beneath.
    pub fn new(mut out: W) -> io::Result<Self> {
        out.write_all(b"[\n")?;
        Ok(Self { out, line: String::new(), records: 0 })
    }

    /// Writes a record, on a line of its own.
    ///
    /// # Errors
    /// Those of the writer beneath.
    pub fn write(&mut self, record: &SipRecord) -> io::Result<()> {
        self.write_values(Field::ALL.into_iter().map(|field| (field.key(), field.get(record))))
    }

    /// Writes a client, on a line of its own. All records of one array are of one kind.
    ///
    /// # Errors
    /// Those of the writer beneath.
    pub fn write_client(&mut self, record: &ClientRecord) -> io::Result<()> {
        let values = ClientField::ALL.into_iter().map(|field| (field.key(), field.get(record)));
        self.write_values(values)
    }

    fn write_values<'v>(
        &mut self,
        values: impl Iterator<Item = (&'static str, Value<'v>)>,
    ) -> io::Result<()> {
        self.line.clear();
        if self.records > 0 {
            self.line.push_str(",\n");
        }
        for (position, (key, value)) in values.enumerate() {
            self.line.push(if position == 0 { '{' } else { ',' });
            text(&mut self.line, key);
            self.line.push(':');
            text(&mut self.line, &words(key, value));
        }
        self.line.push('}');
        self.records += 1;
        self.out.write_all(self.line.as_bytes())
    }

    /// Ends the array.
    ///
    /// # Errors
    /// Those of the writer beneath.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"\n]\n")?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// A value as the export words it, nothing as an empty text.
fn words(key: &str, value: Value<'_>) -> String {
    match value {
        Value::Text(text) => text.unwrap_or_default().to_owned(),
        Value::Made(text) => text.unwrap_or_default(),
        Value::Id(id) => {
            let id = id.unwrap_or_default();
            if key != Field::user_id.key() && is_number(id) { grouped(id) } else { id.to_owned() }
        }
        Value::Time(time) => time.map_or(String::new(), |time| {
            let (afternoon, hour) = time.hour12();
            let half = if afternoon { "PM" } else { "AM" };
            format!("{}, {hour}:{:02} {half}", date_in_words(time.date()), time.minute())
        }),
        Value::Date(date) => date.map_or(String::new(), date_in_words),
        Value::Money(money) => money.map_or(String::new(), |money| number(&money.to_string())),
        Value::Percent(percent) => {
            percent.map_or(String::new(), |percent| number(&percent.to_string()))
        }
        Value::Count(count) => count.map_or(String::new(), |count| grouped(&count.to_string())),
        Value::Truth(truth) => truth.map_or(String::new(), |truth| truth.to_string()),
        Value::Schemes(names) => format!("[{}]", names.join(", ")),
    }
}

fn is_number(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// Two decimals or none, grouped by thousands.
fn number(decimal: &str) -> String {
    match decimal.split_once('.') {
        Some((whole, "00")) => grouped(whole),
        Some((whole, fraction)) => grouped(whole) + "." + fraction.trim_end_matches('0'),
        None => grouped(decimal),
    }
}

fn grouped(digits: &str) -> String {
    if let Some(size) = digits.strip_prefix('-') {
        return format!("-{}", grouped(size));
    }
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A JSON string.
fn text(line: &mut String, text: &str) {
    line.push('"');
    for character in text.chars() {
        match character {
            '"' => line.push_str("\\\""),
            '\\' => line.push_str("\\\\"),
            control if control < ' ' => {
                // Writing to a String cannot fail.
                let _ = write!(line, "\\u{:04x}", u32::from(control));
            }
            other => line.push(other),
        }
    }
    line.push('"');
}
