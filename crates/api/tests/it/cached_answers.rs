//! What is asked again is answered again alike, and never from an older book.

use crate::support::{Answer, Desktop, failed};

const PATHS: [&str; 5] = [
    "/api/opportunities",
    "/api/opportunities?limit=3",
    "/api/opportunities/failed-sips?min_failed_amount=1",
    "/api/opportunities/no-sip-increase?as_of=2026-03-01&min_months=6",
    "/api/opportunities?agent_id=nobody",
];

/// All but the moment at which it was sent, and the request's id.
fn said(answer: &Answer) -> (u16, Vec<&(String, String)>, &[u8]) {
    let headers = answer.headers.iter();
    let headers = headers.filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()));
    (answer.status, headers.collect(), &answer.body)
}

#[test]
fn what_is_asked_again_is_answered_alike_in_every_coding() {
    let desktop = Desktop::with_sample();
    for path in PATHS {
        let mut tags = Vec::new();
        for coding in ["identity", "gzip", "zstd", "gzip;q=0.5, zstd"] {
            let coding = [("accept-encoding", coding)];
            let ask = |method| desktop.server.ask(method, path, &coding);
            let first = ask("GET");
            let again = ask("GET");
            assert_eq!(first.status, 200, "{path}");
            assert_eq!(said(&first), said(&again), "{path} {coding:?}");
            let head = ask("HEAD");
            assert_eq!((head.status, head.body.len()), (200, 0), "{path} {coding:?}");
            assert_eq!(head.header("etag"), first.header("etag"), "{path} {coding:?}");
            tags.extend(first.header("etag").map(str::to_owned));
        }
        for tag in &tags {
            let known = desktop.server.ask("GET", path, &[("if-none-match", tag)]);
            let plain = tags.first() == Some(tag);
            assert_eq!(known.status, if plain { 304 } else { 200 }, "{path} {tag}");
        }
    }
}

#[test]
fn an_import_ends_what_was_cached() {
    let desktop = Desktop::empty();
    let list = || desktop.server.get("/api/opportunities");
    desktop.import("2026-01-30", &[failed("1", "asha", "10", "6,000")]);
    let (first, again) = (list(), list());
    assert_eq!(said(&first), said(&again));
    desktop.import("2026-01-31", &[failed("1", "asha", "10", "7,000")]);
    let later = list();
    assert_ne!(first.header("etag"), later.header("etag"));
    assert_eq!(later.rows()[0]["failed_amount"], 7_000.0);
}
