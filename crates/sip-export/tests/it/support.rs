//! Short ways to write an export and to say what was read of it.

use std::io::Write as _;

use opportunity_core::SipRecord;
use sip_export::{
    BadRecord, DateOrder, Entry, ExportKind, ExportReader, Field, FileError, ReadOptions, Value,
};

/// A record's worth of required fields, as JSON.
pub(crate) const REQUIRED: [(&str, &str); 3] =
    [("sip_meta_id", "\"135\""), ("user_id", "\"asha\""), ("amount", "\"5,500\"")];

/// An export of one record: the required fields, and `key` as this JSON.
pub(crate) fn export_with(key: &str, json: &str) -> String {
    let mut pairs: Vec<(&str, &str)> =
        REQUIRED.iter().copied().filter(|(known, _)| *known != key).collect();
    pairs.push((key, json));
    let fields: Vec<String> = pairs.iter().map(|(key, json)| format!("{key:?}: {json}")).collect();
    format!("[{{{}}}]", fields.join(", "))
}

/// Every entry of a file that is one.
pub(crate) fn entries(file: &[u8], name: Option<&str>) -> Vec<Entry> {
    entries_by(file, name, ReadOptions::default())
}

fn entries_by(file: &[u8], name: Option<&str>, options: ReadOptions) -> Vec<Entry> {
    let read: Result<Vec<Entry>, FileError> =
        ExportReader::new(file, name, options).unwrap().collect();
    read.unwrap()
}

/// The only record of an export.
pub(crate) fn only(export: &str) -> Result<SipRecord, BadRecord> {
    only_by(export, ReadOptions { strict: true, ..ReadOptions::default() })
}

fn only_by(export: &str, options: ReadOptions) -> Result<SipRecord, BadRecord> {
    let mut entries = entries_by(export.as_bytes(), None, options);
    assert_eq!(entries.len(), 1, "{export}");
    match entries.remove(0) {
        Entry::Good(good) => {
            assert_eq!((good.line, good.record), (1, 1));
            Ok(good.sip)
        }
        Entry::Client(_) => panic!("a client in {export}"),
        Entry::Bad(bad) => Err(bad),
    }
}

/// One value of one record: what it is read as, or why its record is bad, by strict reading. A bad
/// record must name its place, its SIP, the field and the value.
pub(crate) fn check(key: &str, json: &str, expected: Result<&str, &str>) {
    check_by(None, key, json, expected);
}

/// The same, where it is known which of day and month comes first.
pub(crate) fn check_by(
    date_order: Option<DateOrder>,
    key: &str,
    json: &str,
    expected: Result<&str, &str>,
) {
    let options = ReadOptions { date_order, strict: true, ..ReadOptions::default() };
    let read = only_by(&export_with(key, json), options);
    let field = Field::ALL.into_iter().find(|field| field.key() == key).unwrap();
    match (read, expected) {
        (Ok(record), Ok(expected)) => {
            assert_eq!(shown(&field.get(&record)), expected, "{key}: {json}");
        }
        (Err(bad), Err(reason)) => {
            let id = if key == "sip_meta_id" { None } else { Some("135".to_owned()) };
            let expected = BadRecord {
                line: 1,
                record: 1,
                kind: ExportKind::Sips,
                id,
                field: Some(key.to_owned()),
                value: value_shown(json),
                reason: reason.to_owned(),
            };
            assert_eq!(bad, expected, "{key}: {json}");
        }
        (read, expected) => panic!("{key}: {json} read as {read:?}, expected {expected:?}"),
    }
}

pub(crate) fn check_all(key: &str, rows: &[(&str, Result<&str, &str>)]) {
    for (json, expected) in rows {
        check(key, json, *expected);
    }
}

/// The value as a report quotes it.
fn value_shown(json: &str) -> Option<String> {
    match serde_json::from_str(json) {
        Ok(serde_json::Value::String(text)) => Some(text),
        Ok(serde_json::Value::Bool(truth)) => Some(truth.to_string()),
        Ok(serde_json::Value::Number(_)) => Some(json.to_owned()),
        _ => None,
    }
}

pub(crate) fn shown(value: &Value<'_>) -> String {
    let none = || "none".to_owned();
    match value {
        Value::Text(text) | Value::Id(text) => text.map_or_else(none, str::to_owned),
        Value::Made(text) => text.clone().unwrap_or_else(none),
        Value::Time(time) => time.map_or_else(none, |time| time.to_string()),
        Value::Date(date) => date.map_or_else(none, |date| date.to_string()),
        Value::Money(money) => money.map_or_else(none, |money| money.to_string()),
        Value::Percent(percent) => percent.map_or_else(none, |percent| percent.to_string()),
        Value::Count(count) => count.map_or_else(none, |count| count.to_string()),
        Value::Truth(truth) => truth.map_or_else(none, |truth| truth.to_string()),
        Value::Schemes(names) => names.join(" | "),
    }
}

/// All that is read of a file, a line an entry, and how it ends where that is amiss.
pub(crate) fn told(file: &[u8], name: Option<&str>) -> String {
    told_by(file, name, ReadOptions::default())
}

/// The same, read so.
pub(crate) fn told_by(file: &[u8], name: Option<&str>, options: ReadOptions) -> String {
    let reader = match ExportReader::new(file, name, options) {
        Ok(reader) => reader,
        Err(fault) => return format!("fails: {fault}\n"),
    };
    let mut told = String::new();
    let mut failed = false;
    for entry in reader {
        assert!(!failed, "nothing is read after a failure");
        let line = match entry {
            Ok(Entry::Good(good)) => {
                let sip = &good.sip;
                let (id, user, amount) = (&sip.sip_meta_id, &sip.user_id, sip.amount);
                format!("{}:{} {id} {user} {amount}\n", good.line, good.record)
            }
            Ok(Entry::Client(good)) => {
                let client = &good.client;
                let (id, name) = (&client.user_id, client.name.as_deref().unwrap_or("-"));
                format!("{}:{} client {id} {name}\n", good.line, good.record)
            }
            Ok(Entry::Bad(bad)) => {
                let BadRecord { line, record, id, field, value, reason, .. } = bad;
                let said = |said: Option<String>| said.unwrap_or("-".into());
                let [id, field, value] = [id, field, value].map(said);
                format!("{line}:{record} bad {id} {field} {value:?}: {reason}\n")
            }
            Err(fault) => {
                failed = true;
                format!("fails: {fault}\n")
            }
        };
        told += &line;
    }
    told
}

pub(crate) fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zst(plain: &[u8]) -> Vec<u8> {
    zstd::encode_all(plain, 1).unwrap()
}

/// UTF-16 with its mark.
pub(crate) fn utf16(text: &str, big: bool) -> Vec<u8> {
    let units = [0xfeff].into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

/// Three records in each format, the second one bad.
pub(crate) const JSON: &str = r#"[
  {"sip_meta_id": "1,035", "user_id": "asha", "amount": "5,500", "goal_name": "House, \"big\""},
  {"sip_meta_id": "1,036", "user_id": "bala", "amount": "-1"},
  {"sip_meta_id": "1,037", "user_id": "é", "amount": 1517.54, "deleted": true}
]
"#;
pub(crate) const NDJSON: &str = r#"{"sip_meta_id": "1,035", "user_id": "asha", "amount": "5,500", "goal_name": "House, \"big\""}
{"sip_meta_id": "1,036", "user_id": "bala", "amount": "-1"}
{"sip_meta_id": "1,037", "user_id": "é", "amount": 1517.54, "deleted": true}
"#;
pub(crate) const CSV: &str = r#"sip_meta_id,user_id,amount,goal_name,deleted
"1,035",asha,"5,500","House, ""big""",
"1,036",bala,-1,,
"1,037",é,1517.54,,true
"#;

/// The same three records in what else holds records.
pub(crate) const CONTAINERS: [&str; 6] = [
    "{\n \"sip_meta_id\": \"1,035\",\n \"user_id\": \"asha\",\n \"amount\": \"5,500\"\n}\n{\n \
     \"sip_meta_id\": \"1,036\",\n \"amount\": tru\n}\n{\"sip_meta_id\": 1037, \"user_id\": \"é\",\n \
     \"amount\": 1517.54}\n",
    r#"{"status": "completed", "data": [{"Sip Meta ID": "1,035", "User ID": "asha", "AMOUNT": 5500},
        {"sip_meta_id": "1,036", "amount": "5.500"}, {"sip_meta_id": 1037.0, "user_id": "é", "amount": 5}]}"#,
    r#"{"data": {"rows": [["1,035", "asha", "₹5,500"], [1036, "bala"], ["1037.0", "é", "1 517.54"]],
        "cols": [{"name": "sip_meta_id"}, {"name": "x", "display_name": "User ID"}, {"name": "amount"}]}}"#,
    r#"{"data": {"cols": ["sip_meta_id", "user_id", "amount"], "rows": [["1,035", "asha", 5500],
        ["9E3", "bala", 6], [1037, "é", 1517.540000000001]]}, "status": "completed"}"#,
    "sep=;\r\nSip Meta ID;user_id;amount;;\r\n1,035;asha;5,500;;\r\n;;;;\r\n1,036;bala;5000,50\r\n1037.0;é;\"1’517.54\";\r\n",
    "sip_meta_id\tuser_id\tamount\r1,035\tasha\t5 500\r\"1,036\tbala\t1\r=\"1037\"\té\t1517.54\r",
];
