//! A running server answers from the new book, whole, without a restart.

use crate::support::{Desktop, Server, failed};

#[test]
fn an_import_is_served_without_a_restart() {
    let desktop = Desktop::empty();
    for (number, as_of) in [(1, "2026-01-30"), (2, "2026-02-15")] {
        desktop.import(as_of, &[failed(&number.to_string(), "asha", "4220", "9,000")]);
        let answer = desktop.server.get("/api/opportunities/failed-sips");
        assert_eq!(answer.rows().len(), number);
        assert_eq!(answer.header("x-data-as-of"), Some(as_of));
    }
    let health = desktop.server.get("/health").json();
    assert_eq!((&health["ready"], &health["as_of"]), (&true.into(), &"2026-02-15".into()));
}

#[test]
fn while_nothing_is_loaded_it_says_so() {
    let server = Server::start("postgres://app@%2Fnowhere/book");
    let answer = server.get("/api/opportunities");
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("2")));
    assert!(answer.text().contains("still being loaded"));
    let health = server.get("/health");
    assert_eq!((health.status, &health.json()["ready"]), (200, &false.into()));
}
