//! Records in any style that people and programs write are the same records.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use opportunity_core::SipRecord;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Map;
use sip_export::{DateOrder, Entry, ExportReader, Field, FileError, ReadOptions, Value};

use crate::records::record;
use crate::support::{gzip, utf16, zst};

/// How a file is written; all of one file alike.
#[derive(Clone, Debug)]
struct Style {
    key: &'static str,
    nothing: &'static str,
    around: (&'static str, &'static str),
    date: &'static str,
    clock: &'static str,
    separator: &'static str,
    by_twos: bool,
    signs: bool,
    truth: (&'static str, &'static str),
    id: &'static str,
    container: &'static str,
    newline: &'static str,
    coding: &'static str,
    pack: &'static str,
}

fn style() -> impl Strategy<Value = Style> {
    let words = (
        select(vec!["as it is", "Title Case", "UPPER", "joined", "with-hyphens"]),
        select(vec![
            "", "NULL", "null", r"\N", "NaN", "None", "N/A", "na", "#N/A", "NaT", "-", "—", " ",
        ]),
        select(vec![("", ""), (" ", "\u{a0}"), ("=\"", "\""), ("'", ""), ("\u{feff}", "\u{200b}")]),
        select(vec![
            ("true", "false"),
            ("T", "F"),
            ("Yes", "No"),
            ("y", "n"),
            ("1", "0"),
            ("1.0", "0.0"),
        ]),
        select(vec!["", ".0", ","]),
    );
    let dates = (
        select(vec![
            "%B %-d, %Y",
            "%b %d %Y",
            "%A, %B %-d, %Y",
            "%a %d-%b-%Y",
            "%d %B, %Y",
            "%d/%b/%Y",
            "%Y-%m-%d",
            "%Y/%-m/%-d",
            "%d/%m/%Y",
            "%-d.%-m.%Y",
        ]),
        select(vec![
            ", %-I:%M %p",
            " %H:%M",
            " %-I:%M%P",
            ", %H:%M:%S IST",
            "T%H:%M:%S%.f+05:30",
            "Z",
            "+0000",
        ]),
    );
    let numbers = (
        select(vec!["", ",", " ", "\u{a0}", "\u{202f}", "’", "JSON"]),
        any::<bool>(),
        any::<bool>(),
    );
    let files = (
        select(vec![
            "array",
            "lines",
            "lines with commas",
            "objects",
            "data",
            "rows first",
            "cols first",
            ",",
            ";",
            "\t",
            "|",
            "sep=^",
        ]),
        select(vec!["\n", "\r\n", "\r"]),
        select(vec!["UTF-8", "mark", "UTF-16LE", "UTF-16BE"]),
        select(vec!["plain", "gz", "gz and zeros", "zst", "zst and frames"]),
    );
    (words, dates, numbers, files).prop_map(|(words, dates, numbers, files)| Style {
        key: words.0,
        nothing: words.1,
        around: words.2,
        truth: words.3,
        id: words.4,
        date: dates.0,
        clock: dates.1,
        separator: numbers.0,
        by_twos: numbers.1,
        signs: numbers.2,
        container: files.0,
        newline: files.1,
        coding: files.2,
        pack: files.3,
    })
}

impl Style {
    fn key(&self, field: Field) -> String {
        let key = field.key();
        match self.key {
            "Title Case" => {
                let words = key.split('_').map(|word| {
                    let (first, rest) = word.split_at(1);
                    first.to_uppercase() + rest
                });
                words.collect::<Vec<String>>().join(" ")
            }
            "UPPER" => key.to_uppercase(),
            "joined" => key.replace('_', "").to_lowercase(),
            "with-hyphens" => key.replace('_', "-"),
            _ => key.to_owned(),
        }
    }

    /// A value as JSON: nearly always a text.
    fn value(&self, value: &Value<'_>) -> String {
        let is_json = !self.is_csv() && self.separator == "JSON";
        let text = match value {
            Value::Money(Some(_)) | Value::Count(Some(_)) | Value::Percent(Some(_)) if is_json => {
                return plain(value);
            }
            Value::Id(Some(id)) if is_number(id) && self.id == "," => self.grouped(id, ","),
            Value::Id(Some(id)) if is_number(id) => format!("{id}{}", self.id),
            Value::Money(Some(money)) if self.signs => {
                format!("Rs. {}/-", self.number(&money.to_string()))
            }
            Value::Percent(Some(percent)) if self.signs => {
                format!("{} %", self.number(&percent.to_string()))
            }
            Value::Money(Some(_)) | Value::Count(Some(_)) | Value::Percent(Some(_)) => {
                self.number(&plain(value))
            }
            Value::Truth(Some(truth)) => {
                if *truth { self.truth.0 } else { self.truth.1 }.to_owned()
            }
            Value::Date(Some(date)) => self.date(*date),
            Value::Time(Some(time)) => self.time(*time),
            Value::Schemes(names) => format!("[{}]", names.join(", ")),
            Value::Text(Some(text)) | Value::Id(Some(text)) => (*text).to_owned(),
            Value::Made(Some(text)) => text.replace('M', " months").replace('Y', "y"),
            _ => return serde_json::to_string(self.nothing).unwrap(),
        };
        serde_json::to_string(&format!("{}{text}{}", self.around.0, self.around.1)).unwrap()
    }

    fn number(&self, decimal: &str) -> String {
        let separator = if self.separator == "JSON" { "" } else { self.separator };
        match decimal.split_once('.') {
            Some((whole, fraction)) => self.grouped(whole, separator) + "." + fraction,
            None => self.grouped(decimal, separator),
        }
    }

    fn grouped(&self, digits: &str, separator: &str) -> String {
        let size = if self.by_twos { 2 } else { 3 };
        let mut grouped = String::new();
        for (position, digit) in digits.chars().enumerate() {
            let left = digits.len() - position;
            if position > 0 && left >= 3 && (left - 3).is_multiple_of(size) {
                grouped.push_str(separator);
            }
            grouped.push(digit);
        }
        grouped
    }

    fn date(&self, date: NaiveDate) -> String {
        date.format(self.date).to_string()
    }

    fn time(&self, time: NaiveDateTime) -> String {
        match self.clock {
            zone @ ("Z" | "+0000") => {
                let utc = time - TimeDelta::minutes(330);
                format!("{}{}{zone}", self.date(utc.date()), utc.format(" %H:%M:%S"))
            }
            clock => format!("{}{}", self.date(time.date()), time.format(clock)),
        }
    }

    fn is_csv(&self) -> bool {
        self.container.len() == 1 || self.container == "sep=^"
    }

    fn file(&self, records: &[SipRecord]) -> Vec<u8> {
        let text = if self.is_csv() { self.csv(records) } else { self.json(records) };
        let bytes = match self.coding {
            "mark" => format!("\u{feff}{text}").into_bytes(),
            "UTF-16LE" => utf16(&text, false),
            "UTF-16BE" => utf16(&text, true),
            _ => text.into_bytes(),
        };
        let skipped = [&0x184d_2a50u32.to_le_bytes()[..], &2u32.to_le_bytes(), b"hi"].concat();
        match self.pack {
            "gz" => gzip(&bytes),
            "gz and zeros" => [gzip(&bytes), vec![0; 512]].concat(),
            "zst" => zst(&bytes),
            "zst and frames" => [&skipped[..], &zst(&bytes), &skipped].concat(),
            _ => bytes,
        }
    }

    fn csv(&self, records: &[SipRecord]) -> String {
        let (delimiter, first) = match self.container {
            "sep=^" => ("^", format!("sep=^{}", self.newline)),
            delimiter => (delimiter, String::new()),
        };
        let quoted = |value: String| format!("\"{}\"", value.replace('"', "\"\""));
        let row = |values: Vec<String>| {
            values.into_iter().map(quoted).collect::<Vec<String>>().join(delimiter) + self.newline
        };
        let header = row(Field::ALL.iter().map(|field| self.key(*field)).collect());
        let rows = records.iter().map(|record| {
            let text =
                |field: Field| serde_json::from_str(&self.value(&field.get(record))).unwrap();
            row(Field::ALL.into_iter().map(text).collect())
        });
        first + &header + &rows.collect::<String>()
    }

    fn json(&self, records: &[SipRecord]) -> String {
        let value = |field: Field, record| {
            serde_json::from_str::<serde_json::Value>(&self.value(&field.get(record))).unwrap()
        };
        let object = |record| {
            let members =
                Field::ALL.into_iter().map(|field| (self.key(field), value(field, record)));
            members.collect::<Map<String, serde_json::Value>>()
        };
        let compact = |record| serde_json::to_string(&object(record)).unwrap();
        let pretty = |record| serde_json::to_string_pretty(&object(record)).unwrap();
        let all = |join: &str| records.iter().map(compact).collect::<Vec<String>>().join(join);
        let row = |record| {
            let values = Field::ALL.into_iter().map(|field| value(field, record));
            serde_json::to_string(&values.collect::<Vec<_>>()).unwrap()
        };
        let rows = records.iter().map(row).collect::<Vec<String>>().join(",\n");
        let column =
            |field: Field| format!("{{\"name\":\"c\",\"display_name\":{:?}}}", self.key(field));
        let cols = Field::ALL.into_iter().map(column).collect::<Vec<String>>().join(",");
        match self.container {
            "array" => format!("[\n{}\n]\n", all(",\n")),
            "lines" => all("\n"),
            "lines with commas" => all(",\n") + ",\n",
            "objects" => records.iter().map(pretty).collect::<Vec<String>>().join("\n"),
            "data" => format!("{{\"data\": [{}]}}", all(",")),
            "rows first" => format!("{{\"data\":{{\"rows\":[{rows}],\"cols\":[{cols}]}}}}"),
            _ => format!("{{\"data\":{{\"cols\":[{cols}],\"rows\":[{rows}]}},\"row_count\":0}}"),
        }
    }
}

fn is_number(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_digit()) && !id.starts_with('0')
}

fn plain(value: &Value<'_>) -> String {
    match value {
        Value::Money(Some(money)) => money.to_string(),
        Value::Percent(Some(percent)) => percent.to_string(),
        Value::Count(Some(count)) => count.to_string(),
        other => panic!("{other:?} is no number"),
    }
}

fn read(file: &[u8]) -> Vec<SipRecord> {
    let options =
        ReadOptions { date_order: Some(DateOrder::DayMonthYear), strict: true, kind: None };
    let read: Result<Vec<Entry>, FileError> =
        ExportReader::new(file, None, options).and_then(Iterator::collect);
    let sips = read.unwrap().into_iter().map(|entry| match entry {
        Entry::Good(good) => good.sip,
        other => panic!("{other:?}"),
    });
    sips.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_style_reads_as_the_same_records(
        records in prop::collection::vec(record(), 1..3),
        style in style(),
    ) {
        prop_assert_eq!(read(&style.file(&records)), records);
    }
}
