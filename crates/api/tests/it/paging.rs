//! Pages: each row once, whatever happens between them.

use crate::support::{Desktop, Server, failed};

fn follow(server: &Server, first: &str) -> Vec<serde_json::Value> {
    let mut rows = Vec::new();
    let mut next = Some(first.to_owned());
    while let Some(path) = next {
        let page = server.get(&path);
        rows.extend(page.rows());
        next = page.next();
    }
    rows
}

#[test]
fn pages_joined_are_the_list() {
    let desktop = Desktop::with_sample();
    for path in [
        "/api/opportunities?",
        "/api/opportunities?agent_id=unassigned&",
        "/api/opportunities/failed-sips?min_failed_amount=0&as_of=2026-05-01&",
        "/api/opportunities/high-value-inactive?",
        "/api/agents?",
    ] {
        let whole = desktop.server.get(&format!("{path}limit=1000"));
        let rows = whole.rows();
        assert!(rows.len() > 1 && whole.next().is_none(), "{path}");
        assert_eq!(whole.header("x-total-count"), Some(rows.len().to_string().as_str()));
        for limit in [1, 7, rows.len() - 1, rows.len()] {
            let joined = follow(&desktop.server, &format!("{path}limit={limit}"));
            assert_eq!(joined, rows, "{path} by {limit}");
        }
    }
}

#[test]
fn a_cursor_belongs_to_its_question() {
    let desktop = Desktop::with_sample();
    let next = desktop.server.get("/api/opportunities?limit=2").next().unwrap();
    let (_, cursor) = next.split_once("cursor=").unwrap();
    for path in
        ["/api/agents?", "/api/opportunities?agent_id=0&", "/api/opportunities/failed-sips?"]
    {
        let answer = desktop.server.get(&format!("{path}cursor={cursor}"));
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.text().contains("belongs to another question"), "{path}");
    }
    // How many rows a page has is no part of the question.
    let answer = desktop.server.get(&format!("/api/opportunities?limit=5&cursor={cursor}"));
    assert_eq!(answer.rows().len(), 5);
    let changed = cursor.replacen(&cursor[3..4], if &cursor[3..4] == "A" { "B" } else { "A" }, 1);
    assert_eq!(desktop.server.get(&format!("/api/opportunities?cursor={changed}")).status, 400);
}

#[test]
fn after_an_import_a_list_is_to_be_begun_again() {
    let desktop = Desktop::with_sample();
    let next = desktop.server.get("/api/opportunities?limit=2").next().unwrap();
    let agents = desktop.server.get("/api/agents?limit=2").next().unwrap();
    let dated = desktop.server.get("/api/opportunities?limit=2&as_of=2026-01-30");
    desktop.import("2026-01-31", &[failed("new", "asha", "4220", "9,000")]);
    for path in [next, agents, dated.next().unwrap()] {
        let answer = desktop.server.get(&path);
        assert_eq!(answer.status, 410);
        assert!(answer.text().contains("Ask for the first page again"), "{}", answer.text());
    }
}

#[test]
fn a_cursor_from_a_newer_book_has_to_wait() {
    let desktop = Desktop::with_sample();
    // A second server that still holds the book of before.
    let older = desktop.server.live.current().unwrap();
    desktop.import("2026-01-31", &[failed("new", "asha", "4220", "9,000")]);
    let next = desktop.server.get("/api/opportunities?limit=2&as_of=2026-02-01").next().unwrap();
    let behind = Server::held_back(&desktop.database.url(), older);
    let answer = behind.get(&next);
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("2")));
}
