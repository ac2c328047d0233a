//! What has to hold of any bytes, beside that nothing panics.

use chrono::{NaiveDateTime, Timelike as _};
use opportunity_core::SipRecord;
use sip_export::{
    ClientField, Columns, DateOrder, Entry, ExportKind, ExportReader, ExportWriter, Field, ReadOptions,
    date_of_file_name,
};

/// Reads an export to its end, by the options that its first byte says: places grow, a good record
/// has what it needs, a bad one a reason, nothing comes after a failure, and what is told of the
/// columns is bounded.
pub fn read(data: &[u8], name: Option<&str>) {
    let (options, data) = options(data);
    read_by(data, name, options);
}

fn read_by(data: &[u8], name: Option<&str>, options: ReadOptions) {
    let Ok(mut reader) = ExportReader::new(data, name, options) else { return };
    let kind = reader.kind();
    let mut last = 0;
    while let Some(entry) = reader.next() {
        let Ok(entry) = entry else {
            assert!(reader.next().is_none());
            return;
        };
        let (line, record) = match entry {
            Entry::Good(good) => {
                assert!(kind == ExportKind::Sips && good.sip.amount.is_positive() && !good.sip.sip_meta_id.is_empty());
                (good.line, good.record)
            }
            Entry::Client(good) => {
                assert!(kind == ExportKind::Clients && !good.client.user_id.is_empty());
                (good.line, good.record)
            }
            Entry::Bad(bad) => {
                assert!(!bad.reason.is_empty());
                (bad.line, bad.record)
            }
        };
        assert!(line >= 1 && record == last + 1);
        last = record;
    }
    columns(reader.columns(), options);
}

/// The options that the first byte says (a digit, in the seeds), and what follows it.
fn options(data: &[u8]) -> (ReadOptions, &[u8]) {
    let Some((first, rest)) = data.split_first() else { return (ReadOptions::default(), data) };
    let date_order = match first & 3 {
        1 => Some(DateOrder::DayMonthYear),
        2 => Some(DateOrder::MonthDayYear),
        _ => None,
    };
    (ReadOptions { date_order, strict: first & 4 != 0, kind: None }, rest)
}

fn columns(columns: &Columns, options: ReadOptions) {
    assert!(columns.unknown().count() <= 51);
    assert!(columns.unknown().all(|key| !key.is_empty() && key.len() < 256));
    let unread = columns.unread_values();
    assert!(unread.is_empty() || !options.strict);
    for (key, count) in unread {
        let is_relied_on = columns.kind().relies_on(key);
        assert!(count > 0 && !is_relied_on && !columns.absent().contains(&key));
    }
}

/// An export of clients, or, where the first byte says so, one client whose fields are the parts of the
/// bytes between zeros. What is read of it is read again when written; of what is bad no report quotes
/// what is a person's.
pub fn clients(data: &[u8]) {
    let is_whole = data.first().is_some_and(|first| first & 8 != 0);
    let (options, data) = options(data);
    let options = ReadOptions { kind: Some(ExportKind::Clients), ..options };
    if is_whole {
        return read_by(data, None, options);
    }
    let keys = ClientField::ALL.map(ClientField::key);
    let record = record(&keys, data);
    let good = match first(record.as_bytes(), options) {
        Some(Ok(Entry::Client(good))) => good,
        Some(Ok(Entry::Bad(bad))) => {
            let field = bad.field.as_deref().and_then(ClientField::of_name);
            return assert!(bad.value.is_none() || field.is_some_and(|field| !field.is_personal()));
        }
        _ => return,
    };
    let mut written = Vec::new();
    let mut writer = ExportWriter::new(&mut written).unwrap();
    writer.write_client(&good.client).unwrap();
    writer.finish().unwrap();
    let Some(Ok(Entry::Client(again))) = first(&written, options) else {
        panic!("{record}\n{}", String::from_utf8_lossy(&written));
    };
    let mut client = good.client;
    for time in [&mut client.inserted_at, &mut client.event_date, &mut client.created_at] {
        *time = minutes(*time);
    }
    assert_eq!(again.client, client);
}

/// One record whose fields are the parts of the bytes between zeros.
fn record(keys: &[&str], data: &[u8]) -> String {
    let mut record = String::from("[{");
    for (key, value) in keys.iter().zip(data.split(|byte| *byte == 0)) {
        if record.len() > 2 {
            record.push(',');
        }
        record += &format!("{key:?}:");
        push_string(&mut record, &String::from_utf8_lossy(value));
    }
    record + "}]"
}

/// One record whose fields are the parts of the bytes between zeros. What is read of it is read
/// again when written.
pub fn values(data: &[u8]) {
    let (options, data) = options(data);
    let record = record(&Field::ALL.map(Field::key), data);
    let Some(Ok(Entry::Good(good))) = first(record.as_bytes(), options) else { return };
    let mut written = Vec::new();
    let mut writer = ExportWriter::new(&mut written).unwrap();
    writer.write(&good.sip).unwrap();
    writer.finish().unwrap();
    let Some(Ok(Entry::Good(again))) = first(&written, options) else {
        panic!("{record}\n{}", String::from_utf8_lossy(&written));
    };
    assert_eq!(again.sip, as_written(good.sip));
}

/// The export's own times have minutes, and no seconds.
fn as_written(mut sip: SipRecord) -> SipRecord {
    for time in [&mut sip.inserted_at, &mut sip.event_date, &mut sip.created_at] {
        *time = minutes(*time);
    }
    sip
}

fn minutes(time: Option<NaiveDateTime>) -> Option<NaiveDateTime> {
    time?.with_nanosecond(0)?.with_second(0)
}

fn first(export: &[u8], options: ReadOptions) -> Option<Result<Entry, sip_export::FileError>> {
    ExportReader::new(export, Some("book.json"), options).unwrap().next()
}

fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            letter if letter < ' ' => *out += &format!("\\u{:04x}", u32::from(letter)),
            letter => out.push(letter),
        }
    }
    out.push('"');
}

/// A name tells a date of the years there are, or two of them that differ, or none.
pub fn file_name(data: &[u8]) {
    let dates = match date_of_file_name(&String::from_utf8_lossy(data)) {
        Ok(date) => [date, None],
        Err(two) => {
            assert_ne!(two.first, two.second);
            [Some(two.first), Some(two.second)]
        }
    };
    for date in dates.into_iter().flatten() {
        assert!(("1900-01-01"..="2200-12-31").contains(&&*date.to_string()));
    }
}

/// Bytes that are text.
pub fn text(data: &[u8], check: impl Fn(&str)) {
    if let Ok(text) = std::str::from_utf8(data) {
        check(text);
    }
}
