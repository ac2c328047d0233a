//! Requests at an even pace, and how long they take while something else goes on.

use std::net::SocketAddr;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::terminal::Outcome;
use crate::timing::percentile;

/// Connections that ask in turn, each at this pace, whatever the server does.
const CONNECTIONS: u32 = 4;
const PACE: Duration = Duration::from_millis(20);

/// Work may have an end of its own that requests feel: an old book is put away.
const AFTERWARDS: Duration = Duration::from_secs(1);

/// Requests a second.
pub(crate) fn rate() -> f64 {
    f64::from(CONNECTIONS) / PACE.as_secs_f64()
}

/// A request: when it was due, and how long after that it was answered.
type Answered = (Instant, Duration);

/// Milliseconds of requests, in quiet times and while something went on.
pub(crate) struct Felt {
    pub(crate) quiet_p99_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) worst_ms: f64,
}

/// Asks for so long in quiet, then goes on asking until `work` is done.
pub(crate) fn felt_during<T>(
    address: SocketAddr,
    requests: &[String],
    quiet: Duration,
    work: impl FnOnce() -> Outcome<T>,
) -> Outcome<(T, Felt)> {
    let end = OnceLock::new();
    let ask = |first| ask_steadily(address, requests, first, &end);
    let ask = &ask;
    thread::scope(|scope| {
        let threads: Vec<_> =
            (0..CONNECTIONS).map(|first| scope.spawn(move || ask(first))).collect();
        thread::sleep(quiet / 5);
        let quiet_from = Instant::now();
        thread::sleep(quiet);
        let began = Instant::now();
        let done = work();
        thread::sleep(AFTERWARDS);
        let ended = *end.get_or_init(Instant::now);
        let mut answered: Vec<Answered> = Vec::new();
        for thread in threads {
            answered.extend(thread.join().map_err(|_| "a client panicked")??);
        }
        let within = |from: Instant, to: Instant| -> Vec<f64> {
            let asked = answered.iter().filter(|(due, _)| (from..to).contains(due));
            asked.map(|(_, took)| took.as_secs_f64() * 1e3).collect()
        };
        let during = within(began, ended);
        let felt = Felt {
            quiet_p99_ms: percentile(within(quiet_from, began), 0.99),
            p99_ms: percentile(during.clone(), 0.99),
            worst_ms: percentile(during, 1.0),
        };
        Ok((done?, felt))
    })
}

/// Asks at an even pace. A request that is late because the one before it was counts its wait too.
fn ask_steadily(
    address: SocketAddr,
    requests: &[String],
    first: u32,
    end: &OnceLock<Instant>,
) -> Outcome<Vec<Answered>> {
    let mut client = Client::connect(address)?;
    let mut answered = Vec::new();
    let mut due = Instant::now() + PACE * first / CONNECTIONS;
    for request in requests.iter().cycle().skip(first as usize) {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        if end.get().is_some_and(|end| due >= *end) {
            break;
        }
        client.ask(request)?;
        answered.push((due, due.elapsed()));
        due += PACE;
    }
    Ok(answered)
}
