//! Without a sign-in the server is for its own machine, and for nobody else by way of it.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::support::{Desktop, api};

#[test]
fn only_this_machine_by_its_own_name() {
    let desktop = Desktop::with_sample();
    let rows: [(&[(&str, &str)], u16); 22] = [
        (&[("Host", "localhost:8000")], 200),
        (&[("Host", "127.0.0.1")], 200),
        (&[("Host", "[::1]:8000")], 200),
        (&[("Host", "partner.example.org")], 403),
        (&[("Host", "localhost.example.org")], 403),
        (&[("Host", "10.0.0.7:8000")], 403),
        (&[], 400),
        (&[("Host", "localhost"), ("X-Forwarded-For", "127.0.0.1")], 403),
        (&[("Host", "localhost"), ("X-Forwarded-Host", "localhost")], 403),
        (&[("Host", "localhost"), ("X-Forwarded-Proto", "https")], 403),
        (&[("Host", "localhost"), ("X-Real-IP", "127.0.0.1")], 403),
        (&[("Host", "localhost"), ("Forwarded", "for=127.0.0.1")], 403),
        (&[("Host", "localhost"), ("Via", "1.1 proxy")], 403),
        (&[("Host", "localhost"), ("X-Forwarded-Port", "443")], 403),
        (&[("Host", "localhost"), ("True-Client-IP", "127.0.0.1")], 403),
        (&[("Host", "localhost"), ("Sec-Fetch-Site", "cross-site")], 403),
        (
            &[
                ("Host", "localhost"),
                ("Sec-Fetch-Site", "cross-site"),
                ("Sec-Fetch-Mode", "navigate"),
            ],
            200,
        ),
        (&[("Host", "localhost"), ("Sec-Fetch-Site", "same-origin")], 200),
        (&[("Host", "localhost"), ("Origin", "http://localhost:8000")], 200),
        (&[("Host", "localhost"), ("Origin", "https://example.org")], 403),
        (&[("Host", "localhost"), ("Origin", "null")], 403),
        (&[("Host", "localhost"), ("Authorization", "Bearer whatever")], 200),
    ];
    for (headers, status) in rows {
        for path in ["/api/agents", "/health", "/openapi.json"] {
            assert_eq!(asked(&desktop, path, headers), status, "{path} {headers:?}");
        }
    }
}

#[test]
fn a_page_of_another_site_makes_no_key() {
    let desktop = Desktop::empty();
    let json = ("content-type", "application/json");
    let rows: [(&[(&str, &str)], u16); 9] = [
        (&[json], 201),
        (&[("content-type", "application/json; charset=utf-8")], 201),
        (&[], 415),
        (&[("content-type", "text/plain")], 415),
        (&[("content-type", "application/x-www-form-urlencoded")], 415),
        (&[json, ("origin", "http://localhost:3000")], 403),
        (&[json, ("origin", "null")], 403),
        (&[json, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")], 403),
        (&[json, ("sec-fetch-site", "same-site"), ("sec-fetch-mode", "navigate")], 403),
    ];
    for (headers, status) in rows {
        let body = br#"{"name": "a", "role": "admin"}"#;
        let answer = desktop.server.send("POST", "/api/keys", headers, body);
        assert_eq!(answer.status, status, "{headers:?}: {}", answer.text());
    }
    let link = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
    for (method, status) in [("GET", 200), ("HEAD", 200), ("DELETE", 403), ("OPTIONS", 403)] {
        let answer = desktop.server.ask(method, "/api/agents", &link);
        let is_refused = answer.status == 403 || answer.status == 405;
        assert_eq!(is_refused, status == 403, "{method}: {}", answer.status);
    }
    let key = desktop.server.ask("DELETE", "/api/keys/0123456789abcdef", &link);
    assert_eq!(key.status, 403);
}

#[test]
fn older_http_and_other_names_in_the_address_are_refused() {
    let desktop = Desktop::empty();
    for (line, status) in [
        ("GET /health HTTP/1.1", 200),
        ("GET /health HTTP/1.0", 403),
        ("GET http://localhost/health HTTP/1.1", 200),
        ("GET http://partner.example.org/health HTTP/1.1", 403),
    ] {
        assert_eq!(answered(&desktop, line, &[("Host", "localhost")]), status, "{line}");
    }
}

fn asked(desktop: &Desktop, path: &str, headers: &[(&str, &str)]) -> u16 {
    answered(desktop, &format!("GET {path} HTTP/1.1"), headers)
}

/// The status of an answer to a request with exactly these headers.
fn answered(desktop: &Desktop, line: &str, headers: &[(&str, &str)]) -> u16 {
    let mut stream = TcpStream::connect(desktop.server.address).unwrap();
    let lines: String =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    write!(stream, "{line}\r\nConnection: close\r\n{lines}\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn it_refuses_to_be_open_to_others() {
    let desktop = Desktop::empty();
    for flags in [
        ["--bind", "0.0.0.0"],
        ["--bind", "::"],
        ["--bind", "192.0.2.1"],
        ["--trusted-proxies", "127.0.0.1"],
        ["--cors-origins", "https://desk.example.org"],
    ] {
        let refused = api(&desktop.database.url(), &[&flags[..], &["--port", "0"]].concat());
        assert_eq!(refused.status.code(), Some(1), "{flags:?}");
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains("SIGN_IN=required"), "{said}");
    }
}
