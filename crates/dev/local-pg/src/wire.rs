//! The smallest PostgreSQL client: protocol 3 over a Unix socket, trusted, simple queries, text rows.
//!
//! It exists because creating, dropping and counting databases must work where neither psql (a fetched
//! build has none) nor libpq (a bare machine has none) can be relied on. Data goes through a real driver.
//! Sizes and waits are bounded, so a confused or silent peer ends in an error.

use std::io::{BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use crate::{Error, Result, USER};

const PROTOCOL_3_0: i32 = 196_608;
const MAX_MESSAGE_BYTES: usize = 4 << 20;
const MAX_ANSWER_BYTES: usize = 64 << 20;

/// One row of an answer; a NULL is `None`.
pub type Row = Vec<Option<String>>;

/// Connects, runs `sql`, disconnects; the rows of all its statements, one after the other.
pub(crate) fn execute(
    socket: &Path,
    database: &str,
    sql: &str,
    timeout: Duration,
) -> Result<Vec<Row>> {
    if database.contains('\0') || sql.contains('\0') {
        return Err(Error::Protocol("a NUL character in a name or a statement".to_owned()));
    }
    let stream = UnixStream::connect(socket).map_err(Error::io("connect to", socket))?;
    let limited = stream
        .set_read_timeout(Some(timeout))
        .and_then(|()| stream.set_write_timeout(Some(timeout)));
    limited.map_err(broken)?;
    let mut connection = Connection { stream: BufReader::new(stream), received: 0 };

    let mut startup = PROTOCOL_3_0.to_be_bytes().to_vec();
    for text in [
        "user",
        USER,
        "database",
        database,
        "application_name",
        "local-pg",
        "client_encoding",
        "UTF8",
        "",
    ] {
        startup.extend(text.bytes());
        startup.push(0);
    }
    connection.send(None, &startup)?;
    connection.rows_until_ready()?;

    connection.send(Some(b'Q'), format!("{sql}\0").as_bytes())?;
    let rows = connection.rows_until_ready()?;
    // A courtesy that keeps "unexpected EOF" out of the server's log; the answer is already here.
    let _ = connection.send(Some(b'X'), b"");
    Ok(rows)
}

struct Connection {
    stream: BufReader<UnixStream>,
    received: usize,
}

impl Connection {
    fn send(&mut self, kind: Option<u8>, body: &[u8]) -> Result<()> {
        let length = i32::try_from(body.len() + 4)
            .map_err(|_| Error::Protocol("the statement is too long".to_owned()))?;
        let mut message: Vec<u8> = kind.into_iter().collect();
        message.extend(length.to_be_bytes());
        message.extend(body);
        self.stream.get_mut().write_all(&message).map_err(broken)
    }

    fn receive(&mut self) -> Result<(u8, Vec<u8>)> {
        let mut head = [0; 5];
        self.stream.read_exact(&mut head).map_err(broken)?;
        let [kind, length @ ..] = head;
        let length =
            usize::try_from(i32::from_be_bytes(length)).ok().and_then(|all| all.checked_sub(4));
        let Some(length) = length.filter(|length| *length <= MAX_MESSAGE_BYTES) else {
            return Err(Error::Protocol("a message of an impossible length".to_owned()));
        };
        self.received += length;
        if self.received > MAX_ANSWER_BYTES {
            return Err(Error::Protocol("the answer is too long".to_owned()));
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).map_err(broken)?;
        Ok((kind, body))
    }

    /// Reads to the server's ReadyForQuery. An error of a statement is returned then, so that the
    /// connection is never left in the middle of an answer; one before it ends the connection.
    fn rows_until_ready(&mut self) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        let mut failed = None;
        loop {
            let (kind, body) = match (self.receive(), failed.take()) {
                (Ok(message), earlier) => {
                    failed = earlier;
                    message
                }
                (Err(_), Some(earlier)) => return Err(earlier),
                (Err(cut), None) => return Err(cut),
            };
            match kind {
                b'Z' => return failed.map_or(Ok(rows), Err),
                b'D' => rows
                    .push(row(&body).ok_or_else(|| Error::Protocol("a malformed row".to_owned()))?),
                b'E' => failed = Some(server_error(&body)),
                b'R' if body != [0; 4] => {
                    return Err(Error::Protocol(
                        "the server asks for a password; this is no private cluster".to_owned(),
                    ));
                }
                // Authentication, settings, key, notice, column names, completion, empty statement.
                b'R' | b'S' | b'K' | b'N' | b'T' | b'C' | b'I' => {}
                other => {
                    let other = char::from(other).escape_default();
                    return Err(Error::Protocol(format!(
                        "a message of kind `{other}`, which this client does not take"
                    )));
                }
            }
        }
    }
}

fn row(body: &[u8]) -> Option<Row> {
    let (count, mut rest) = body.split_first_chunk::<2>()?;
    let mut row = Row::new();
    for _ in 0..u16::from_be_bytes(*count) {
        let (length, after) = rest.split_first_chunk::<4>()?;
        rest = after;
        row.push(match i32::from_be_bytes(*length) {
            -1 => None,
            length => {
                let (value, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
                rest = after;
                Some(String::from_utf8_lossy(value).into_owned())
            }
        });
    }
    rest.is_empty().then_some(row)
}

fn server_error(body: &[u8]) -> Error {
    let field = |wanted: u8| {
        let mut fields = body.split(|byte| *byte == 0);
        let text =
            fields.find_map(|field| field.split_first().filter(|(kind, _)| **kind == wanted));
        text.map_or_else(String::new, |(_, text)| String::from_utf8_lossy(text).into_owned())
    };
    Error::Sql { code: field(b'C'), message: field(b'M') }
}

fn broken(error: std::io::Error) -> Error {
    use std::io::ErrorKind::{TimedOut, UnexpectedEof, WouldBlock};
    Error::Protocol(match error.kind() {
        WouldBlock | TimedOut => "no answer in time".to_owned(),
        UnexpectedEof => "the connection ended in the middle of an answer".to_owned(),
        _ => error.to_string(),
    })
}
