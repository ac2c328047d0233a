use std::path::Path;
use std::process::{Command, Output};

use crate::support::{book, bytes, day};

fn sample_book(directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sample-book"));
    command.current_dir(directory).args(["--sips", "100", "--seed", "12"]).args(arguments);
    command.output().unwrap()
}

#[test]
fn it_writes_an_export_an_older_one_and_the_next() {
    let directory = tempfile::tempdir().unwrap();
    let next = ["--as-of", "2026-01-30", "one.json", "--next", "2026-03-15", "two.json"];
    assert!(sample_book(directory.path(), &next).status.success());
    let written = |name| std::fs::read(directory.path().join(name)).unwrap();
    let first = book(12, 100);
    assert_eq!(written("one.json"), bytes(&first));
    assert_eq!(written("two.json"), bytes(&first.on(day("2026-03-15")).unwrap()));
    assert_eq!(written("one_2024-10-30.json"), bytes(&first.before(day("2024-10-30")).unwrap()));
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 3);
}

#[test]
fn it_writes_the_clients_of_the_export() {
    let directory = tempfile::tempdir().unwrap();
    let asked = ["--as-of", "2026-01-30", "one.json", "--no-older", "--clients", "who.json"];
    assert!(sample_book(directory.path(), &asked).status.success());
    let mut expected = Vec::new();
    book(12, 100).write_clients(&mut expected).unwrap();
    assert_eq!(std::fs::read(directory.path().join("who.json")).unwrap(), expected);
    let twice = ["--as-of", "2026-01-30", "one.json", "--clients", "one.json"];
    assert_eq!(sample_book(directory.path(), &twice).status.code(), Some(2));
}

#[test]
fn the_older_export_has_a_name_that_tells_its_date() {
    for (out, older) in [
        ("book.json", "book_2024-10-30.json"),
        ("book", "book_2024-10-30"),
        ("query_result_2026-01-30.json", "query_result_2024-10-30.json"),
        ("query_2026-01-30T06_19_15Z.json", "query_2024-10-30T06_19_15Z.json"),
    ] {
        let directory = tempfile::tempdir().unwrap();
        assert!(sample_book(directory.path(), &["--as-of", "2026-01-30", out]).status.success());
        let mut names: Vec<String> = std::fs::read_dir(directory.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let mut expected = [out, older];
        expected.sort_unstable();
        assert_eq!(names, expected);
        assert_eq!(sip_export::date_of_file_name(older).unwrap(), Some(day("2024-10-30")));
    }
}

#[test]
fn the_older_export_can_be_left_out() {
    let directory = tempfile::tempdir().unwrap();
    let alone = ["--as-of", "2026-01-30", "one.json", "--no-older"];
    assert!(sample_book(directory.path(), &alone).status.success());
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn what_cannot_be_is_refused_and_nothing_written() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in [
        &["--as-of", "2026-01-30", "one.json", "--next", "2026-01-30", "two.json"][..],
        &["--as-of", "2026-01-30", "one.json", "--next", "tomorrow", "two.json"],
        &["--as-of", "2026-01-30", "one.json", "--next", "2026-03-15", "one.json"],
        &["--as-of", "2026-01-30", "one.json", "--next", "2026-03-15", "one_2024-10-30.json"],
        &["--as-of", "1950-06-30", "one.json"],
        &["--as-of", "3026-01-30", "one.json"],
        &["--as-of", "today", "one.json"],
    ] {
        let output = sample_book(directory.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8(output.stderr).unwrap().starts_with("error: "));
    }
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn a_place_that_cannot_be_written_fails() {
    let directory = tempfile::tempdir().unwrap();
    let output = sample_book(directory.path(), &["--as-of", "2026-01-30", "no/such/one.json"]);
    assert_eq!(output.status.code(), Some(1));
}
