//! What is refused, and how.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use serde_json::json;

use crate::support::Desktop;

#[test]
fn every_bad_parameter_is_named() {
    let desktop = Desktop::with_sample();
    let rows: [(&str, &[&str]); 23] = [
        ("/api/opportunities?limit=0", &["limit"]),
        ("/api/opportunities?limit=1001&as_of=2026-01-29&x=1", &["limit", "x", "as_of"]),
        ("/api/opportunities?limit=1&limit=2", &["limit"]),
        ("/api/opportunities?limit=%2B5", &["limit"]),
        ("/api/opportunities?as_of=2201-01-01", &["as_of"]),
        ("/api/opportunities?as_of=2026-02-30", &["as_of"]),
        ("/api/opportunities?agent_id=", &["agent_id"]),
        ("/api/opportunities?cursor=abc", &["cursor"]),
        ("/api/opportunities?min_months=6", &["min_months"]),
        ("/api/opportunities/no-sip-increase?min_months=0", &["min_months"]),
        ("/api/opportunities/failed-sips?min_failed_amount=-1", &["min_failed_amount"]),
        ("/api/opportunities/failed-sips?min_failed_amount=1.005", &["min_failed_amount"]),
        (
            "/api/opportunities/failed-sips?min_failed_amount=1000000000000.01",
            &["min_failed_amount"],
        ),
        (
            "/api/opportunities/high-value-inactive?min_invested_amount=lots&min_inactive_days=0",
            &["min_invested_amount", "min_inactive_days"],
        ),
        ("/api/opportunities/stats?limit=5", &["limit"]),
        ("/api/agents?as_of=2026-01-30", &["as_of"]),
        ("/health?verbose=1", &["verbose"]),
        ("/api/calls?state=shut&new=maybe&kind=x", &["state", "new", "kind"]),
        ("/api/calls?min_monthly_value=-1&as_of=2026-01-30", &["min_monthly_value", "as_of"]),
        ("/api/work?user_id=a%00&by=&to=2026-13-01", &["user_id", "by", "to"]),
        ("/api/changes?after=-1&change=shrank", &["after", "change"]),
        ("/api/trends?from=yesterday&limit=5", &["from", "limit"]),
        ("/api/calls/asha?state=open", &["state"]),
    ];
    for (path, expected) in rows {
        let answer = desktop.server.get(path);
        let problem = answer.json();
        assert_eq!((answer.status, &problem["status"]), (400, &json!(400)), "{path}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
        let errors = problem["errors"].as_array().unwrap();
        let named: Vec<_> = errors.iter().map(|e| e["parameter"].as_str().unwrap()).collect();
        assert_eq!(named, expected, "{path}");
        assert!(errors.iter().all(|e| !e["detail"].as_str().unwrap().is_empty()), "{path}");
    }
}

/// PostgreSQL's text holds no NUL, and so nobody has one in the id.
#[test]
fn an_agent_whom_nobody_can_have_has_done_nothing() {
    let desktop = Desktop::with_sample();
    for path in ["/api/work", "/api/changes", "/api/trends", "/api/calls"] {
        let answer = desktop.server.get(&format!("{path}?agent_id=a%00"));
        assert_eq!((answer.status, answer.text().starts_with('[')), (200, true), "{path}");
    }
}

#[test]
fn what_is_asked_for_in_vain_is_told_in_few_words() {
    let desktop = Desktop::with_sample();
    let faults = |path: &str| {
        let answer = desktop.server.get(path);
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.body.len() < 10_000, "{path}: {} bytes", answer.body.len());
        answer.json()["errors"].as_array().unwrap().len()
    };
    for (query, told) in [
        ("a&".repeat(19) + "a", 20),
        ("a&".repeat(63) + "a", 20),
        // More than anybody needs are not even read.
        ("a&".repeat(64), 1),
        ("a&".repeat(8_000), 1),
        (format!("a={}", "b".repeat(8_192)), 1),
        (format!("{}=1", "a".repeat(8_000)), 1),
    ] {
        assert_eq!(faults(&format!("/api/opportunities?{query}")), told, "{}", query.len());
        assert_eq!(faults(&format!("/api/clients/asha/opportunities?{query}")), told);
    }
    let members: String = (0..100).map(|nth| format!("\"a{nth}\": 1,")).collect();
    let body = format!("{{{members} \"a\": 1}}");
    let json = [("content-type", "application/json")];
    let answer = desktop.server.send("POST", "/api/keys", &json, body.as_bytes());
    assert_eq!((answer.status, answer.json()["errors"].as_array().unwrap().len()), (400, 1));
}

#[test]
fn what_is_accepted_at_the_bounds() {
    let desktop = Desktop::with_sample();
    for path in [
        "/api/opportunities?limit=1000&as_of=2200-12-31",
        "/api/opportunities?as_of=2026-01-30&agent_id=%20unassigned",
        "/api/opportunities/failed-sips?min_failed_amount=0",
        "/api/opportunities/failed-sips?min_failed_amount=0.50",
        "/api/opportunities/failed-sips?min_failed_amount=1000000000000",
        "/api/opportunities/no-sip-increase?min_months=4294967295",
        "/api/opportunities/high-value-inactive?min_inactive_days=1&min_invested_amount=0",
    ] {
        assert_eq!(desktop.server.get(path).status, 200, "{path}");
    }
}

#[test]
fn other_problems_are_documents_too() {
    let desktop = Desktop::empty();
    let rows = [
        ("GET", "/nowhere", 404),
        ("GET", "/api/clients/", 404),
        ("GET", "/docs/nothing.js", 404),
        ("POST", "/api/opportunities", 405),
        ("DELETE", "/", 405),
    ];
    for (method, path, status) in rows {
        let answer = desktop.server.ask(method, path, &[]);
        assert_eq!((answer.status, &answer.json()["status"]), (status, &json!(status)), "{path}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(answer.header("allow"), (status == 405).then_some("GET, HEAD"), "{path}");
    }
}

#[test]
fn a_large_body_is_refused_before_it_is_sent() {
    let desktop = Desktop::empty();
    let mut stream = TcpStream::connect(desktop.server.address).unwrap();
    let head =
        "POST /api/opportunities HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65537\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).unwrap();
    assert_eq!(answer, "HTTP/1.1 413 Payload Too Large\r\n");
}

#[test]
fn head_is_get_without_a_body() {
    let desktop = Desktop::with_sample();
    let path = "/api/opportunities?limit=3";
    let (get, head) = (desktop.server.get(path), desktop.server.ask("HEAD", path, &[]));
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["etag", "link", "x-total-count", "x-data-as-of", "content-type"] {
        assert_eq!(get.header(name), head.header(name), "{name}");
    }
    // What nobody is sent is not packed, and does not stand in for what somebody is.
    let packed = [("accept-encoding", "gzip")];
    let path = "/api/opportunities?limit=50";
    let head = desktop.server.ask("HEAD", path, &packed);
    let get = desktop.server.ask("GET", path, &packed);
    let again = desktop.server.ask("HEAD", path, &packed);
    for head in [&head, &again] {
        assert_eq!((head.status, head.body.len(), head.header("content-length")), (200, 0, None));
        assert_eq!(head.header("etag"), get.header("etag"));
        assert_eq!(head.header("content-encoding"), Some("gzip"));
    }
    assert!(get.body.len() > 500);
}
