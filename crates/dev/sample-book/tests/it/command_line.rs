use std::path::Path;
use std::process::{Command, Output};

use crate::support::{book, bytes, day};

fn sample_book(directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sample-book"));
    command.current_dir(directory).args(["--sips", "100", "--seed", "12"]).args(arguments);
    command.output().unwrap()
}

#[test]
fn it_writes_an_export_and_the_next() {
    let directory = tempfile::tempdir().unwrap();
    let next = ["--as-of", "2026-01-30", "one.json", "--next", "2026-03-15", "two.json"];
    assert!(sample_book(directory.path(), &next).status.success());
    let written = |name| std::fs::read(directory.path().join(name)).unwrap();
    let first = book(12, 100);
    assert_eq!(written("one.json"), bytes(&first));
    assert_eq!(written("two.json"), bytes(&first.on(day("2026-03-15")).unwrap()));
}

#[test]
fn what_cannot_be_is_refused_and_nothing_written() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in [
        &["--as-of", "2026-01-30", "one.json", "--next", "2026-01-30", "two.json"][..],
        &["--as-of", "2026-01-30", "one.json", "--next", "tomorrow", "two.json"],
        &["--as-of", "2026-01-30", "one.json", "--next", "2026-03-15", "one.json"],
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
