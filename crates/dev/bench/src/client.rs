//! Just enough of an HTTP client to ask our own server over and over on one connection.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::terminal::Outcome;

const PATIENCE: Duration = Duration::from_secs(30);
const BUFFER: usize = 64 * 1024;

pub(crate) struct Client {
    stream: BufReader<TcpStream>,
    head: String,
    body: Vec<u8>,
}

/// The text of a request for a path.
pub(crate) fn request(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")
}

/// The text of a request that sends JSON to a path.
pub(crate) fn post(path: &str, json: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{json}",
        json.len()
    )
}

/// The same, of somebody who has signed in.
pub(crate) fn request_as(path: &str, key: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\r\n")
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let stream = BufReader::with_capacity(BUFFER, stream);
        Ok(Self { stream, head: String::new(), body: Vec::new() })
    }

    /// Asks, and takes in the whole answer, which has to be a good one.
    pub(crate) fn ask(&mut self, request: &str) -> Outcome<()> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        self.head.clear();
        let mut length = None;
        loop {
            let start = self.head.len();
            if self.stream.read_line(&mut self.head)? == 0 {
                return Err("the server hung up".into());
            }
            let line = self.head[start..].trim_end();
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(": ")
                && name.eq_ignore_ascii_case("content-length")
            {
                length = Some(value.parse()?);
            }
        }
        self.body.resize(length.ok_or("an answer without a length")?, 0);
        self.stream.read_exact(&mut self.body)?;
        if self.head.starts_with("HTTP/1.1 200 ") || self.head.starts_with("HTTP/1.1 201 ") {
            return Ok(());
        }
        Err(format!("the server answered {}", self.head.lines().next().unwrap_or_default()).into())
    }

    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.head.lines().filter_map(|line| line.split_once(": "))
    }

    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }
}

/// How much of a server is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) connections: u32,
    pub(crate) time: Duration,
    /// Requests of one connection.
    pub(crate) at_most: u32,
}

/// Requests a second that a server answers when each connection asks on at once: all requests in
/// turn, over and over, from a place of its own on.
pub(crate) fn throughput(address: SocketAddr, requests: &[String], load: Load) -> Outcome<f64> {
    let began = Instant::now();
    let ask_on = |nth: u32| -> Outcome<u32> {
        let mut client = Client::connect(address)?;
        let mut answered = 0;
        let first = requests.len() * nth as usize / load.connections as usize;
        for request in requests.iter().cycle().skip(first).take(load.at_most as usize) {
            if began.elapsed() >= load.time {
                break;
            }
            client.ask(request)?;
            answered += 1;
        }
        Ok(answered)
    };
    let ask_on = &ask_on;
    let answered = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..load.connections).map(|nth| scope.spawn(move || ask_on(nth))).collect();
        let each = threads.into_iter().map(|thread| match thread.join() {
            Ok(answered) => answered,
            Err(_) => Err("a client panicked".into()),
        });
        each.sum::<Outcome<u32>>()
    })?;
    Ok(f64::from(answered) / began.elapsed().as_secs_f64())
}
