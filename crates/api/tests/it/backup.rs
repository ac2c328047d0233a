//! A copy of the database, put back elsewhere, gives the same answers.

use local_pg::Programs;
use store_pg::testing::TestDatabase;
use tempfile::TempDir;

use crate::support::{Desktop, Server, newest_import};

#[test]
fn a_restored_book_answers_byte_for_byte_and_revives_no_tag() {
    let programs = Programs::find(&mut |_| {}).unwrap();
    if programs.psql().is_none() {
        return; // a fetched build has no client programs
    }
    let desktop = Desktop::with_sample();
    desktop.import("2026-02-10", &[crate::support::failed("1", "asha", "4220", "9,000")]);
    let files = TempDir::new().unwrap();
    let copy = files.path().join("book.dump");
    programs.dump(&desktop.database.url(), &copy).unwrap();
    let elsewhere = TestDatabase::without_tables();
    programs.restore(&elsewhere.url(), &copy).unwrap();
    let restored = Server::start(&elsewhere.url());
    restored.wait_for(newest_import(&desktop.database.url()));

    let mut questions = vec![
        "/api/opportunities?limit=1000".to_owned(),
        "/api/opportunities/stats".to_owned(),
        "/api/opportunities?limit=1000&as_of=2026-05-01".to_owned(),
        "/api/agents".to_owned(),
    ];
    let rows = desktop.server.get(&questions[0]).rows();
    assert!(rows.len() > 50, "{}", rows.len());
    for row in rows {
        let client = row["user_id"].as_str().unwrap();
        questions.push(format!("/api/clients/{client}"));
        questions.push(format!("/api/clients/{client}/opportunities"));
    }
    questions.dedup();
    for question in questions {
        let [before, after] = [&desktop.server, &restored].map(|server| server.get(&question));
        assert_eq!((before.status, after.status), (200, 200), "{question}");
        assert!(before.body == after.body, "{question}");
        assert_ne!(before.header("etag"), after.header("etag"), "{question}");
    }
}
