//! The small client against peers that misbehave, and against PostgreSQL's own refusals.

use std::io::{Read, Write};
use std::os::unix::net::UnixListener;
use std::thread;
use std::time::Duration;

use local_pg::{Error, Server, Throwaway};

const WELCOME: &[u8] = b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I";

/// What the client makes of a server that sends `answer` and then hangs up, or says nothing more.
fn against(answer: &[u8], hang_up: bool) -> String {
    let dir = tempfile::tempdir().unwrap();
    let listener = UnixListener::bind(dir.path().join(".s.PGSQL.5432")).unwrap();
    let answer = answer.to_vec();
    let peer = thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        client.write_all(&answer).unwrap();
        if hang_up {
            client.shutdown(std::net::Shutdown::Write).unwrap();
        }
        client.read_to_end(&mut Vec::new()).unwrap(); // until the client goes
    });
    let server = Server::at(dir.path()).with_timeout(Duration::from_millis(200));
    let told = match server.execute("x", "SELECT 1") {
        Ok(rows) => format!("{rows:?}"),
        Err(error) => error.to_string(),
    };
    peer.join().unwrap();
    told
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind][..], &length.to_be_bytes(), body].concat()
}

#[test]
fn strange_answers_end_in_an_error() {
    let after_welcome = |rest: &[u8]| [WELCOME, rest].concat();
    for (case, answer, hang_up, told) in [
        ("silence", vec![], false, "talking to PostgreSQL: no answer in time"),
        (
            "nothing",
            vec![],
            true,
            "talking to PostgreSQL: the connection ended in the middle of an answer",
        ),
        ("silence later", WELCOME.to_vec(), false, "talking to PostgreSQL: no answer in time"),
        (
            "cut in a message",
            after_welcome(b"D\0\0\0\x20\0"),
            true,
            "talking to PostgreSQL: the connection ended in the middle of an answer",
        ),
        (
            "a password",
            message(b'R', &5_u32.to_be_bytes()),
            false,
            "talking to PostgreSQL: the server asks for a password; this is no private cluster",
        ),
        (
            "length below 4",
            b"R\0\0\0\x03".to_vec(),
            false,
            "talking to PostgreSQL: a message of an impossible length",
        ),
        (
            "negative length",
            b"R\xff\xff\xff\xff".to_vec(),
            false,
            "talking to PostgreSQL: a message of an impossible length",
        ),
        (
            "2 GB",
            b"R\x7f\xff\xff\xff".to_vec(),
            false,
            "talking to PostgreSQL: a message of an impossible length",
        ),
        (
            "not PostgreSQL",
            b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
            true,
            "talking to PostgreSQL: a message of an impossible length",
        ),
        (
            "a copy",
            after_welcome(&message(b'G', b"\0\0\0")),
            false,
            "talking to PostgreSQL: a message of kind `G`, which this client does not take",
        ),
        (
            "more columns than bytes",
            after_welcome(&message(b'D', b"\0\x02\0\0\0\x01a")),
            false,
            "talking to PostgreSQL: a malformed row",
        ),
        (
            "a value beyond its row",
            after_welcome(&message(b'D', b"\0\x01\0\0\0\x09a")),
            false,
            "talking to PostgreSQL: a malformed row",
        ),
        (
            "a refusal, then the end",
            message(b'E', b"SFATAL\0C3D000\0Mno such database\0\0"),
            true,
            "PostgreSQL says: no such database (3D000)",
        ),
        ("an empty refusal", message(b'E', b"\0"), true, "PostgreSQL says:  ()"),
    ] {
        assert_eq!(against(&answer, hang_up), told, "{case}");
    }
    let good =
        [WELCOME, &message(b'D', b"\0\x02\0\0\0\x01a\xff\xff\xff\xff"), b"Z\0\0\0\x05I"].concat();
    assert_eq!(against(&good, false), r#"[[Some("a"), None]]"#);
}

#[test]
fn nobody_listening_is_an_error_that_names_the_socket() {
    let told = Server::at("/nowhere").execute("x", "").unwrap_err().to_string();
    assert!(told.starts_with("cannot connect to /nowhere/.s.PGSQL.5432"), "{told}");
}

#[test]
fn real_answers() {
    let cluster = Throwaway::start(&mut |_| {}).unwrap();
    let server = cluster.server();
    let code = |sql: &str| match server.execute("postgres", sql) {
        Err(Error::Sql { code, .. }) => code,
        other => format!("{other:?}"),
    };
    assert_eq!(code("SELEKT"), "42601");
    assert_eq!(code("SELECT 1; SELECT 1 / 0; SELECT 2"), "22012");
    assert_eq!(code(""), "Ok([])");
    assert_eq!(
        code("SELECT 'ü', NULL, '' UNION ALL SELECT 'x', 'y', 'z'; SELECT 3"),
        r#"Ok([[Some("ü"), None, Some("")], [Some("x"), Some("y"), Some("z")], [Some("3")]])"#
    );
    assert_eq!(code("DO $$ BEGIN RAISE NOTICE 'aside'; END $$"), "Ok([])");
    assert!(code("SELECT repeat('x', 5000000)").contains("impossible length"));
    assert!(code("SELECT 1\0").contains("NUL"));
    assert!(
        matches!(server.execute("none such", ""), Err(Error::Sql { code, .. }) if code == "3D000")
    );
}

#[test]
fn addresses_of_other_servers_are_refused() {
    for url in [
        "",
        "postgres://app@localhost:5432/x",
        "postgres://me@%2Ftmp/x",
        "postgres://app@%2Ftmp",
        "postgres://app@%2/x",
        "postgres://app@%zz/x",
        "mysql://app@%2Ftmp/x",
    ] {
        assert!(matches!(Server::from_url(url), Err(Error::Url(_))), "{url}");
    }
    let server = Server::at("/a b/ü");
    assert_eq!(server.url("d/b"), "postgres://app@%2Fa%20b%2F%C3%BC:5432/d%2Fb");
    assert_eq!(Server::from_url(&server.url("x")).unwrap(), server);
}
