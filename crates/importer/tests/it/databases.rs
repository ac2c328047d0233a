//! Databases as people run them: with limits for everyday statements, as replicas, behind poolers.

use std::io::Write as _;
use std::process::{Child, Output, Stdio};

use diesel::connection::SimpleConnection as _;
use store_pg::testing::PgBouncer;

use crate::support::{Desk, record};

/// An export of one SIP, and an import of it that reads what is written to it.
fn begin(desk: &Desk) -> (Child, String) {
    let mut importer = desk.importer();
    importer.args(["import", "--as-of", "2026-01-10", "-"]).stdin(Stdio::piped());
    let child = importer.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    (child, format!("[{}]", record("1", "100", "January 1, 2026")))
}

fn wait_until(desk: &Desk, holds: &str) {
    while desk.rows(&format!("SELECT {holds}")) != ["t"] {
        std::thread::yield_now();
    }
}

fn imported(output: Output) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
}

#[test]
fn a_statement_may_take_longer_than_the_limit() {
    let desk = Desk::new();
    desk.database.execute(
        "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$;
         CREATE TRIGGER dawdle AFTER INSERT ON sip_records EXECUTE FUNCTION dawdle()",
    );
    desk.database.set("statement_timeout", "500ms");
    let (mut child, export) = begin(&desk);
    child.stdin.take().unwrap().write_all(export.as_bytes()).unwrap();
    imported(child.wait_with_output().unwrap());
}

#[test]
fn another_import_is_waited_for_longer_than_the_limit() {
    let desk = Desk::new();
    desk.database.set("lock_timeout", "100ms");
    let mut other = desk.database.connect();
    other.batch_execute("BEGIN; SELECT pg_advisory_xact_lock(x'53495020494d'::bigint)").unwrap();
    let (mut child, export) = begin(&desk);
    child.stdin.take().unwrap().write_all(export.as_bytes()).unwrap();
    wait_until(
        &desk,
        "EXISTS (SELECT FROM pg_stat_activity
                  WHERE datname = current_database() AND wait_event = 'advisory'
                    AND now() - query_start > '500ms')",
    );
    other.batch_execute("COMMIT").unwrap();
    imported(child.wait_with_output().unwrap());
}

#[test]
fn an_export_may_come_slower_than_the_limit() {
    let desk = Desk::new();
    desk.database.set("idle_in_transaction_session_timeout", "500ms");
    let (mut child, export) = begin(&desk);
    // The export has begun to come, and does not go on until a session would long have been ended.
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&export.as_bytes()[..10]).unwrap();
    wait_until(
        &desk,
        "EXISTS (SELECT FROM pg_stat_activity
                  WHERE datname = current_database() AND state = 'idle in transaction'
                    AND now() - state_change > '1s')",
    );
    stdin.write_all(&export.as_bytes()[10..]).unwrap();
    drop(stdin);
    imported(child.wait_with_output().unwrap());
}

/// What an import says that cannot begin, by way of this address.
fn refused(desk: &Desk, url: &str) -> String {
    desk.file("export.json", format!("[{}]", record("1", "100", "January 1, 2026")));
    let arguments = ["import", "export.json", "--as-of", "2026-01-10"];
    let output = desk.importer().args(arguments).env("DATABASE_URL", url).output().unwrap();
    assert_eq!((output.status.code(), output.stdout), (Some(1), Vec::new()));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_replica_is_said_to_be_one() {
    let desk = Desk::new();
    desk.database.set("default_transaction_read_only", "on");
    let said = refused(&desk, &desk.database.url());
    assert!(said.contains("the database cannot be written: it is a replica, or set to"), "{said}");
    assert_eq!(desk.rows("SELECT count(*) FROM imports"), ["0"]);
}

#[test]
fn a_pooler_is_taken_in_session_mode_alone() {
    let desk = Desk::new();
    let Some(bouncer) = PgBouncer::start(&desk.database, "pool_mode = transaction") else { return };
    let said = refused(&desk, &bouncer.url());
    assert!(said.contains("a pooler in transaction mode"), "{said}");
    drop(bouncer);
    let bouncer = PgBouncer::start(&desk.database, "pool_mode = session").unwrap();
    let arguments = ["import", "export.json", "--as-of", "2026-01-10"];
    let mut importer = desk.importer();
    imported(importer.args(arguments).env("DATABASE_URL", bouncer.url()).output().unwrap());
}
