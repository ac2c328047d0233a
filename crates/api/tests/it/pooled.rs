//! A server behind a pooler.

use store_pg::testing::{PgBouncer, TestDatabase};

use crate::program::Program;
use crate::support::{Desktop, api, failed};

#[test]
fn a_pooler_that_lends_sessions_is_said_to_at_the_start() {
    let database = TestDatabase::new();
    let Some(bouncer) = PgBouncer::start(&database, "pool_mode = transaction") else { return };
    for arguments in [&["--port", "0"][..], &["keys", "list"], &["audit"]] {
        let refused = api(&bouncer.url(), arguments);
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{arguments:?}: {said}");
        let expected = "api: between here and the database is a pooler in transaction mode";
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
}

#[test]
fn a_pool_of_sessions_serves_a_book() {
    let desktop = Desktop::empty();
    desktop.import("2026-01-30", &[failed("1", "asha", "4220", "9,000")]);
    let Some(bouncer) = PgBouncer::start(&desktop.database, "pool_mode = session") else { return };
    let mut server = Program::start(&bouncer.url(), &[]);
    server.line("a book was loaded sequence=1");
}
