//! Files that go wrong do not get into the book, and say why and what to do.

use serde_json::{Value, json};

use crate::support::{Desk, counts, record};

/// A book of ten SIPs, with columns that rules read.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.import("2026-05-01", &book("April 30, 2026"));
    desk
}

fn book(stamp: &str) -> Vec<Value> {
    (1..=10).map(|id| sip(&id.to_string(), stamp)).collect()
}

fn sip(id: &str, stamp: &str) -> Value {
    let mut sip = record(id, "1,000", stamp);
    sip["end_date"] = json!("");
    sip
}

/// Imports a file as of May 20, and expects what is said of it; where that is a refusal, the book is
/// as it was.
fn check(options: &[&str], content: &[u8], expected: &str) {
    let desk = desk();
    desk.file("export.json", content);
    let before = desk.digest();
    let output = desk.run(&[&["export.json", "--as-of", "2026-05-20"], options].concat());
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(said.contains(expected), "{options:?}: {said}");
    if output.status.code() == Some(1) {
        assert_eq!(desk.digest(), before, "{said}");
    }
}

fn json_of(records: &[Value]) -> Vec<u8> {
    serde_json::to_vec(records).unwrap()
}

#[test]
fn an_export_of_nothing_never_moves_the_date() {
    let header = "sip_meta_id,user_id,amount,agent_id,event_date,currentSipStatus,end_date\n";
    let failed = r#"{"status": "failed", "error": "ERROR: canceling statement", "data": {"rows": [], "cols": []}}"#;
    for options in [&[][..], &["--complete"], &["--complete", "--hide-up-to", "100"]] {
        check(options, b"[]", "it holds no record");
        check(options, header.as_bytes(), "it holds no record");
        check(options, failed.as_bytes(), "ERROR: canceling statement");
    }
    let all_bad = json_of(&[
        json!({"sip_meta_id": "1", "user_id": "u", "amount": "5000,50"}),
        json!({"sip_meta_id": "2", "user_id": "u", "amount": "6000,50"}),
        json!({"sip_meta_id": "3", "user_id": "u"}),
        json!({"sip_meta_id": "4", "amount": "1"}),
    ]);
    check(
        &[],
        &all_bad,
        "all its 4 records are bad: nothing was imported. Of 3: amount \"5000,50\" has",
    );
    check(&[], &all_bad, "amount takes rupees");
    // Bad by the date of the import alone.
    let mut late = sip("1", "May 1, 2026");
    late["latest_success_order_date"] = json!("May 21, 2026");
    check(
        &[],
        &json_of(&[late]),
        "its only record is bad: nothing was imported. Of each: latest_success",
    );
}

#[test]
fn the_whole_book_hides_nothing_by_accident() {
    let whole = book("May 19, 2026");
    let without = |lacking: usize| json_of(&whole[lacking..]);
    check(&["--complete"], &without(0), "imported as of");
    check(
        &["--complete"],
        &without(1),
        "1 of the 10 SIPs of the book would be hidden, which is more than 5%",
    );
    check(&["--complete"], &without(1), "allow it by --hide-up-to 10");
    check(&["--complete", "--hide-up-to", "9"], &without(1), "which is more than 9%");
    check(&["--complete", "--hide-up-to", "10"], &without(1), "1 hidden");
    check(&[], &without(1), "0 hidden");

    // Who is named by a bad record is there.
    let mut named = whole.clone();
    named[3]["amount"] = json!("a lot");
    check(&["--complete"], &json_of(&named), "rejected 1");
    let mut nameless = whole.clone();
    nameless[3]["sip_meta_id"] = json!("4E3");
    check(
        &["--complete"],
        &json_of(&nameless),
        "it has 1 bad record of which nothing says which SIP it is",
    );
    check(&["--complete", "--hide-up-to", "10"], &json_of(&nameless), "1 hidden");
}

/// Of a record with two ids nobody knows which SIP it is of.
#[test]
fn a_record_that_names_two_sips_names_none() {
    let mut whole = book("May 19, 2026");
    let twice = r#""sip_meta_id":"3","SIP Meta ID":"777""#;
    let text = String::from_utf8(json_of(&whole)).unwrap();
    let text = text.replace(r#""sip_meta_id":"3""#, twice);
    assert!(text.contains(twice));
    check(&["--complete"], text.as_bytes(), "it has 1 bad record of which nothing says which SIP");
    whole.truncate(1);
    check(&[], text.as_bytes(), "sip_meta_id comes twice");
}

/// A SIP that only a bad record names stays to be seen, whatever the order of the files.
#[test]
fn a_bad_record_keeps_its_sip_in_any_order() {
    let old = book("April 30, 2026");
    let mut whole = book("May 19, 2026");
    whole[3]["amount"] = json!("a lot");
    for turned in [false, true] {
        let desk = Desk::new();
        let mut files = [("2026-05-01", &old, false), ("2026-05-20", &whole, true)];
        if turned {
            files.reverse();
        }
        for (as_of, records, complete) in files {
            desk.import_with("export.json", json_of(records), |options| {
                options.as_of = as_of.parse().ok();
                options.complete = complete;
            });
        }
        let (_, book) = store_pg::load_book(&mut desk.database.connect()).unwrap();
        assert_eq!(book.sip_count(), 10, "turned: {turned}");
    }
}

#[test]
fn a_column_that_a_rule_reads_is_not_lost_unawares() {
    let lacking = |column: &str, other: &str| {
        let mut records = book("May 19, 2026");
        for record in &mut records {
            let fields = record.as_object_mut().unwrap();
            let value = fields.remove(column).unwrap();
            if !other.is_empty() {
                fields.insert(other.to_owned(), value);
            }
        }
        json_of(&records)
    };
    check(&[], &lacking("end_date", ""), "it lacks end_date, which rules read and import 1 had.");
    check(&[], &lacking("end_date", "ends_on"), "It has columns that are not known: ends_on.");
    check(&[], &lacking("end_date", ""), "say that it may be missing by --without end_date");
    check(&["--without", "End Date"], &lacking("end_date", ""), "imported as of");
    check(&["--without", "agent_id"], &lacking("end_date", ""), "it lacks end_date");
    // Titled otherwise, it is the same column.
    check(&[], &lacking("end_date", "End Date"), "updated 0, unchanged 10");
    check(&[], &lacking("currentSipStatus", "current_sip_status"), "unchanged 10");
}

#[test]
fn columns_and_values_that_were_left_out_are_told() {
    let mut records = book("May 19, 2026");
    records[0]["colour"] = json!("red");
    records[0]["created_at"] = json!("some day");
    check(&[], &json_of(&records), "columns that are not known: colour");
    check(&[], &json_of(&records), "columns that the file lacks: inserted_at, sip_meta_date");
    check(&[], &json_of(&records), "values left out that cannot be read: created_at 1");
    check(&["--strict"], &json_of(&records), "1 bad record, and --strict takes none");
}

#[test]
fn the_date_is_held_against_the_content() {
    let later = json_of(&book("May 21, 2026"));
    check(&[], &later, "it holds a record of 2026-05-21, and is to speak of 2026-05-20");
    check(&[], &later, "such as by --as-of 2026-05-21");
    let old = json_of(&book("May 16, 2026"));
    check(&[], &old, "warning: its newest record is of 2026-05-16, 4 days before 2026-05-20");
    check(&["--json"], &old, r#""content_age_days":4"#);
    let fresh = json_of(&book("May 17, 2026"));
    check(&["--json"], &fresh, r#""content_age_days":3,"warnings":[]"#);

    let desk = desk();
    let name = "from 2026-04-01 to 2026-05-20.json";
    desk.file(name, fresh);
    let said = desk.run(&[name]);
    assert_eq!(said.status.code(), Some(1));
    let said = String::from_utf8(said.stderr).unwrap();
    assert!(said.contains("its name has two dates, 2026-04-01 and 2026-05-20"), "{said}");
    assert!(said.contains("by --as-of 2026-04-01 or --as-of 2026-05-20"), "{said}");
}

/// How old the book's content is does not depend on which file came first.
#[test]
fn the_age_of_the_content_in_any_order() {
    for stamps in [["May 19, 2026", "May 2, 2026"], ["May 2, 2026", "May 19, 2026"]] {
        let desk = Desk::new();
        for (id, stamp) in ["1", "2"].into_iter().zip(stamps) {
            desk.import("2026-05-20", &[record(id, "100", stamp)]);
        }
        let version = store_pg::book_version(&mut desk.database.connect()).unwrap();
        assert_eq!(version.content_age_days(), Some(1), "{stamps:?}");
    }
}

#[test]
fn records_that_contradict_each_other_are_named() {
    let mut records = book("May 19, 2026");
    let twin = |amount: &str, stamp: &str| record("3", amount, stamp);
    // One that says the same, one that says something else, and one that is simply older.
    records.extend([
        records[2].clone(),
        twin("2,000", "May 19, 2026"),
        twin("3,000", "May 18, 2026"),
    ]);
    let desk = desk();
    let report = desk.import("2026-05-20", &records);
    assert_eq!(
        counts(&report),
        "read 13 inserted 0 updated 1 unchanged 9 stale 0 duplicate 1 conflicting 2 rejected 0 changes 1"
    );
    let said = report.json();
    let conflict = json!({"sip_meta_id": "3", "line": 1, "taken_line": 1});
    assert_eq!(said["conflicts"], json!([conflict, conflict]));
}

/// Nothing is kept, and all is told.
#[test]
fn a_try_changes_nothing() {
    let desk = desk();
    let before = desk.digest();
    let mut records = book("May 19, 2026");
    records[0]["amount"] = json!("1,100");
    records.truncate(9);
    records.push(sip("11", "May 19, 2026"));
    let report = desk.import_with("export.json", json_of(&records), |options| {
        options.as_of = "2026-05-20".parse().ok();
        options.complete = true;
        options.hide_up_to = Some(10);
        options.dry_run = true;
    });
    assert_eq!(
        counts(&report),
        "read 10 inserted 1 updated 1 unchanged 8 stale 0 duplicate 0 rejected 0 changes 1"
    );
    let said = report.json();
    assert_eq!((&said["status"], &said["hidden"]), (&json!("would_import"), &json!(1)));
    assert_eq!(said["import_id"], Value::Null);
    assert!(report.to_string().contains("would be imported as of 2026-05-20; nothing changed"));
    assert_eq!(desk.digest(), before);
}
