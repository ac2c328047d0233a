//! Just enough of an HTTP client to ask our own server, and to ask it badly.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::terminal::Outcome;

const PATIENCE: Duration = Duration::from_secs(60);

/// What the server answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, wanted: &str) -> Option<&str> {
        let mut headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
    }

    /// Whether it says "not now", and when to come back.
    pub(crate) fn is_not_now(&self) -> bool {
        self.status == 503 && self.header("retry-after").is_some()
    }

    /// The address of the next page.
    pub(crate) fn next(&self) -> Option<&str> {
        self.header("link")?.split_once('<')?.1.split_once('>').map(|(next, _)| next)
    }

    pub(crate) fn json(&self) -> Outcome<serde_json::Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// One connection, kept for as many requests as the server likes.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    pub(crate) fn stream(&self) -> &TcpStream {
        self.stream.get_ref()
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) -> Outcome<()> {
        Ok(self.stream.get_mut().write_all(bytes)?)
    }

    pub(crate) fn get(&mut self, path: &str, headers: &str) -> Outcome<Answer> {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n").as_bytes())?;
        self.answer()
    }

    /// Takes in an answer.
    pub(crate) fn answer(&mut self) -> Outcome<Answer> {
        let mut head = String::new();
        loop {
            let start = head.len();
            if self.stream.read_line(&mut head)? == 0 {
                return Err("the server hung up".into());
            }
            if head[start..].trim_end().is_empty() {
                break;
            }
        }
        let status = head.split(' ').nth(1).unwrap_or_default().parse()?;
        let mut answer = Answer { status, head, body: Vec::new() };
        let length = answer.header("content-length").map(str::parse).transpose()?;
        answer.body.resize(length.unwrap_or(0), 0);
        self.stream.read_exact(&mut answer.body)?;
        Ok(answer)
    }
}

/// The head of an upload.
pub(crate) fn upload(as_of: &str, framing: &str) -> String {
    format!(
        "POST /api/imports?file_name=upload.json&as_of={as_of}&allow_future=true HTTP/1.1\r\n\
         Host: localhost\r\n{framing}\r\n\r\n"
    )
}

/// A piece of a body whose length nobody says beforehand.
pub(crate) fn piece(bytes: &[u8]) -> Vec<u8> {
    let mut piece = format!("{:x}\r\n", bytes.len()).into_bytes();
    piece.extend(bytes);
    piece.extend(b"\r\n");
    piece
}
