//! A directory that exports are put into.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Desk, record};

fn names(desk: &Desk, directory: &str) -> Vec<String> {
    let entries = fs::read_dir(desk.path(directory)).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "done" && name != "refused")
        .collect();
    names.sort();
    names
}

fn watch(desk: &Desk, settle_seconds: &str) -> (Option<i32>, String) {
    let options = ["watch", "in", "--once", "--settle-seconds", settle_seconds];
    let output = desk.importer().args(options).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

fn desk() -> Desk {
    let desk = Desk::new();
    fs::create_dir(desk.path("in")).unwrap();
    desk
}

fn export(records: &[Value]) -> Vec<u8> {
    serde_json::to_vec(records).unwrap()
}

#[test]
fn files_are_taken_in_and_put_away() {
    let desk = desk();
    let good = record("1", "100", "May 1, 2026");
    let bad = json!({"sip_meta_id": "2", "user_id": "u"});
    desk.file("in/book_2026-05-02.json", export(&[good.clone(), bad]));
    desk.file("in/book_2026-05-01.json", export(&[good]));
    desk.file("in/book_2026-05-03.json", "[]");
    // Somebody is still at work on these.
    desk.file("in/book_2026-05-04.json.part", "[");
    desk.file("in/.hidden", "[");
    let (code, said) = watch(&desk, "0");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("it holds no record"), "{said}");
    assert_eq!(names(&desk, "in"), [".hidden", "book_2026-05-04.json.part"]);
    assert_eq!(
        names(&desk, "in/done"),
        [
            "book_2026-05-01.json",
            "book_2026-05-01.json.summary.json",
            "book_2026-05-02.json",
            "book_2026-05-02.json.rejects.jsonl",
            "book_2026-05-02.json.summary.json",
        ]
    );
    assert_eq!(
        names(&desk, "in/refused"),
        ["book_2026-05-03.json", "book_2026-05-03.json.summary.json"]
    );
    let summary = fs::read(desk.path("in/done/book_2026-05-02.json.summary.json")).unwrap();
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    assert_eq!((&summary["status"], &summary["rejected"]), (&json!("imported"), &json!(1)));
    let rejects = fs::read_to_string(desk.path("in/done/book_2026-05-02.json.rejects.jsonl"));
    assert!(rejects.unwrap().contains("amount"));
    assert_eq!(desk.rows("SELECT count(*) FROM imports"), ["2"]);
}

/// A file of a name that was there before does not take its place.
#[test]
fn nothing_is_overwritten() {
    let desk = desk();
    for amount in ["100", "200"] {
        desk.file("in/book_2026-05-01.json", export(&[record("1", amount, "May 1, 2026")]));
        assert_eq!(watch(&desk, "0").0, Some(0));
    }
    let first = fs::read_to_string(desk.path("in/done/book_2026-05-01.json")).unwrap();
    let second = fs::read_to_string(desk.path("in/done/2-book_2026-05-01.json")).unwrap();
    assert!(first.contains("100") && second.contains("200"), "{first} {second}");
}

/// What was taken in can be put away whatever it is called; where nothing can be put away, nothing is
/// taken in.
#[test]
fn long_names_and_closed_directories() {
    let desk = desk();
    let name = format!("{}_2026-05-01.json", "b".repeat(239));
    desk.file(&format!("in/{name}"), export(&[record("1", "100", "May 1, 2026")]));
    assert_eq!(watch(&desk, "0").0, Some(0));
    assert_eq!(names(&desk, "in/done").len(), 2);

    fs::remove_dir_all(desk.path("in/refused")).unwrap();
    fs::write(desk.path("in/refused"), "").unwrap();
    desk.file("in/book_2026-05-02.json", export(&[record("1", "200", "May 2, 2026")]));
    let (code, said) = watch(&desk, "0");
    assert_eq!(code, Some(1));
    assert!(said.contains("refused"), "{said}");
    assert_eq!(desk.rows("SELECT count(*) FROM imports"), ["1"]);
}

#[test]
fn a_broken_database_leaves_the_file_where_it_is() {
    let desk = desk();
    desk.file("in/book_2026-05-01.json", export(&[record("1", "100", "May 1, 2026")]));
    desk.rows("ALTER TABLE sip_amounts RENAME TO gone");
    let (code, said) = watch(&desk, "0");
    assert_eq!(code, Some(1));
    assert!(said.contains("it stays where it is"), "{said}");
    assert_eq!(names(&desk, "in"), ["book_2026-05-01.json"]);
    let away = ["--database-url", "postgres://nobody@127.0.0.1:1/none", "watch", "in"];
    let output = desk.importer().args(away).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}
