//! Somebody who asks for a list all the time, and writes down what comes.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::client::Client;
use crate::table::Tally;
use crate::terminal::Outcome;
use crate::waiting::until_so;

/// Often enough to be there when something breaks, and seldom enough to leave the machine alone.
const PACE: Duration = Duration::from_millis(2);

/// Asks until it is told to end.
pub(crate) struct Watch {
    stop: Arc<AtomicBool>,
    asked: Arc<AtomicU64>,
    thread: Option<JoinHandle<Seen>>,
}

/// How often which answer came: a status with its body, or what went wrong.
type Seen = BTreeMap<Result<(u16, Vec<u8>), String>, u64>;

impl Watch {
    pub(crate) fn start(address: SocketAddr, path: &str) -> Self {
        let (stop, asked) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let (stopped, count, path) = (Arc::clone(&stop), Arc::clone(&asked), path.to_owned());
        let thread = thread::spawn(move || {
            let (mut seen, mut client) = (Seen::new(), None);
            while !stopped.load(Ordering::Relaxed) {
                let came = ask(address, &path, &mut client).map_err(|error| error.to_string());
                if came.is_err() {
                    client = None;
                }
                *seen.entry(came).or_default() += 1;
                count.fetch_add(1, Ordering::Relaxed);
                thread::sleep(PACE);
            }
            seen
        });
        Self { stop, asked, thread: Some(thread) }
    }

    /// Waits for some more questions: what has happened until now is seen by them.
    pub(crate) fn look_on(&self) -> Outcome<()> {
        let until = self.asked.load(Ordering::Relaxed) + 20;
        until_so("a list", || Ok(self.asked.load(Ordering::Relaxed) >= until))
    }

    /// Every answer has to be 200 with one of these bodies. Says how many there were.
    pub(crate) fn end(mut self, tally: &mut Tally, bodies: &[&[u8]]) -> Outcome<u64> {
        self.look_on()?;
        self.stop.store(true, Ordering::Relaxed);
        let thread = self.thread.take().ok_or("nobody watches")?;
        let seen = thread.join().map_err(|_| "the watcher panicked")?;
        for (came, times) in &seen {
            let is_right = came
                .as_ref()
                .is_ok_and(|(status, body)| *status == 200 && bodies.contains(&body.as_slice()));
            tally.must(is_right, || format!("a list was answered {} ({times} times)", brief(came)));
        }
        Ok(seen.values().sum())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn ask(address: SocketAddr, path: &str, client: &mut Option<Client>) -> Outcome<(u16, Vec<u8>)> {
    let client = match client {
        Some(client) => client,
        vacant => vacant.insert(Client::connect(address)?),
    };
    let answer = client.get(path, "")?;
    Ok((answer.status, answer.body))
}

fn brief(came: &Result<(u16, Vec<u8>), String>) -> String {
    match came {
        Ok((status, body)) => format!(
            "{status} with {} bytes: {}",
            body.len(),
            String::from_utf8_lossy(&body[..body.len().min(120)])
        ),
        Err(error) => error.clone(),
    }
}
