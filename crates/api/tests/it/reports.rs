//! Reports of errors, in a server that is built with them.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use diesel::connection::SimpleConnection as _;
use store_pg::testing::TestDatabase;

use crate::observed::get;
use crate::program::Program;

/// What somebody posts here, who is told that all is well.
fn posted(listener: &TcpListener) -> String {
    let (mut stream, _) = listener.accept().unwrap();
    let mut sent = Vec::new();
    let mut part = [0; 4096];
    loop {
        let length = stream.read(&mut part).unwrap();
        sent.extend_from_slice(&part[..length]);
        let text = String::from_utf8_lossy(&sent);
        let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head.to_ascii_lowercase();
            let length = length.split("content-length: ").nth(1).map(str::to_owned);
            let length = length.and_then(|rest| rest.lines().next()?.parse::<usize>().ok());
            length.is_some_and(|length| body.len() >= length)
        });
        if whole || length == 0 {
            break;
        }
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").unwrap();
    String::from_utf8(sent).unwrap()
}

#[test]
fn errors_are_reported_and_name_nobody() {
    let database = TestDatabase::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let dsn = format!("--sentry-dsn=http://key@{}/7", listener.local_addr().unwrap());
    let flags = [dsn.as_str(), "--sentry-environment=trial"];
    let mut program = Program::start(&database.url(), &flags);
    program.line("a book was loaded");
    database.connect().batch_execute("ALTER TABLE sip_records RENAME TO lost").unwrap();
    assert!(get(program.address, "/api/clients/asha").starts_with("HTTP/1.1 500"));
    let sent = posted(&listener);
    assert!(sent.starts_with("POST /api/7/envelope/"), "{sent}");
    for words in ["\"the store failed\"", "\"trial\"", "sip-opportunities@0.1.0", "\"error\""] {
        assert!(sent.contains(words), "{words} in {sent}");
    }
    assert!(!sent.contains("asha"), "{sent}");
    // The request's own line can be found by its id.
    assert!(program.line("status=500").contains("request_id=\"asked-17\""));
}
