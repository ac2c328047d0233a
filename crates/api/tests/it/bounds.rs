//! What anybody who reaches the server can make it do, without a sign-in: bytes out for bytes in, and
//! processor time. The page that says so is made here, and held to what is measured.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use api::Access;
use expect_test::expect_file;
use tempfile::TempDir;

use crate::program::Program;

/// A build without optimisation takes this many times the processor time that the page states. What
/// tagged or packed a document for each request would take far more.
const UNOPTIMISED: u64 = 20;

/// The processor time that the page states for an answer of that size, in microseconds: sending takes
/// most of it.
fn most_micros(bytes_out: usize) -> u64 {
    if bytes_out > 100_000 { 500 } else { 100 }
}

/// So often each request is asked for its processor time, which is counted in steps of 10 ms.
const ASKED: u64 = 100;

const INTRODUCTION: &str = "\
# What can be asked without a sign-in

What one request draws from the server, head and body together. What comes out, and how often it is \
what went in, is rounded up to two digits. A test \
(`tests/it/bounds.rs`) asks each of them, and writes this page by `UPDATE_EXPECT=1`. The processor time is \
the most that a release build takes, on one core of a shared machine, once documents are tagged and \
packed, which is done once, when they are first asked for; the test allows a build without optimisation \
20 times that.

One address may ask `RATE_PER_ADDRESS` times a second, over `CONNECTIONS_PER_ADDRESS` connections; \
`DOCUMENTATION=false` takes the documentation away, and with it every row of more than 12 KB.

| request | bytes in | bytes out | out for in | processor, ms |
|---|---|---|---|---|
";

/// A request that anybody can send, and what it is called.
fn requests() -> Vec<(String, Vec<u8>)> {
    let mut requests = Vec::new();
    let mut add = |name: String, line: &str, rest: &str| {
        let bytes = format!("{line} HTTP/1.1\r\nHost: a\r\n{rest}\r\n").into_bytes();
        requests.push((name, bytes));
    };
    for route in api::routes().iter().filter(|route| route.access == Access::Anyone) {
        for path in paths(&route.path) {
            add(format!("`{path}`"), &format!("GET {path}"), "");
            for coding in ["gzip", "zstd"] {
                let rest = format!("Accept-Encoding: {coding}\r\n");
                add(format!("`{path}`, {coding}"), &format!("GET {path}"), &rest);
            }
            add(format!("`{path}`, HEAD"), &format!("HEAD {path}"), "");
        }
    }
    let unknown = "a&".repeat(20);
    let (many, hostile) = ("a&".repeat(4_000), format!("{}&", "%01".repeat(100)).repeat(25));
    add("20 unknown parameters".to_owned(), &format!("GET /health?{unknown}"), "");
    add("25 unknown names of control characters".to_owned(), &format!("GET /?{hostile}"), "");
    add("4,000 unknown parameters".to_owned(), &format!("GET /health?{many}"), "");
    add("nobody has signed in".to_owned(), "GET /api/agents", "");
    add("the same, with a query".to_owned(), &format!("GET /api/agents?{unknown}"), "");
    add("a token that is none".to_owned(), "GET /api/agents", "Authorization: Bearer a.b.c\r\n");
    add("an import".to_owned(), "POST /api/imports", "Transfer-Encoding: chunked\r\n");
    add("no such address".to_owned(), "GET /a", "");
    add("no such method".to_owned(), "X /", "");
    add("a method of 2,000 letters".to_owned(), &format!("{} /", "X".repeat(2_000)), "");
    add("a large body".to_owned(), "GET /", "Content-Length: 65537\r\n");
    add("a long head".to_owned(), "GET /", &format!("A: {}\r\n", "a".repeat(17_000)));
    add("no HTTP".to_owned(), "GET", "");
    requests
}

fn paths(pattern: &str) -> Vec<String> {
    match pattern.split_once("{file}") {
        None => vec![pattern.to_owned()],
        Some((directory, _)) => {
            let files = ["index.html", "swagger-initializer.js", "swagger-ui.css"];
            let files = files.into_iter().chain(["swagger-ui-bundle.js", "nothing.js"]);
            files.map(|file| format!("{directory}{file}")).collect()
        }
    }
}

/// How many bytes come back.
fn drawn(address: SocketAddr, request: &[u8]) -> usize {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    // Of a connection that is reset, what came before counts.
    let _ = stream.read_to_end(&mut answer);
    assert!(answer.starts_with(b"HTTP/1.1 "), "{:?}", String::from_utf8_lossy(request));
    answer.len()
}

/// The next number with two digits before its zeros.
fn rounded_up(bytes: usize) -> usize {
    let step = 10usize.pow(bytes.max(1).ilog10().saturating_sub(1));
    bytes.div_ceil(step) * step
}

fn told(bytes: usize) -> String {
    let digits = bytes.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|g| str::from_utf8(g).ok()).collect();
    groups.join(",")
}

#[test]
fn what_anybody_can_draw_is_bounded_and_documented() {
    let (program, _spool) = signing_in(&[]);
    let mut page = INTRODUCTION.to_owned();
    for (name, request) in requests() {
        // Twice, so that what is made once is there.
        drawn(program.address, &request);
        let (bytes_in, bytes_out) = (request.len(), drawn(program.address, &request));
        let (most, times) = (rounded_up(bytes_out), rounded_up(bytes_out.div_ceil(bytes_in)));
        let millis = most_micros(bytes_out) as f64 / 1_000.0;
        let [bytes_in, most, times] = [bytes_in, most, times].map(told);
        writeln!(page, "| {name} | {bytes_in} | {most} | {times} | {millis} |").unwrap();
    }
    expect_file!["../../BOUNDS.md"].assert_eq(&page);
}

#[test]
#[cfg(target_os = "linux")]
fn what_anybody_can_ask_takes_little_time() {
    let (program, _spool) = signing_in(&[]);
    for (name, request) in requests() {
        let bytes_out = drawn(program.address, &request);
        let before = program.cpu_millis();
        for _ in 0..ASKED {
            drawn(program.address, &request);
        }
        let spent = (program.cpu_millis() - before) * 1_000 / ASKED;
        let most = most_micros(bytes_out) * UNOPTIMISED;
        assert!(spent <= most, "{name}: {spent} of {most} microseconds");
    }
}

#[test]
fn the_documentation_may_be_left_out() {
    let (program, _spool) = signing_in(&["--documentation=false"]);
    for (path, status) in
        [("/docs", 404), ("/docs/", 404), ("/redoc", 404), ("/openapi.json", 404), ("/", 200)]
    {
        let mut stream = TcpStream::connect(program.address).unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{path}: {answer}");
        assert!(!answer.contains("/openapi"), "{answer}");
    }
}

/// A server that asks for a sign-in, and sets no limit of rate.
fn signing_in(flags: &[&str]) -> (Program, TempDir) {
    let spool = TempDir::new().unwrap();
    let spool_flag = format!("--audit-spool={}", spool.path().display());
    let own = ["--sign-in=required", "--rate-per-address=0", "--rate-per-key=0", &spool_flag];
    let flags: Vec<&str> = own.iter().chain(flags).copied().collect();
    (Program::start("postgres://nobody@127.0.0.1:1/none", &flags), spool)
}
