//! Requests at a rate that does not depend on the answers.

use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::terminal::Outcome;

/// What became of requests: how long each took from when it was due, in milliseconds, and what went
/// wrong.
#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) millis: Vec<f64>,
    pub(crate) errors: Vec<String>,
}

/// Asks at an even rate, whatever the server does: a request that is late because the one before it
/// was counts its wait too.
pub(crate) fn ask_at(
    address: SocketAddr,
    requests: &[String],
    connections: u32,
    rate: f64,
    time: Duration,
) -> Outcome<Asked> {
    let pace = Duration::from_secs_f64(f64::from(connections) / rate);
    let end = Instant::now() + time;
    let ask_on = |nth: u32| -> Outcome<Asked> {
        let mut client = Client::connect(address)?;
        let mut asked = Asked::default();
        let mut due = Instant::now() + pace * nth / connections;
        let first = requests.len() * nth as usize / connections as usize;
        for request in requests.iter().cycle().skip(first) {
            if due >= end {
                break;
            }
            thread::sleep(due.saturating_duration_since(Instant::now()));
            match client.ask(request) {
                Ok(()) => asked.millis.push(due.elapsed().as_secs_f64() * 1e3),
                Err(error) => {
                    asked.errors.push(error.to_string());
                    client = Client::connect(address)?;
                }
            }
            due += pace;
        }
        Ok(asked)
    };
    let ask_on = &ask_on;
    thread::scope(|scope| {
        let threads: Vec<_> =
            (0..connections).map(|nth| scope.spawn(move || ask_on(nth))).collect();
        let mut all = Asked::default();
        for thread in threads {
            let asked = thread.join().map_err(|_| "a client panicked")??;
            all.millis.extend(asked.millis);
            all.errors.extend(asked.errors);
        }
        Ok(all)
    })
}
