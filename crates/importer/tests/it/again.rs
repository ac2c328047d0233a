//! The same bytes a second time.

use serde_json::{Value, json};

use crate::support::{Desk, counts, record};

/// An export with a date that does not tell its day from its month, and a record without an amount.
fn export() -> Vec<u8> {
    let mut slashed = record("2", "200", "May 1, 2026");
    slashed["start_date"] = json!("05/01/2026");
    let bad = json!({"sip_meta_id": "3", "user_id": "u"});
    serde_json::to_vec(&[record("1", "100", "May 1, 2026"), slashed, bad]).unwrap()
}

/// Imports the export by these options, and tells the import's number and whose place it took.
fn import(desk: &Desk, complete: bool, date_order: Option<&str>) -> (Value, Value, String) {
    let report = desk.import_with("export.json", export(), |options| {
        options.as_of = "2026-05-20".parse().ok();
        options.complete = complete;
        options.hide_up_to = Some(100);
        options.date_order = date_order.map(|order| order.parse().unwrap());
    });
    let said = report.json();
    (said["import_id"].clone(), said["replaces"].clone(), counts(&report))
}

const START: &str = "SELECT sip_meta_id, start_date FROM sip_records ORDER BY 1";

#[test]
fn what_was_left_out_or_read_otherwise_is_read_again() {
    let desk = Desk::new();
    desk.import(
        "2026-05-01",
        &[record("0", "10", "May 1, 2026"), record("1", "90", "April 1, 2026")],
    );
    let (first, replaces, said) = import(&desk, false, None);
    assert_eq!((first, replaces), (json!(2), json!(null)));
    assert!(said.contains("inserted 0 updated 1") && said.contains("rejected 2"), "{said}");
    assert_eq!(desk.rows(START), ["0|null", "1|null"]);

    let (second, replaces, said) = import(&desk, false, Some("dmy"));
    assert_eq!(replaces, json!(2));
    assert!(said.contains("inserted 1 updated 1") && said.contains("rejected 1"), "{said}");
    assert_eq!(desk.rows(START), ["0|null", "1|null", "2|2026-01-05"]);

    let (third, replaces, said) = import(&desk, true, Some("mdy"));
    assert_eq!(replaces, second);
    assert!(said.contains("inserted 1 updated 1") && said.contains("rejected 1"), "{said}");
    assert_eq!(desk.rows(START), ["0|null", "1|null", "2|2026-05-01"]);
    // Said to be the whole book, it hides what it has not.
    assert_eq!(desk.rows("SELECT sip_meta_id FROM hidden_sips"), ["0"]);

    // It left something out once more, so that it is read once more, to no other end.
    let before = desk.book();
    let (_, replaces, _) = import(&desk, true, Some("mdy"));
    assert_eq!(replaces, third);
    assert_eq!(desk.book(), before);
    assert_eq!(desk.rows("SELECT count(*) FROM imports WHERE undone_as IS NULL"), ["2"]);
}

/// The one whose place was taken stays taken back, which is said.
#[test]
fn to_undo_what_took_a_place_brings_nothing_back() {
    let desk = Desk::new();
    let (first, ..) = import(&desk, false, None);
    let (second, ..) = import(&desk, false, Some("dmy"));
    let output = desk.importer().args(["undo", &second.to_string()]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let words = format!("Import {first} of the same bytes, whose place it took, stays taken back");
    assert!(said.contains(&words), "{said}");
    assert_eq!(desk.rows("SELECT count(*) FROM sip_records"), ["0"]);
}

/// What was taken in with bad records set aside is not all right because it is there already.
#[test]
fn strict_looks_at_the_bytes_first() {
    let desk = Desk::new();
    let mut odd = record("1", "100", "May 1, 2026");
    odd["created_at"] = json!("some day");
    let content = serde_json::to_vec(&[record("2", "100", "May 1, 2026"), odd]).unwrap();
    let import = |strict: bool| {
        let report = desk.import_with("export.json", &content, |options| {
            options.as_of = "2026-05-20".parse().ok();
            options.strict = strict;
        });
        counts(&report)
    };
    assert!(import(false).starts_with("read 2 inserted 2"));
    assert_eq!(import(false), "already import 1");
    assert!(import(true).contains("1 bad record, and --strict takes none"));
}

#[test]
fn what_is_too_old_to_be_taken_back_stays() {
    let desk = Desk::new();
    import(&desk, false, None);
    for day in 1..=10 {
        let other = record("9", "10", "May 1, 2026");
        assert_eq!(desk.import(&format!("2026-05-{day:02}"), &[other]).exit_code(), 0);
    }
    let before = desk.digest();
    let (_, _, said) = import(&desk, false, None);
    assert_eq!(said, "already import 1");
    let (_, _, said) = import(&desk, true, None);
    assert!(said.contains("read by other options, and too many imports have followed"), "{said}");
    assert_eq!(desk.digest(), before);
}
