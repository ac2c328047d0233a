//! What an operator sees: lines, numbers and health.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::{Value, json};
use store_pg::testing::TestDatabase;

use crate::program::{Program, address};
use crate::support::{Desktop, Server};

pub(crate) fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    let traced = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let head = format!("{head}X-Request-Id: asked-{}\r\n{traced}\r\n\r\n", path.len());
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn lines_are_told_as_json_and_say_nothing_of_clients() {
    let database = TestDatabase::new();
    let flags = ["--log-format=json", "--log=debug"];
    let mut program = Program::start(&database.url(), &flags);
    program.line("a book was loaded");
    let path = "/api/clients/asha/opportunities?as_of=2026-01-30";
    assert!(get(program.address, path).starts_with("HTTP/1.1 404"));
    let line = program.line("\"answered\"");
    assert!(!line.contains("asha") && !line.contains("as_of"), "{line}");
    let mut line: Value = serde_json::from_str(&line).unwrap();
    let fields = line.as_object_mut().unwrap();
    assert!(fields["micros"].as_u64().is_some());
    assert_eq!(fields["span_id"].as_str().unwrap().len(), 16);
    fields.retain(|name, _| !["timestamp", "micros", "span_id"].contains(&name.as_str()));
    assert_eq!(
        line,
        json!({
            "level": "DEBUG", "target": "http_edge::request_log", "message": "answered",
            "request_id": format!("asked-{}", path.len()), "method": "GET",
            "resource": "/api/clients/{user_id}/opportunities", "status": 404,
            "address": "127.0.0.1", "trace_id": "0af7651916cd43dd8448eb211c80319c",
            "parent_id": "b7ad6b7169203331",
        })
    );
}

#[test]
fn numbers_are_told_at_an_address_of_their_own() {
    let database = TestDatabase::new();
    let mut program = Program::start(&database.url(), &["--metrics-port=0"]);
    let told = address(&program.line("numbers are told"));
    program.line("a book was loaded");
    for path in ["/health", "/health", "/api/agents?limit=0", "/nowhere", "/api/clients/asha"] {
        get(program.address, path);
    }
    assert!(get(program.address, "/metrics").starts_with("HTTP/1.1 404"));
    // A page whose name was rebound to this address reads nothing.
    let at = "/metrics";
    for (target, host, status) in [
        (at, "localhost", 200),
        (at, "[::1]:9", 200),
        (at, "example.org", 403),
        (at, "", 403),
        ("http://127.0.0.1/metrics", "localhost", 200),
        ("http://example.org/metrics", "localhost", 403),
    ] {
        let mut stream = TcpStream::connect(told).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{target} {host}: {answer}");
    }
    let numbers = get(told, "/metrics");
    for line in [
        "http_requests_total{route=\"/health\",method=\"GET\",status=\"200\"} 2",
        "http_requests_total{route=\"/api/agents\",method=\"GET\",status=\"400\"} 1",
        "http_requests_total{route=\"none\",method=\"GET\",status=\"404\"} 2",
        "http_request_duration_seconds_count{route=\"/health\",method=\"GET\"} 2",
        "http_request_duration_seconds_bucket{route=\"/health\",method=\"GET\",le=\"10\"} 2",
        "database_statement_duration_seconds_count{statement=\"client_records\"} 1",
        "database_statement_duration_seconds_count{statement=\"load_book\"} 1",
        "book_refreshes_total{outcome=\"ok\"} 1",
        "book_sips 0",
        "build_info{version=\"0.1.0\"} 1",
    ] {
        assert!(numbers.lines().any(|told| told == line), "{line}\n{numbers}");
    }
    assert!(!numbers.contains("asha"));
}

#[test]
fn health_says_how_old_the_book_is() {
    let desktop = Desktop::with_sample();
    let none = Desktop::empty();
    let lenient = Server::told(&desktop.database.url(), &["--book-stale-days=36500"]);
    lenient.wait_for(1);
    for (server, status, stale) in
        [(&desktop.server, "stale", true), (&lenient, "ok", false), (&none.server, "ok", false)]
    {
        let answer = server.get("/health");
        let health = answer.json();
        assert_eq!(answer.status, 200);
        assert_eq!((&health["status"], &health["stale"]), (&json!(status), &json!(stale)));
        assert_eq!(health["age_days"].is_null(), health["as_of"].is_null(), "{health}");
        // Strangers may ask, and are not told how large the business is.
        let told: Vec<&str> = health.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "status",
            "version",
            "ready",
            "loaded_percent",
            "as_of",
            "age_days",
            "content_age_days",
            "stale",
            "import_id",
            "database",
        ];
        assert_eq!(told, expected);
        assert_eq!((&health["database"], &health["ready"]), (&json!("ok"), &json!(true)));
        for path in ["/health/live", "/health/ready"] {
            let answer = server.get(path);
            assert_eq!((answer.status, answer.json()), (200, json!({"status": "ok"})), "{path}");
        }
    }
}

#[test]
fn health_says_when_requests_cannot_reach_the_database() {
    let desktop = Desktop::with_sample();
    let database = || desktop.server.get("/health").json()["database"].clone();
    assert_eq!(database(), "ok");
    // The refresher keeps the connection that it has, and finds nothing wrong.
    let (server, name) = desktop
        .database
        .url()
        .rsplit_once('/')
        .map(|(server, name)| (format!("{server}/postgres"), name.to_owned()))
        .unwrap();
    let server = local_pg::Server::from_url(&server).unwrap();
    let allow = |is_allowed: bool| {
        let alter = format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {is_allowed}");
        server.execute("postgres", &alter).unwrap();
    };
    allow(false);
    assert_eq!(desktop.server.get("/api/clients/asha").status, 503);
    assert_eq!(database(), "away");
    allow(true);
    while database() != "ok" {
        std::thread::yield_now();
    }
}

#[test]
fn an_old_book_is_told_of_in_the_log() {
    let desktop = Desktop::with_sample();
    let mut program = Program::start(&desktop.database.url(), &[]);
    let line = program.line("the book is old");
    assert!(line.contains("WARN") && line.contains("as_of=2026-01-30"), "{line}");
}

#[test]
fn a_server_without_a_book_lives_but_is_not_ready() {
    let program = Program::start("postgres://nobody@127.0.0.1:1/none", &[]);
    assert!(get(program.address, "/health/live").starts_with("HTTP/1.1 200"));
    assert!(get(program.address, "/health/ready").starts_with("HTTP/1.1 503"));
    let health = get(program.address, "/health");
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
}

#[test]
fn a_slow_statement_is_named() {
    let database = TestDatabase::new();
    let mut program = Program::start(&database.url(), &["--slow-statement-millis=0"]);
    let line = program.line("the database was slow");
    assert!(line.contains("statement=\"book_version\""), "{line}");
}
