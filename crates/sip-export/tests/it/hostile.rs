//! No bytes make the reader panic, loop, or read past a failure.

use chrono::Datelike;
use proptest::prelude::*;
use sip_export::{Entry, ExportReader, ReadOptions, date_of_file_name};

use crate::support::{CONTAINERS, CSV, JSON, NDJSON, gzip, utf16, zst};

const NAMES: [Option<&str>; 4] = [None, Some("book.json"), Some("book.ndjson"), Some("book.csv")];

/// Reads it all, under every name.
fn read(file: &[u8]) {
    for name in NAMES {
        let Ok(mut reader) = ExportReader::new(file, name, ReadOptions::default()) else {
            continue;
        };
        let mut last = 0;
        loop {
            match reader.next() {
                None => break,
                Some(Err(_)) => {
                    assert!(reader.next().is_none(), "nothing is read after a failure");
                    break;
                }
                Some(Ok(entry)) => {
                    let (line, record) = match entry {
                        Entry::Good(good) => {
                            assert!(good.sip.amount.is_positive());
                            assert!(!good.sip.sip_meta_id.is_empty());
                            assert!(!good.sip.user_id.is_empty());
                            (good.line, good.record)
                        }
                        Entry::Client(good) => {
                            assert!(!good.client.user_id.is_empty());
                            (good.line, good.record)
                        }
                        Entry::Bad(bad) => {
                            assert!(!bad.reason.is_empty());
                            (bad.line, bad.record)
                        }
                    };
                    assert!(line >= 1);
                    assert_eq!(record, last + 1);
                    last = record;
                }
            }
        }
    }
}

/// A name tells a date within the years there are, or none.
fn check_date(name: &str) {
    let dates = match date_of_file_name(name) {
        Ok(date) => [date, None],
        Err(two) => {
            assert_ne!(two.first, two.second, "{name}");
            [Some(two.first), Some(two.second)]
        }
    };
    let years = dates.into_iter().flatten().map(|date| date.year());
    years.for_each(|year| assert!((1900..=2200).contains(&year), "{name}"));
}

/// A byte changed, left out or put in, somewhere.
#[derive(Clone, Debug)]
enum Mutation {
    Flip(prop::sample::Index, u8),
    Delete(prop::sample::Index),
    Insert(prop::sample::Index, u8),
    Cut(prop::sample::Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let place = any::<prop::sample::Index>;
    let telling = prop::sample::select(b"\"\\{}[],:\n\r\t 0-.eEnNtu\0\xff\xc3,()".to_vec());
    let byte = prop_oneof![telling, any::<u8>()];
    prop_oneof![
        4 => (place(), 0u8..8).prop_map(|(place, bit)| Mutation::Flip(place, bit)),
        4 => place().prop_map(Mutation::Delete),
        4 => (place(), byte).prop_map(|(place, byte)| Mutation::Insert(place, byte)),
        1 => place().prop_map(Mutation::Cut),
    ]
}

fn mutated(file: &[u8], mutations: &[Mutation]) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for mutation in mutations {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match mutation {
            Mutation::Flip(place, bit) => bytes[place.index(length)] ^= 1 << bit,
            Mutation::Delete(place) => {
                bytes.remove(place.index(length));
            }
            Mutation::Insert(place, byte) => bytes.insert(place.index(length + 1), *byte),
            Mutation::Cut(place) => bytes.truncate(place.index(length)),
        }
    }
    bytes
}

fn file() -> impl Strategy<Value = &'static str> {
    prop::sample::select([&[JSON, NDJSON, CSV, FULL][..], &CONTAINERS].concat())
}

/// A record with a value of every kind.
const FULL: &str = r#"[{"sip_meta_id": "104,431", "user_id": 7, "amount": "5,500.25", "start_date": "January 5, 2026", "event_date": "2026-01-12T08:49:05.25+05:30", "inserted_at": "January 12, 2026, 8:49 AM", "end_date": "9999-12-31", "scheme_name": "[Fund A (G, x), Fund B]", "increment_percentage": 1.5e1, "increment_period": "1Y", "is_active": "TRUE", "deleted": null, "success_count": 3.0, "currentSipStatus": "In Progress", "goal_name": "\ud83c\udfe0 \"x\"", "other": {"a": [1, {"b": null}]}}]"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read(&bytes);
    }

    #[test]
    fn random_bytes_that_begin_like_an_export_are_survived(
        start in prop::sample::select(vec![
            &b"[{\""[..], b"[", b"{\"", b"{\"data\": ", b"{\"data\": {\"rows\": [[", b"{\n", b"sep=",
            b"\xff\xfe", b"\xfe\xff\0{", b"sip_meta_id\tuser_id\tamount\r", b"PK\x03\x04", b"<", b"\x50\x2a\x4d\x18", b"{\"a\":", b"\xef\xbb\xbf[", b"\x1f\x8b", b"\x1f\x8b\x08\0",
            b"\x28\xb5\x2f\xfd", b"sip_meta_id,user_id,amount\n", b"[{\"amount\":",
        ]),
        bytes in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        read(&[start, &bytes].concat());
    }

    #[test]
    fn texts_of_telling_characters_are_survived(text in "[\\[\\]{}\",:\\\\0-9eE.\n a-]{0,60}") {
        read(text.as_bytes());
        read(format!("[{text}]").as_bytes());
        read(format!("[{{\"amount\": {text}}}]").as_bytes());
    }

    #[test]
    fn any_value_of_any_kind_of_field_is_survived(value in ".{0,40}") {
        let json = serde_json::to_string(&value).unwrap();
        for key in ["amount", "success_count", "start_date", "end_date", "event_date", "agent_id",
            "scheme_name", "increment_period", "deleted", "currentSipStatus", "sip_days"]
        {
            read(format!("[{{\"sip_meta_id\": 1, \"{key}\": {json}}}]").as_bytes());
        }
    }

    #[test]
    fn values_that_look_like_dates_and_numbers_are_survived(
        value in "(-?[0-9,]{0,20}(\\.[0-9]{0,20})?([eE][+-]?[0-9]{0,12})?|[0-9]{3,7}-[0-9]{1,3}-[0-9]{1,3}([T ][0-9:.]{0,12}([Zz+-][0-9:é]{0,6})?)?|(January|May) [0-9]{0,3},? [0-9]{0,7}(, [0-9:]{0,6} [AP]M)?|((Mon|Sun),? )?[0-9]{1,4}[-/. ]([a-z]{3}|[0-9]{1,2})[-/. ][0-9]{1,4}([ ,T][0-9:. apmZ+é]{0,9})?|(Rs\\.?|₹|-){0,2} ?[0-9]{1,3}([, ’.][0-9]{1,3}){0,4}(/-|%|[eE][+-]?[0-9]{1,3})?)",
    ) {
        let json = serde_json::to_string(&value).unwrap();
        for key in ["amount", "success_count", "start_date", "end_date", "event_date", "agent_id"] {
            read(format!("[{{\"sip_meta_id\": 1, \"{key}\": {json}}}]").as_bytes());
        }
        check_date(&value);
    }

    #[test]
    fn names_of_any_kind_are_survived(name in ".{0,30}", tail in "\\PC{0,5}2026-01-30\\PC{0,20}") {
        check_date(&name);
        check_date(&tail);
        assert!(ExportReader::new(&b"[]"[..], Some(&name), ReadOptions::default()).is_ok());
    }

    #[test]
    fn damaged_exports_are_survived(
        file in file(),
        mutations in prop::collection::vec(mutation(), 1..8),
    ) {
        read(&mutated(file.as_bytes(), &mutations));
    }

    #[test]
    fn damaged_compressed_exports_are_survived(
        file in file(),
        mutations in prop::collection::vec(mutation(), 1..4),
    ) {
        read(&mutated(&gzip(file.as_bytes()), &mutations));
        read(&mutated(&zst(file.as_bytes()), &mutations));
        read(&gzip(&mutated(file.as_bytes(), &mutations)));
        read(&mutated(&utf16(file, false), &mutations));
    }
}
