//! The program: what it prints, and its exit codes.

use std::io::Write;
use std::process::Stdio;

use expect_test::expect;
use serde_json::{Value, json};

use crate::support::{Desk, record};

#[test]
fn exit_codes() {
    let desk = Desk::new();
    let good = desk.file("good.json", format!("[{}]", record("1", "100", "January 1, 2026")));
    let bad = desk.file("bad.json", format!("[{},{{}}]", record("2", "100", "January 1, 2026")));
    let broken = desk.file("broken.json", "[{");
    let [good, bad, broken] = [&good, &bad, &broken].map(|path| path.to_str().unwrap());
    let date = ["--as-of", "2026-01-10"];
    for (arguments, code) in [
        (vec![good], 0),
        (vec![good], 0),
        (vec![bad], 3),
        // The same bytes again: what was left out then is left out still.
        (vec![bad], 3),
        (vec![good, bad], 3),
        (vec![bad, "--strict", "--as-of", "2026-01-11"], 1),
        (vec![broken], 1),
        (vec![broken, bad], 1),
        (vec!["missing.json"], 1),
        (vec!["."], 1),
        (vec![], 2),
        (vec![good, "--no-such-option"], 2),
        (vec![good, "--as-of", "yesterday"], 2),
        (vec![good, "--rejects", "no/such/directory/rejects"], 1),
    ] {
        let dated = !arguments.contains(&"--as-of") && !arguments.is_empty();
        let arguments = [if dated { &date[..] } else { &[] }, &arguments[..]].concat();
        let output = desk.run(&arguments);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {complaint}");
    }
}

#[test]
fn a_program_reads_one_report_a_line() {
    let desk = Desk::new();
    let mut importer = desk.importer();
    importer.args(["import", "--json", "--as-of", "2026-01-10", "--rejects", "rejects.jsonl", "-"]);
    let mut child = importer.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let bad = json!({"sip_meta_id": "7", "user_id": "u", "amount": "1.0055"});
    let content = format!("[{},\n {bad}]", record("1", "100", "January 1, 2026"));
    child.stdin.take().unwrap().write_all(content.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["status"], "imported");
    assert_eq!((&report["read"], &report["rejected"]), (&json!(2), &json!(1)));
    let expected = json!({
        "file": "-", "line": 2, "record": 2, "sip_meta_id": "7", "field": "amount",
        "value": "1.0055", "reason": "has more than two decimals",
    });
    assert_eq!(report["rejects"], json!([expected]));
    let kept = std::fs::read_to_string(desk.path("rejects.jsonl")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&kept).unwrap(), expected);
}

#[test]
fn the_same_bytes_again_say_so_and_change_nothing() {
    let desk = Desk::new();
    desk.file("good.json", format!("[{}]", record("2", "100", "January 1, 2026")));
    let date = ["good.json", "--as-of", "2026-01-10"];
    desk.run(&date);
    let before = desk.digest();
    let said = desk.run(&date);
    assert_eq!(said.status.code(), Some(0));
    expect![[r#"
        good.json: the same bytes were imported as of 2026-01-10 before, as import 1; nothing changed
    "#]]
    .assert_eq(&String::from_utf8(said.stdout).unwrap());
    let said = desk.run(&[&date[..], &["--json"]].concat());
    let report: Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!((&report["status"], &report["rejected"]), (&json!("already_imported"), &json!(0)));
    assert_eq!(desk.digest(), before);
}

#[test]
fn a_first_import_says_what_an_older_export_is_worth() {
    let desk = Desk::new();
    desk.file("today.json", format!("[{}]", record("1", "100", "January 1, 2026")));
    desk.file("older.json", format!("[{}]", record("1", "90", "October 1, 2024")));
    let imported = |file: &str, as_of: &str| {
        let said = desk.run(&[file, "--as-of", as_of, "--json"]);
        serde_json::from_slice::<Value>(&said.stdout).unwrap()["advice"].clone()
    };
    let advice = "One export from 13 to 18 months ago, imported as well, tells who stepped up \
                  since: about a third more calls can be proven.";
    assert_eq!(imported("today.json", "2026-01-10"), json!(advice));
    assert_eq!(imported("older.json", "2024-10-10"), Value::Null);

    let other = Desk::new();
    other.file("today.json", format!("[{}]", record("1", "100", "January 1, 2026")));
    let said = other.run(&["today.json", "--as-of", "2026-01-10"]);
    assert!(String::from_utf8(said.stdout).unwrap().contains(advice));
}

#[test]
fn without_a_database_it_says_what_to_set() {
    let desk = Desk::new();
    for (url, expected) in [
        ("", "set DATABASE_URL"),
        ("mysql://here", "DATABASE_URL (--database-url) has to be such as"),
        ("postgres://app@localhost/book?sslmode=require", "asks for TLS"),
        ("postgres://app@%2Fnowhere/book", "the database is away"),
    ] {
        let output =
            desk.importer().args(["import", "x.json"]).env("DATABASE_URL", url).output().unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{url}");
        assert!(complaint.contains(expected), "{url}: {complaint}");
    }
}

#[test]
fn bad_records_do_not_overwrite_the_export() {
    let desk = Desk::new();
    let path = desk.file("book.json", "[]");
    let output = desk.run(&["book.json", "--as-of", "2026-01-10", "--rejects", "./book.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("would overwrite"));
    assert_eq!(std::fs::read_to_string(path).unwrap(), "[]");
}

#[test]
fn what_cannot_be_kept_of_bad_records_ends_the_import() {
    let desk = Desk::new();
    desk.file("book.json", format!("[{},{{}}]", record("1", "100", "January 1, 2026")));
    let output = desk.run(&["book.json", "--as-of", "2026-01-10", "--rejects", "/dev/full"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(desk.rows("SELECT count(*) FROM imports"), ["0"]);
}

#[test]
fn the_environment_may_say_no() {
    let desk = Desk::new();
    desk.file("book.json", format!("[{}]", record("1", "100", "January 1, 2026")));
    let mut importer = desk.importer();
    importer.args(["import", "book.json", "--as-of", "2026-01-10"]);
    importer.env("IMPORT_COMPLETE", "0").env("IMPORT_STRICT", "").env("IMPORT_JSON", "yes");
    let output = importer.output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("{\"file\":\"book.json\""));
    assert_eq!(desk.rows("SELECT complete FROM imports"), ["f"]);
}

#[test]
fn import_may_be_left_out() {
    let desk = Desk::new();
    desk.file("book_2026-01-10.json", format!("[{}]", record("1", "100", "January 1, 2026")));
    for arguments in [
        &["book_2026-01-10.json"][..],
        &["--as-of", "2026-01-11", "book_2026-01-10.json"],
        &["--database-url", &desk.database.url(), "book_2026-01-10.json", "--as-of", "2026-01-12"],
        &["import", "book_2026-01-10.json", "--as-of", "2026-01-13"],
    ] {
        let output = desk.importer().args(arguments).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    }
    assert_eq!(desk.rows("SELECT count(*) FROM imports"), ["4"]);
    assert_eq!(desk.importer().output().unwrap().status.code(), Some(2));
}

#[test]
fn bad_records_overwrite_nothing() {
    let desk = Desk::new();
    let export = format!("[{},{{}}]", record("1", "100", "January 1, 2026"));
    let path = desk.file("book_2026-01-10.json", &export);
    desk.file("other.json", "precious");
    for (rejects, options, code, said) in [
        ("other.json", &[][..], 1, "it is there already"),
        ("book_2026-01-10.json", &["--force"], 1, "would overwrite"),
        ("missing/rejects", &[], 1, "cannot be written to"),
        ("/dev/null", &[], 3, ""),
        ("rejects", &[], 3, ""),
        ("rejects", &["--force"], 3, ""),
    ] {
        let arguments = [&["book_2026-01-10.json", "--rejects", rejects], options].concat();
        let output = desk.run(&arguments);
        let heard = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {heard}");
        assert!(heard.contains(said), "{arguments:?}: {heard}");
    }
    // Where nothing is set aside, nothing is made.
    let away = ["--database-url", "postgres://nobody@127.0.0.1:1/none"];
    let arguments = [&["book_2026-01-10.json", "--rejects", "unused"], &away[..]].concat();
    assert_eq!(desk.run(&arguments).status.code(), Some(1));
    assert!(!desk.path("unused").exists());
    assert_eq!(std::fs::read_to_string(path).unwrap(), export);
    assert_eq!(std::fs::read_to_string(desk.path("other.json")).unwrap(), "precious");
    assert!(std::fs::read_to_string(desk.path("rejects")).unwrap().contains("sip_meta_id"));
}

#[test]
fn the_log_shows_what_was_done_and_undone() {
    let desk = Desk::new();
    let log = |options: &[&str]| {
        let output = desk.importer().arg("log").args(options).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(log(&[]), "nothing was imported yet\n");
    for day in ["10", "11"] {
        let name = format!("book_2026-01-{day}.json");
        desk.file(&name, format!("[{}]", record(day, "100", "January 1, 2026")));
        desk.run(&[&name]);
    }
    let output = desk.importer().args(["undo", "2", "--by", "asha"]).output().unwrap();
    expect![[r#"
        import 2 of book_2026-01-11.json, as of 2026-01-11, is taken back. SIPs gone that no other import has: 1; SIPs whose earlier record is back: 0. The book is as of 2026-01-10
    "#]]
    .assert_eq(&String::from_utf8(output.stdout).unwrap());
    let lines = log(&[]);
    let lines: Vec<&str> = lines.lines().collect();
    assert!(lines[0].starts_with("2  ") && lines[0].ends_with(" by asha"), "{lines:?}");
    assert!(lines[1].starts_with("1  ") && lines[1].contains("read 1, inserted 1"), "{lines:?}");
    let newest: Value = serde_json::from_str(&log(&["--json", "--limit", "1"])).unwrap();
    assert_eq!((&newest["import_id"], &newest["undone_by"]), (&json!(2), &json!("asha")));
    let unknown = desk.importer().args(["undo", "7"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("there is no import 7"));
}
