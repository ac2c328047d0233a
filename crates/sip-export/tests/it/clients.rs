//! Exports of clients: how they are told from those of SIPs, and what their fields take.

use sip_export::{
    BadRecord, ClientField, ClientRecord, Entry, ExportKind, ExportReader, ExportWriter, FileError,
    ReadOptions,
};

use crate::support::{gzip, shown, told, utf16, zst};

const STRICT: ReadOptions = ReadOptions { date_order: None, kind: None, strict: true };

fn read(file: &[u8], options: ReadOptions) -> Result<Vec<Entry>, FileError> {
    ExportReader::new(file, None, options).and_then(Iterator::collect)
}

/// The only record of a file, which is of a client.
fn only(file: &str, options: ReadOptions) -> Result<ClientRecord, BadRecord> {
    match read(file.as_bytes(), options).unwrap().remove(0) {
        Entry::Client(good) => {
            assert_eq!((good.line, good.record), (1, 1));
            Ok(good.client)
        }
        Entry::Bad(bad) => Err(bad),
        Entry::Good(sip) => panic!("a SIP: {sip:?}"),
    }
}

fn export_with(key: &str, json: &str) -> String {
    let rest = if key == "user_id" { "" } else { "\"user_id\": \"asha\", " };
    let name = if key == "name" { "" } else { "\"name\": \"Asha\", " };
    format!("[{{{rest}{name}{key:?}: {json}}}]")
}

/// One value of one field, read strictly; where it is bad, a report quotes it if that is nobody's
/// business.
fn check(key: &str, json: &str, expected: Result<&str, &str>) {
    let field = ClientField::of_name(key).unwrap();
    match (only(&export_with(key, json), STRICT), expected) {
        (Ok(client), Ok(expected)) => {
            assert_eq!(shown(&field.get(&client)), expected, "{key}: {json}");
        }
        (Err(bad), Err(reason)) => {
            assert_eq!((bad.field.as_deref(), bad.reason.as_str()), (Some(key), reason), "{json}");
            assert_eq!(bad.kind, ExportKind::Clients);
            let is_quoted = !field.is_personal() && reason != "is missing";
            assert_eq!(bad.value.is_some(), is_quoted, "{key}: {json}");
        }
        (read, expected) => panic!("{key}: {json} read as {read:?}, expected {expected:?}"),
    }
}

#[test]
fn values_are_read_as_in_an_export_of_sips() {
    const NO_PHONE: Result<&str, &str> = Err("is not a phone number such as +91 10000 00001");
    const LOST: Result<&str, &str> =
        Err("is in scientific notation, which has lost digits: export ids as text");
    const PHONE_POINT: Result<&str, &str> =
        Err("has a point among its digits: export phone numbers as text");
    for (key, json, expected) in [
        ("user_id", "\"1,04,431\"", Ok("104431")),
        ("user_id", "9001.0", Ok("9001")),
        ("user_id", "\"\"", Err("is missing")),
        ("crn", "\"C-12\"", Ok("C-12")),
        ("name", "\" आशा कुमारी \"", Ok("आशा कुमारी")),
        ("name", "\"N/A\"", Ok("none")),
        ("phone_number", "\"+91 10000 00001\"", Ok("+91 10000 00001")),
        ("phone_number", "\"010000 00001\"", Ok("010000 00001")),
        ("phone_number", "\"'01000000001\"", Ok("01000000001")),
        ("phone_number", "911000000001", Ok("911000000001")),
        ("phone_number", "\"1,000,000,001\"", Ok("1000000001")),
        ("phone_number", "\"1000000001.0\"", Ok("1000000001")),
        ("phone_number", "1000000001.0", Ok("1000000001")),
        ("phone_number", "\"1000000001,1000000002\"", Ok("1000000001,1000000002")),
        ("phone_number", "\"10000.00001\"", Ok("10000.00001")),
        ("phone_number", "\"NULL\"", Ok("none")),
        ("phone_number", "\"9.1E+11\"", LOST),
        ("phone_number", "9.1E11", LOST),
        ("phone_number", "1000000001.5", PHONE_POINT),
        ("phone_number", "\"1000000001.50\"", PHONE_POINT),
        ("phone_number", "-1000000001", NO_PHONE),
        ("phone_number", "\"not given\"", NO_PHONE),
        ("phone_number", "true", NO_PHONE),
        ("agent_phone_number", "\"1E9\"", LOST),
        ("date_of_birth", "\"5-Jan-1971\"", Ok("1971-01-05")),
        (
            "date_of_birth",
            "\"05/01/1971\"",
            Err(
                "does not tell the day from the month: give --date-order dmy or mdy, or write the \
                 month in words",
            ),
        ),
        ("total_current_value", "\"-5,500.50\"", Ok("-5500.50")),
        ("mf_current_value", "-0.5", Ok("-0.50")),
        ("mf_current_value", "\"₹-5,00,000\"", Ok("-500000.00")),
        ("mf_current_value", "-1e13", Err("is 10^13 or more")),
        ("total_invested_value", "\"5,00,000\"", Ok("500000.00")),
        ("total_invested_value", "-1", Err("is negative")),
        ("trak_cob_opportunity_value", "-1", Err("is negative")),
        ("first_active_mf_sip", "\"March 5, 2021\"", Ok("2021-03-05")),
        ("inserted_at", "\"January 12, 2026, 8:49 AM\"", Ok("2026-01-12 08:49:00")),
        ("do_not_contact", "\"Yes\"", Ok("true")),
        ("do_not_contact", "0", Ok("false")),
        ("do_not_contact", "\"maybe\"", Err("is neither true nor false, yes nor no, 1 nor 0")),
    ] {
        check(key, json, expected);
    }
}

#[test]
fn a_bad_value_that_nothing_hangs_on_loses_no_record() {
    let lax = ReadOptions::default();
    for field in ClientField::ALL {
        let json = if field == ClientField::user_id { "\"9E3\"" } else { "[1]" };
        let read = only(&export_with(field.key(), json), lax);
        let is_relied_on = ["user_id", "inserted_at", "event_date", "do_not_contact"];
        assert_eq!(read.is_err(), is_relied_on.contains(&field.key()), "{}", field.key());
        assert_eq!(field.is_relied_on(), read.is_err());
    }
    let file = r#"[{"user_id": "a", "name": "A", "email": ["x"], "mf_invested_value": "5.000"},
        {"user_id": "b", "name": "B", "email": ["x"], "colour": "red"}]"#;
    let mut reader = ExportReader::new(file.as_bytes(), None, lax).unwrap();
    assert!(reader.by_ref().all(|entry| matches!(entry, Ok(Entry::Client(_)))));
    let columns = reader.columns();
    assert_eq!(columns.unread_values(), [("email", 2), ("mf_invested_value", 1)]);
    assert!(columns.unknown().eq(["colour"]));
    assert_eq!(columns.absent().len(), ClientField::ALL.len() - 4);
}

#[test]
fn columns_tell_what_a_file_is_of() {
    use ExportKind::{Clients, Sips};
    let clients = |keys: &str| format!("{keys}\n");
    for (file, kind) in [
        (clients("user_id,name"), Clients),
        (clients("User ID;Phone Number"), Clients),
        (clients("CRN\tuser-id"), Clients),
        (clients("user_id,sip_meta_id,amount,name"), Sips),
        ("[]".to_owned(), Sips),
        (r#"[{"user_id": "a", "email": "x"}]"#.to_owned(), Sips),
        (r#"[{"user_id": "a", "crn": null}]"#.to_owned(), Clients),
        (r#"[{"amount": 1}, {}, 5, {"user_id": "a", "name": "A"}]"#.to_owned(), Clients),
        ("{\"user_id\": \"a\", \"name\": \"A\"}\n{\"user_id\": \"b\"}\n".to_owned(), Clients),
        ("{\n\"user_id\": \"a\",\n\"name\": \"A\"\n}".to_owned(), Clients),
        (r#"{"data": [{"user_id": "a", "name": "A"}]}"#.to_owned(), Clients),
        (
            r#"{"data": {"rows": [["a", "A"]], "cols": [{"name": "user_id"}, {"name": "name"}]}}"#
                .to_owned(),
            Clients,
        ),
        (
            r#"{"data": {"cols": [{"name": "x", "display_name": "User ID"}, {"name": "CRN"}],
                "rows": []}}"#
                .to_owned(),
            Clients,
        ),
    ] {
        for file in [file.as_bytes().to_vec(), gzip(file.as_bytes()), zst(file.as_bytes())] {
            let mut reader = ExportReader::new(&file[..], None, ReadOptions::default()).unwrap();
            assert_eq!(reader.kind(), kind, "{}", String::from_utf8_lossy(&file));
            assert_eq!(reader.kind(), kind);
        }
    }
}

#[test]
fn what_is_read_ahead_comes_in_its_turn() {
    let file =
        r#"[{"email": "x"}, {"user_id": "a"}, {"user_id": "b", "name": "B"}, {"user_id": "c"}]"#;
    let mut reader = ExportReader::new(file.as_bytes(), None, ReadOptions::default()).unwrap();
    assert_eq!(reader.kind(), ExportKind::Clients);
    let records = reader.map(|entry| match entry.unwrap() {
        Entry::Client(good) => (good.record, good.client.user_id),
        Entry::Bad(bad) => (bad.record, "bad".to_owned()),
        Entry::Good(sip) => panic!("{sip:?}"),
    });
    let text = |id: &str| id.to_owned();
    let expected = [(1, text("bad")), (2, text("bad")), (3, text("b")), (4, text("c"))];
    assert_eq!(records.collect::<Vec<_>>(), expected);
    // A thousand records that tell nothing are of SIPs, whatever follows.
    let nothing = "{\"email\": \"x\"}\n".repeat(1_000);
    let file = format!("{nothing}{{\"user_id\": \"b\", \"name\": \"B\"}}\n");
    let mut reader = ExportReader::new(file.as_bytes(), None, ReadOptions::default()).unwrap();
    assert_eq!(reader.kind(), ExportKind::Sips);
    assert_eq!(reader.count(), 1_001);
}

#[test]
fn a_file_of_another_kind_than_it_is_said_to_be_is_refused() {
    let by = |kind| ReadOptions { kind: Some(kind), ..ReadOptions::default() };
    let sips = "the file is an export of sips, for it names sip_meta_id; it was said to be one of \
                clients: leave the kind out, or say that it is sips";
    let clients = "the file is an export of clients, for it names user_id, and no sip_meta_id; it \
                   was said to be one of sips: leave the kind out, or say that it is clients";
    for (file, kind, refusal) in [
        ("sip_meta_id,user_id,amount\n1,a,5\n", ExportKind::Clients, sips),
        (r#"[{"sip_meta_id": 1, "user_id": "a", "amount": 5}]"#, ExportKind::Clients, sips),
        ("user_id,name\na,A\n", ExportKind::Sips, clients),
        (r#"[{"user_id": "a", "name": "A"}]"#, ExportKind::Sips, clients),
    ] {
        let told = read(file.as_bytes(), by(kind)).unwrap_err().to_string();
        assert_eq!(told, refusal, "{file}");
    }
    // What does not tell is what it is said to be.
    let file = "user_id,email\na,a@example.org\n";
    let told = read(file.as_bytes(), by(ExportKind::Clients)).unwrap();
    assert!(matches!(&told[..], [Entry::Client(_)]), "{told:?}");
    assert!(read(file.as_bytes(), ReadOptions::default()).is_err());
}

#[test]
fn what_is_wrong_with_a_file_shows_nobody_s_number() {
    for file in [
        "asha@example.org,Asha Kumari,x\n",
        "a,Asha Kumari,1000000001\n",
        "u1;Asha;+91 10000 00001\n",
    ] {
        let told = told(file.as_bytes(), None);
        assert!(told.starts_with("fails: neither a JSON array"), "{told}");
        assert!(!told.contains("Asha"), "{told}");
    }
}

#[test]
fn what_is_written_is_read_again() {
    let client = ClientRecord {
        user_id: "dda85b1d".to_owned(),
        crn: Some("104431".to_owned()),
        name: Some("தமிழ்ச்செல்வி \"T\" ".trim().to_owned()),
        phone_number: Some("+91 10000 00001".to_owned()),
        email: Some("t@example.org".to_owned()),
        date_of_birth: "1971-01-05".parse().ok(),
        mf_current_value: Some(opportunity_core::Paise::new(-550)),
        mf_invested_value: Some(opportunity_core::Paise::from_rupees(500_000)),
        inserted_at: "2026-01-12T08:49:00".parse().ok(),
        do_not_contact: Some(true),
        ..ClientRecord::default()
    };
    let mut writer = ExportWriter::new(Vec::new()).unwrap();
    writer.write_client(&client).unwrap();
    writer
        .write_client(&ClientRecord { user_id: "2".to_owned(), ..ClientRecord::default() })
        .unwrap();
    let file = writer.finish().unwrap();
    let text = String::from_utf8(file.clone()).unwrap();
    assert!(text.contains(r#""crn":"104,431""#) && text.contains(r#""user_id":"dda85b1d""#));
    for file in [file, utf16(&text, false), utf16(&text, true)] {
        let read = read(&file, STRICT).unwrap();
        let [Entry::Client(first), Entry::Client(_)] = &read[..] else { panic!("{read:?}") };
        assert_eq!(first.client, client);
    }
}
