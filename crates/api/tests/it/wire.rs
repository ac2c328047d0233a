//! What is asked of clients before a route sees them, and what every answer carries.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use diesel::connection::SimpleConnection as _;

use crate::program::Program;
use tempfile::TempDir;

use crate::support::{Answer, Desktop, Server};

#[test]
fn every_answer_is_guarded() {
    let desktop = Desktop::empty();
    let guards = [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ];
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/api/opportunities?limit=0"),
        ("GET", "/nowhere"),
        ("POST", "/api/agents"),
        ("OPTIONS", "/api/agents"),
        ("GET", "/api/clients/%ff"),
    ] {
        let answer = desktop.server.ask(method, path, &[]);
        for (name, value) in guards {
            assert_eq!(answer.header(name), Some(value), "{method} {path}");
        }
        assert_eq!(answer.header("strict-transport-security"), None, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
}

#[test]
fn a_page_of_the_documentation_keeps_its_policy_when_it_is_asked_again() {
    let desktop = Desktop::empty();
    for path in ["/docs/", "/redoc"] {
        let page = desktop.server.get(path);
        let tag = page.header("etag").unwrap();
        let again = desktop.server.ask("GET", path, &[("if-none-match", tag)]);
        assert_eq!(again.status, 304);
        let policy = "content-security-policy";
        assert_eq!(again.header(policy), page.header(policy), "{path}");
        let policy = page.header(policy).unwrap();
        assert!(policy.contains("script-src 'self';"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    }
}

#[test]
fn requests_have_ids() {
    let desktop = Desktop::empty();
    let id_of = |sent: &str| {
        let answer = desktop.server.ask("GET", "/health", &[("x-request-id", sent)]);
        answer.header("x-request-id").unwrap().to_owned()
    };
    let long = "x".repeat(65);
    for (sent, is_kept) in [("a-b.C_9", true), ("a b", false), (long.as_str(), false)] {
        assert_eq!(id_of(sent) == sent, is_kept, "{sent}");
    }
    assert_ne!(id_of(""), id_of(""));
    let refused = desktop.server.get("/nowhere");
    assert_eq!(refused.header("x-request-id").unwrap().len(), 16);
}

#[test]
fn a_trace_goes_on() {
    let desktop = Desktop::empty();
    let ask = |trace| desktop.server.ask("GET", "/health", &[("traceparent", trace)]);
    let answer = ask("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    let told = answer.header("traceresponse").unwrap();
    assert!(told.starts_with("00-0af7651916cd43dd8448eb211c80319c-"), "{told}");
    assert!(told.ends_with("-01") && !told.contains("b7ad6b7169203331"), "{told}");
    assert_eq!(ask("00-0af7651916cd43dd8448eb211c80319c-01").header("traceresponse"), None);
}

#[test]
fn only_listed_origins_may_ask() {
    let desktop = Desktop::empty();
    let flags = ["--cors-origins", "https://desk.example.com,http://localhost:5173"];
    let server = Server::told(&desktop.database.url(), &flags);
    for (origin, is_allowed) in [
        ("https://desk.example.com", true),
        ("http://localhost:5173", true),
        ("https://desk.example.com.evil.example", false),
        ("http://desk.example.com", false),
        ("null", false),
    ] {
        let allowed = |answer: &Answer| {
            answer.header("access-control-allow-origin").is_some_and(|allowed| allowed == origin)
        };
        let answer = server.ask("GET", "/health", &[("origin", origin)]);
        assert_eq!(allowed(&answer), is_allowed, "{origin}");
        let asked = [
            ("origin", origin),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "authorization,if-none-match"),
        ];
        let preflight = server.ask("OPTIONS", "/api/agents", &asked);
        assert_eq!(allowed(&preflight), is_allowed, "{origin}");
        if is_allowed {
            assert_eq!(preflight.status, 200);
            assert_eq!(preflight.header("access-control-max-age"), Some("3600"));
            let read = answer.header("access-control-expose-headers").unwrap().to_lowercase();
            for name in ["etag", "link", "x-total-count", "ratelimit", "retry-after"] {
                assert!(read.split(',').any(|read| read.trim() == name), "{read}");
            }
        }
        assert_eq!(preflight.header("x-frame-options"), Some("DENY"));
    }
}

#[test]
fn who_asks_too_often_is_told_when_to_come_back() {
    let desktop = Desktop::empty();
    let flags = [
        "--rate-per-address=1",
        "--trusted-proxies=127.0.0.0/8",
        "--cors-origins=https://desk.example.com",
    ];
    let server = Server::signing_in(&desktop.database.url(), &flags);
    let ask = |address| {
        let origin = ("origin", "https://desk.example.com");
        server.ask("GET", "/health", &[("x-forwarded-for", address), origin])
    };
    let first = ask("192.0.2.1");
    assert_eq!(first.status, 200);
    assert_eq!(first.header("ratelimit-policy"), Some("\"address\";q=2;w=2"));
    assert_eq!(first.header("ratelimit"), Some("\"address\";r=1;t=1"));
    let refused = std::iter::repeat_with(|| ask("192.0.2.1"));
    let refused = refused.take(1_000).find(|answer| answer.status != 200).unwrap();
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("1")));
    assert_eq!(refused.header("ratelimit"), Some("\"address\";r=0;t=2"));
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    assert_eq!(refused.json()["type"], "urn:sip-opportunities:problem:too-many");
    assert!(refused.header("access-control-allow-origin").is_some());
    assert!(refused.header("x-request-id").is_some());
    // Others are not kept waiting.
    assert_eq!(ask("192.0.2.2").header("ratelimit"), Some("\"address\";r=1;t=1"));
}

#[test]
fn preflights_are_counted_too() {
    let desktop = Desktop::empty();
    let flags = ["--rate-per-address=1", "--cors-origins=https://desk.example.com"];
    let server = Server::signing_in(&desktop.database.url(), &flags);
    let headers =
        [("origin", "https://desk.example.com"), ("access-control-request-method", "GET")];
    let asked = || server.ask("OPTIONS", "/api/agents", &headers).status;
    assert_eq!(asked(), 200);
    assert!((0..1_000).any(|_| asked() == 429));
}

#[test]
fn without_limits_nothing_is_said_of_them() {
    let desktop = Desktop::empty();
    assert_eq!(desktop.server.get("/health").header("ratelimit"), None);
}

#[test]
fn a_long_head_is_refused() {
    let desktop = Desktop::empty();
    let server = Server::told(&desktop.database.url(), &["--max-header-bytes=1024"]);
    let long = "x".repeat(1024);
    let answers = [
        server.ask("GET", "/health", &[("x-note", &long)]),
        server.get(&format!("/api/agents?cursor={long}")),
    ];
    for answer in answers {
        assert_eq!((answer.status, answer.json()["status"].as_u64()), (431, Some(431)));
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
    assert_eq!(server.ask("GET", "/health", &[("x-note", &long[..512])]).status, 200);
}

/// The status of what is answered to these bytes, and then the connection.
fn status(server: &Server, sent: &[&[u8]]) -> (String, BufReader<TcpStream>) {
    let mut stream = TcpStream::connect(server.address).unwrap();
    for part in sent {
        stream.write_all(part).unwrap();
    }
    let mut answer = BufReader::new(stream);
    let mut line = String::new();
    answer.read_line(&mut line).unwrap();
    (line.trim_end().to_owned(), answer)
}

#[test]
fn a_large_body_in_pieces_is_refused_too() {
    let desktop = Desktop::empty();
    let head = b"GET /health HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    let piece = [b"8000\r\n".as_slice(), &[b'x'; 0x8000], b"\r\n"].concat();
    for (pieces, expected) in [
        (2, "HTTP/1.1 200 OK"),
        (3, "HTTP/1.1 413 Payload Too Large"),
        (200, "HTTP/1.1 413 Payload Too Large"),
    ] {
        let mut sent: Vec<&[u8]> = vec![head];
        sent.extend(std::iter::repeat_n(piece.as_slice(), 2));
        if pieces == 2 {
            sent.push(b"0\r\n\r\n");
        } else {
            sent.push(&piece);
        }
        assert_eq!(status(&desktop.server, &sent).0, expected, "{pieces}");
    }
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let desktop = Desktop::empty();
    let server = Server::told(&desktop.database.url(), &["--request-seconds=1"]);
    let head =
        b"GET /health HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab";
    let (line, mut rest) = status(&server, &[head]);
    assert_eq!(line, "HTTP/1.1 408 Request Timeout");
    let mut text = String::new();
    rest.read_to_string(&mut text).unwrap();
    assert!(text.contains("urn:sip-opportunities:problem:too-slow"), "{text}");
}

#[test]
fn an_answer_that_takes_too_long_is_given_up() {
    let desktop = Desktop::with_sample();
    let server = Server::told(&desktop.database.url(), &["--request-seconds=1"]);
    server.wait_for(1);
    let mut other = desktop.database.connect();
    other.batch_execute("BEGIN; LOCK TABLE sip_records IN ACCESS EXCLUSIVE MODE").unwrap();
    let answer = server.get("/api/clients/asha");
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("2")));
    assert!(answer.text().contains("took too long"), "{}", answer.text());
    assert_eq!(answer.header("x-frame-options"), Some("DENY"));
    other.batch_execute("COMMIT").unwrap();
    assert_eq!(server.get("/api/clients/asha").status, 404);
}

/// Whether the server still holds its end of a connection.
#[cfg(target_os = "linux")]
fn is_held(stream: &TcpStream) -> bool {
    let port = |address: std::net::SocketAddr| format!(":{:04X}", address.port());
    let server = port(stream.peer_addr().unwrap());
    let client = port(stream.local_addr().unwrap());
    std::fs::read_to_string("/proc/self/net/tcp").unwrap().lines().any(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        fields[1].ends_with(&server) && fields[2].ends_with(&client)
    })
}

#[test]
#[cfg(target_os = "linux")]
fn who_stops_reading_is_given_up() {
    let desktop = Desktop::empty();
    let server = Server::told(&desktop.database.url(), &["--idle-seconds=1"]);
    let mut stream = TcpStream::connect(server.address).unwrap();
    // More than the system holds for it.
    let ask = "GET /redoc/redoc.standalone.js HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(ask.repeat(30).as_bytes()).unwrap();
    assert!(is_held(&stream));
    while is_held(&stream) {
        std::thread::yield_now();
    }
}

#[test]
fn an_idle_connection_is_given_up() {
    let desktop = Desktop::empty();
    let server = Server::told(&desktop.database.url(), &["--idle-seconds=1"]);
    let (line, mut rest) = status(&server, &[b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"]);
    assert_eq!(line, "HTTP/1.1 200 OK");
    // To its end: nobody else asks for that.
    rest.read_to_end(&mut Vec::new()).unwrap();
}

#[test]
fn whoever_asks_by_a_proxy_is_counted_and_nobody_else_on_this_machine() {
    let nowhere = "postgres://nobody@127.0.0.1:1/none";
    let spool = TempDir::new().unwrap();
    let spool = format!("--audit-spool={}", spool.path().display());
    let behind = ["--trusted-proxies=127.0.0.1", "--sign-in=required", &spool];
    for (flags, is_counted) in [(behind.as_slice(), true), (&[], false)] {
        let program = Program::start(nowhere, flags);
        let mut stream = TcpStream::connect(program.address).unwrap();
        let head = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let policy = "ratelimit-policy: \"address\";q=400;w=2\r\n";
        assert_eq!(answer.contains(policy), is_counted, "{answer}");
    }
}

#[test]
fn an_address_holds_so_many_connections() {
    let desktop = Desktop::empty();
    let server = Server::told(&desktop.database.url(), &["--connections-per-address=2"]);
    // Whether a new connection is served, which is then held.
    let hold = || {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").ok()?;
        stream.read_exact(&mut [0; 12]).ok()?;
        Some(stream)
    };
    let (first, second) = (hold(), hold());
    assert!(first.is_some() && second.is_some());
    for _ in 0..20 {
        assert!(hold().is_none());
        // What it has sent by then is not done either.
        let mut stream = TcpStream::connect(server.address).unwrap();
        let body = r#"{"name": "one too many", "role": "admin"}"#;
        let length = body.len();
        let head =
            format!("POST /api/keys HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}");
        let _ = write!(stream, "{head}\r\n\r\n{body}"); // it may be gone already
        let _ = stream.read_to_string(&mut String::new());
    }
    assert_eq!(store_pg::api_keys(&mut desktop.database.connect()).unwrap(), []);
    drop(first);
    while hold().is_none() {
        std::thread::yield_now();
    }
}
