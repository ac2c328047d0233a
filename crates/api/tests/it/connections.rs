//! Connections: how many there may be, and who has to go.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::fd::AsRawFd as _;

use nix::sys::socket::{AddressFamily, SockFlag, SockType, SockaddrIn, bind, connect, socket};

use crate::program::Program;
use crate::support::{Desktop, Server};
use crate::tls::Pair;

const NOWHERE: &str = "postgres://nobody@127.0.0.1:1/none";

/// A connection from another address of this machine.
fn connect_from(own: Ipv4Addr, to: SocketAddr) -> TcpStream {
    let SocketAddr::V4(to) = to else { panic!("{to}") };
    let own = SockaddrIn::from(std::net::SocketAddrV4::new(own, 0));
    let stream = socket(AddressFamily::Inet, SockType::Stream, SockFlag::SOCK_CLOEXEC, None);
    let stream = stream.unwrap();
    bind(stream.as_raw_fd(), &own).unwrap();
    connect(stream.as_raw_fd(), &SockaddrIn::from(to)).unwrap();
    stream.into()
}

/// The first line of the answer to a question of this connection; none where it was ended.
fn asks(mut stream: &TcpStream) -> Option<String> {
    stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").ok()?;
    let mut answer = Vec::new();
    while !answer.ends_with(br#"{"status":"ok"}"#) {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        answer.extend(byte);
    }
    String::from_utf8(answer).ok()?.lines().next().map(str::to_owned)
}

const OK: Option<&str> = Some("HTTP/1.1 200 OK");

fn is_open(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    let peeked = stream.peek(&mut [0]);
    stream.set_nonblocking(false).unwrap();
    peeked.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
}

#[test]
#[cfg(target_os = "linux")]
fn who_sends_nothing_keeps_nobody_out() {
    // A hard limit that leaves room for about a hundred connections.
    let program = Program::limited("ulimit -n 264", NOWHERE, &["--workers=1"]);
    let at_work = connect_from(Ipv4Addr::LOCALHOST, program.address);
    assert_eq!(asks(&at_work).as_deref(), OK);
    let idle = (0..300u16).map(|nth| {
        let [_, low] = (2 + nth % 6).to_be_bytes();
        connect_from(Ipv4Addr::new(127, 0, 0, low), program.address)
    });
    let idle: Vec<TcpStream> = idle.collect();
    // Whoever comes now is served, and whoever has asked before goes on.
    let newest = connect_from(Ipv4Addr::LOCALHOST, program.address);
    assert_eq!(asks(&newest).as_deref(), OK);
    assert_eq!(asks(&at_work).as_deref(), OK);
    while idle.iter().filter(|idle| is_open(idle)).count() > 60 {
        std::thread::yield_now();
    }
    // Those that found room at once were the oldest ones.
    assert!(!idle[..50].iter().any(is_open), "the oldest go first");
}

/// A connection that somebody else's patience makes room for, and that was answered.
fn admitted(to: SocketAddr, meanwhile: impl Fn()) -> TcpStream {
    loop {
        let newest = connect_from(Ipv4Addr::LOCALHOST, to);
        meanwhile();
        if asks(&newest).as_deref() == OK {
            return newest;
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn who_reads_nothing_keeps_nobody_out() {
    // Room for more connections than are waited for while they end. The operating system's own patience
    // with who reads nothing is that of an idle connection.
    let limit = "ulimit -n 336";
    let program = Program::limited(limit, NOWHERE, &["--workers=1", "--idle-seconds=3600"]);
    let question = b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(8);
    let silent: Vec<TcpStream> = (0..140u8)
        .map(|nth| {
            let mut stream = connect_from(Ipv4Addr::new(127, 0, 0, 2 + nth % 6), program.address);
            stream.write_all(&question).unwrap();
            stream
        })
        .collect();
    let newer: Vec<TcpStream> = (0..100).map(|_| admitted(program.address, || {})).collect();
    drop((silent, newer));
}

#[test]
#[cfg(target_os = "linux")]
fn who_never_ends_a_question_keeps_nobody_out() {
    let program = Program::limited("ulimit -n 264", NOWHERE, &["--workers=1"]);
    let at_work = connect_from(Ipv4Addr::LOCALHOST, program.address);
    assert_eq!(asks(&at_work).as_deref(), OK);
    let dripping: Vec<TcpStream> = (0..100u8)
        .map(|nth| {
            let mut stream = connect_from(Ipv4Addr::new(127, 0, 0, 2 + nth % 6), program.address);
            stream.write_all(b"GET /health/live HTTP/1.1\r\nX: ").unwrap();
            stream
        })
        .collect();
    let newest = admitted(program.address, || {
        dripping.iter().for_each(|mut stream| drop(stream.write_all(b"x")));
        assert_eq!(asks(&at_work).as_deref(), OK);
    });
    assert_eq!(asks(&at_work).as_deref(), OK);
    // Before any of them has been given up for taking too long.
    assert!(dripping.iter().filter(|dripping| is_open(dripping)).count() > 40);
    drop(newest);
}

#[test]
#[cfg(target_os = "linux")]
fn the_limit_of_open_files_is_raised() {
    let program = Program::limited("ulimit -Sn 256", NOWHERE, &["--max-connections=500"]);
    assert!(program.most_files() >= 500, "{}", program.most_files());
    let mut clamped = Program::limited("ulimit -n 256", NOWHERE, &["--max-connections=500"]);
    assert_eq!(clamped.most_files(), 256);
    clamped.line("MAX_CONNECTIONS is 500");
}

#[test]
fn a_handshake_counts_from_the_start() {
    let desktop = Desktop::empty();
    let (pair, _) = Pair::new();
    let flags = pair.flags();
    let flags = flags.iter().map(String::as_str).chain(["--connections-per-address=2"]);
    let server = Server::told(&desktop.database.url(), &flags.collect::<Vec<_>>());
    let connect = || TcpStream::connect(server.address).unwrap();
    let held = [connect(), connect()];
    let mut third = connect();
    // It ends at once; a handshake that does not come would be waited for.
    assert!(matches!(third.read(&mut [0]), Ok(0) | Err(_)));
    assert!(held.iter().all(is_open));
}
