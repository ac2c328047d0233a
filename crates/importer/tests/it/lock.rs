//! Two imports at once: the second waits, and says for whom.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::support::{Desk, record};

#[test]
fn the_second_import_waits_for_the_first() {
    let desk = Desk::new();
    let mut first = desk
        .importer()
        .args(["import", "--as-of", "2026-01-10", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = first.stdin.take().unwrap();
    write!(input, "[{}", record("1", "100", "January 1, 2026")).unwrap();
    let locked = "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                   WHERE locktype = 'advisory' AND granted AND datname = current_database()
                     AND classid = x'5349'::int AND objid = x'5020494d'::int";
    while desk.rows(locked) != ["1"] {
        std::thread::yield_now();
    }
    let path = desk.file("two.json", format!("[{}]", record("2", "100", "January 1, 2026")));
    let mut second = desk
        .importer()
        .args(["import", "--as-of", "2026-01-10", path.to_str().unwrap()])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(second.stderr.take().unwrap()).lines().map_while(Result::ok);
    let waiting = said.into_iter().find(|line| line.contains("waiting for another import"));
    let waiting = waiting.unwrap();
    assert!(waiting.contains(&format!("importer {}", first.id())), "{waiting}");
    assert!(waiting.ends_with("+05:30"), "{waiting}");
    assert!(second.try_wait().unwrap().is_none());

    write!(input, "]").unwrap();
    drop(input);
    assert!(first.wait().unwrap().success());
    assert!(second.wait().unwrap().success());
    assert_eq!(desk.rows("SELECT count(*) FROM sip_records"), ["2"]);
}
