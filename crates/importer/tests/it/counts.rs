//! What an import counts, step by step on one book.

use expect_test::expect;
use importer::Ending;
use serde_json::{Value, json};

use crate::support::{Desk, counts, record};

#[test]
fn each_record_is_counted_once() {
    let desk = Desk::new();
    let steps: [(&str, Vec<Value>, &str); 5] = [
        (
            "2026-01-10",
            vec![record("1", "5,000", "January 1, 2026"), record("2", "700", "January 1, 2026")],
            "read 2 inserted 2 updated 0 unchanged 0 stale 0 duplicate 0 rejected 0 changes 0",
        ),
        (
            "2026-01-10",
            vec![record("1", "5,000", "January 1, 2026"), record("2", "700", "January 1, 2026")],
            "already import 1",
        ),
        (
            "2026-02-10",
            vec![record("1", "5,500", "February 1, 2026"), record("2", "700", "February 1, 2026")],
            "read 2 inserted 0 updated 1 unchanged 1 stale 0 duplicate 0 rejected 0 changes 1",
        ),
        (
            "2026-03-10",
            vec![record("1", "5,000", "January 9, 2026"), record("3", "100", "March 1, 2026")],
            "read 2 inserted 1 updated 0 unchanged 0 stale 1 duplicate 0 rejected 0 changes 1",
        ),
        (
            "2026-04-10",
            vec![
                record("4", "100", "April 1, 2026"),
                record("4", "200", "April 3, 2026"),
                record("4", "300", "April 2, 2026"),
                record("4", "400", "April 3, 2026"),
                json!({"sip_meta_id": "5", "user_id": "u", "amount": "-1"}),
            ],
            "read 5 inserted 1 updated 0 unchanged 0 stale 0 duplicate 2 conflicting 1 rejected 1 changes 0",
        ),
    ];
    for (as_of, records, expected) in steps {
        assert_eq!(counts(&desk.import(as_of, &records)), expected, "as of {as_of}");
    }
    let amounts = "SELECT sip_meta_id, amount_paise FROM sip_records ORDER BY 1";
    assert_eq!(desk.rows(amounts), ["1|550000", "2|70000", "3|10000", "4|40000"]);
}

#[test]
fn a_date_is_given_or_named_or_the_newest_stamp_or_today() {
    let with = |inserted_at: Option<&str>| {
        let mut sip = record("1", "100", "January 1, 2026");
        sip["inserted_at"] = json!(inserted_at);
        serde_json::to_vec(&[sip]).unwrap()
    };
    let rows = [
        ("book_2026-01-30.json", Some("2026-02-02"), None, "2026-02-02"),
        ("book_2026-01-30.json", None, Some("March 1, 2026"), "2026-01-30"),
        ("query_result_2026-01-30T20_19_15.12Z.json", None, None, "2026-01-31"),
        ("book.json", None, Some("March 1, 2026, 11:59 PM"), "2026-03-01"),
        ("book.json", None, Some("2026-03-01T20:00:00Z"), "2026-03-02"),
        ("book.json", None, None, "2026-06-30"),
    ];
    for (name, given, inserted_at, expected) in rows {
        let desk = Desk::new();
        let report = desk.import_with(name, with(inserted_at), |options| {
            options.as_of = given.map(|date| date.parse().unwrap());
        });
        match report.ending {
            Ending::Imported(imported) => assert_eq!(imported.as_of.to_string(), expected),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn a_date_to_come_is_refused_unless_allowed() {
    let desk = Desk::new();
    let content = serde_json::to_vec(&[record("1", "100", "January 1, 2026")]).unwrap();
    let report = desk.import_file("2026-07-01", "book.json", &content);
    assert!(counts(&report).contains("is after today, 2026-06-30"), "{report}");
    assert_eq!(desk.rows("SELECT count(*) FROM imports"), ["0"]);
    let report = desk.import_with("book.json", &content, |options| {
        options.as_of = "2026-07-01".parse().ok();
        options.allow_future = true;
    });
    assert!(counts(&report).starts_with("read 1 inserted 1"), "{report}");
}

#[test]
fn a_complete_export_hides_what_it_lacks_in_any_order() {
    let old = [record("1", "100", "January 1, 2026"), record("2", "100", "January 1, 2026")];
    let whole = [record("2", "100", "February 1, 2026")];
    let late = [record("3", "100", "January 1, 2026")];
    let visible = "SELECT sip_meta_id FROM sip_sightings WHERE held_as_of >=
                   (SELECT max(as_of) FROM imports WHERE complete) ORDER BY 1";
    for order in [[0, 1, 2], [1, 0, 2], [2, 1, 0]] {
        let desk = Desk::new();
        for step in order {
            let (as_of, records) =
                [("2026-01-10", &old[..]), ("2026-02-10", &whole), ("2026-01-20", &late)][step];
            let content = serde_json::to_vec(records).unwrap();
            desk.import_with("book.json", content, |options| {
                options.as_of = as_of.parse().ok();
                options.complete = step == 1;
                options.hide_up_to = Some(100);
            });
        }
        assert_eq!(desk.rows(visible), ["2"], "{order:?}");
        let (_, book) = store_pg::load_book(&mut desk.database.connect()).unwrap();
        assert_eq!(book.sip_count(), 1, "{order:?}");
    }
}

/// What tells one record from another stays in the book: were it made otherwise, a whole unchanged
/// export would be rewritten once.
#[test]
fn a_record_keeps_its_digest_from_one_version_to_the_next() {
    let desk = Desk::new();
    desk.import("2026-01-10", &[record("1", "5,000", "January 1, 2026")]);
    let digest = desk.rows("SELECT content_digest FROM sip_sightings").join("");
    expect!["bbd1f95c-6ae2-94d2-ccba-b4a5d1996365"].assert_eq(&digest);
}
