//! What happens when the program is told to end.

use std::io::{Read, Write};
use std::net::TcpStream;

use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection as _;
use diesel::sql_types::BigInt;
use nix::sys::signal::Signal;
use store_pg::PgConnection;
use store_pg::testing::TestDatabase;

use crate::program::Program;

const ASKED: &str = "GET /api/clients/asha HTTP/1.1\r\nHost: localhost\r\n\r\n";

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Holds up whoever reads a client's records.
struct Lock(PgConnection);

impl Lock {
    fn take(database: &TestDatabase) -> Self {
        let mut connection = database.connect();
        connection.batch_execute("BEGIN; LOCK TABLE sip_records IN ACCESS EXCLUSIVE MODE").unwrap();
        Self(connection)
    }

    /// Until somebody is held up.
    fn wait(&mut self) {
        let waiting = "SELECT count(*) AS count FROM pg_locks WHERE NOT granted";
        let mut count = || diesel::sql_query(waiting).get_result::<Count>(&mut self.0).unwrap();
        while count().count == 0 {
            std::thread::yield_now();
        }
    }

    fn release(mut self) {
        self.0.batch_execute("COMMIT").unwrap();
    }
}

/// A program with a request under way, and the connection that it came by.
fn busy(database: &TestDatabase) -> (Program, Lock, TcpStream) {
    let mut program = Program::start(&database.url(), &["--drain-seconds=60"]);
    program.line("a book was loaded");
    let mut lock = Lock::take(database);
    let mut stream = TcpStream::connect(program.address).unwrap();
    stream.write_all(ASKED.as_bytes()).unwrap();
    lock.wait();
    (program, lock, stream)
}

#[test]
fn what_is_under_way_is_finished_and_nothing_else_is_begun() {
    let database = TestDatabase::new();
    let (mut program, lock, mut under_way) = busy(&database);
    let mut half = TcpStream::connect(program.address).unwrap();
    half.write_all(b"GET /health HTTP/1.1\r\nHo").unwrap();
    let mut idle = TcpStream::connect(program.address).unwrap();
    idle.write_all(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut start = [0; 12];
    idle.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 200");

    program.signal(Signal::SIGTERM);
    // Idle and half-sent ones end; no new one is taken.
    idle.read_to_end(&mut Vec::new()).unwrap();
    let _ = half.read_to_end(&mut Vec::new());
    while TcpStream::connect(program.address).is_ok() {
        std::thread::yield_now();
    }
    lock.release();
    let mut answer = String::new();
    under_way.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    assert!(answer.ends_with('}'), "{answer}");
    assert_eq!(program.ended().code(), Some(0));
}

#[test]
fn a_second_signal_ends_at_once() {
    for signals in [[Signal::SIGTERM, Signal::SIGTERM], [Signal::SIGINT, Signal::SIGTERM]] {
        let database = TestDatabase::new();
        let (mut program, lock, mut under_way) = busy(&database);
        program.signal(signals[0]);
        program.line("ending");
        program.signal(signals[1]);
        assert_eq!(program.ended().code(), Some(1));
        let mut answer = String::new();
        let _ = under_way.read_to_string(&mut answer);
        assert_eq!(answer, "");
        lock.release();
    }
}

#[test]
fn one_that_does_nothing_ends_well() {
    let database = TestDatabase::new();
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let mut program = Program::start(&database.url(), &[]);
        program.signal(signal);
        assert_eq!(program.ended().code(), Some(0));
    }
}
