//! How many connections are open, in all and of one address, and which of them has to go.

use std::collections::HashMap;
use std::net::IpAddr;
use std::os::fd::{AsRawFd as _, RawFd};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use actix_web::rt::net::TcpStream;
use actix_web::rt::time::timeout;
use nix::sys::socket::{Shutdown, shutdown};
use tokio::sync::Notify;

use crate::metrics;
use crate::network::network;
use crate::proxies::TrustedProxies;

/// Connections that were told to end may not have done so yet: so many are open beside those that
/// are counted, and new ones wait while there are more.
pub(crate) const ENDING: usize = 64;

/// A connection that was heard of within this time is not ended for another one.
const QUIET: Duration = Duration::from_secs(1);

/// So long a connection that was told to end may go on to send what it has to, where others wait: its
/// client may read it slowly, or not at all.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// The connections that are open, from the moment that they are accepted.
#[derive(Debug)]
pub(crate) struct Connections {
    most: usize,
    /// Of one address; none where there is no bound.
    most_of_one: Option<u32>,
    /// A proxy holds those of many.
    trusted: TrustedProxies,
    began: Instant,
    open: Mutex<Open>,
    /// One that was told to end has done so.
    ended: Notify,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    by_number: HashMap<u64, Connection>,
    by_network: HashMap<IpAddr, u32>,
    ending: usize,
}

#[derive(Debug)]
struct Connection {
    /// Open for as long as this is here: it is taken out before the socket is closed.
    socket: RawFd,
    network: Option<IpAddr>,
    activity: Arc<Activity>,
    /// When it was accepted, in milliseconds since the server began.
    accepted: u64,
    /// When it was told to end.
    told: Option<u64>,
    /// It sends nothing more either.
    is_cut: bool,
}

/// Why no other connection finds room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Full {
    /// Its address holds too many.
    OfOwn,
    /// Many have been told to end, and will have done so in a moment.
    OfOthersThatEnd,
    /// Every one is at work.
    AtWork,
}

/// When a connection was heard of.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    was_heard: AtomicBool,
    /// The head of a request has come to its end.
    has_asked: AtomicBool,
    /// In milliseconds since the server began.
    last: AtomicU64,
}

impl Activity {
    /// A request has come.
    pub(crate) fn asked(&self) {
        self.has_asked.store(true, Ordering::Relaxed);
    }
}

impl Connections {
    /// So many in all, and so many of one address; 0 of one sets no bound.
    pub(crate) fn bounded(most: usize, most_of_one: u32, trusted: &TrustedProxies) -> Arc<Self> {
        Arc::new(Self {
            most,
            most_of_one: (most_of_one > 0).then_some(most_of_one),
            trusted: trusted.clone(),
            began: Instant::now(),
            open: Mutex::default(),
            ended: Notify::new(),
        })
    }

    /// Counts a connection that has just been accepted, until it ends. None where its address holds
    /// too many, or where all are full and every other one is at work.
    pub(crate) async fn admit(self: Arc<Self>, socket: &TcpStream) -> Option<Counted> {
        // Whoever has hung up already holds nothing.
        let address = socket.peer_addr().ok()?.ip().to_canonical();
        let network = (!self.trusted.covers(address)).then(|| network(address));
        loop {
            match self.count_in(socket.as_raw_fd(), network) {
                Ok(counted) => return Some(counted),
                Err(Full::OfOthersThatEnd) => {
                    // Those that do not end by then are cut off.
                    let _ = timeout(LAST_WORDS, self.ended.notified()).await;
                }
                Err(Full::OfOwn) => {
                    metrics::rate_limited("connections");
                    return None;
                }
                Err(Full::AtWork) => {
                    metrics::rate_limited("max_connections");
                    return None;
                }
            }
        }
    }

    fn count_in(self: &Arc<Self>, socket: RawFd, network: Option<IpAddr>) -> Result<Counted, Full> {
        let mut open = self.open();
        let network = network.filter(|_| self.most_of_one.is_some());
        if let (Some(network), Some(most)) = (network, self.most_of_one)
            && open.by_network.get(&network).is_some_and(|held| *held >= most)
        {
            return Err(Full::OfOwn);
        }
        let now = self.now();
        if open.by_number.len() - open.ending >= self.most {
            if open.ending >= ENDING {
                open.cut_off(now);
                return Err(Full::OfOthersThatEnd);
            }
            if !open.end_one(now) {
                return Err(Full::AtWork);
            }
        }
        if let Some(network) = network {
            *open.by_network.entry(network).or_default() += 1;
        }
        let number = open.next;
        open.next += 1;
        let activity = Arc::new(Activity::default());
        let connection = Connection {
            socket,
            network,
            activity: Arc::clone(&activity),
            accepted: now,
            told: None,
            is_cut: false,
        };
        open.by_number.insert(number, connection);
        Ok(Counted { of: Arc::clone(self), number, activity })
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connection {
    /// How much it is missed: the oldest that has sent nothing is missed least, then the oldest that has
    /// not come to the end of its first question, however much it goes on to send, then the one that
    /// has been quiet for longest. None where it is at work.
    fn missed(&self, number: u64, now: u64) -> Option<(u8, u64)> {
        let is_past = |moment: u64| now.saturating_sub(moment) >= QUIET.as_millis() as u64;
        let Activity { was_heard, has_asked, last } = &*self.activity;
        let last = last.load(Ordering::Relaxed);
        if !was_heard.load(Ordering::Relaxed) {
            Some((0, number))
        } else if !has_asked.load(Ordering::Relaxed) {
            is_past(self.accepted).then_some((1, number))
        } else {
            is_past(last).then_some((2, last))
        }
    }
}

impl Open {
    /// Ends the connection that is missed least. What it still has to be sent is sent: it hears that
    /// nothing more is read. False where every one is at work.
    fn end_one(&mut self, now: u64) -> bool {
        let of = self.by_number.iter_mut().filter(|(_, connection)| connection.told.is_none());
        let missed = of.filter_map(|(number, connection)| {
            connection.missed(*number, now).map(|missed| (missed, connection))
        });
        let Some((_, connection)) = missed.min_by_key(|(missed, _)| *missed) else { return false };
        connection.told = Some(now);
        // Of a client that has hung up there is nothing to end.
        let _ = shutdown(connection.socket, Shutdown::Read);
        self.ending += 1;
        metrics::connection_ended_early();
        true
    }

    /// Ends at once those that were told to end, and whose clients take nothing of what they still have
    /// to send, or took too little of it in a while.
    fn cut_off(&mut self, now: u64) {
        let late = now.checked_sub(LAST_WORDS.as_millis() as u64);
        let is_late = |moment: u64| late.is_some_and(|late| moment <= late);
        for connection in self.by_number.values_mut() {
            let Some(told) = connection.told else { continue };
            let last = connection.activity.last.load(Ordering::Relaxed);
            if !connection.is_cut && (is_late(told) || is_late(last)) {
                connection.is_cut = true;
                let _ = shutdown(connection.socket, Shutdown::Both);
            }
        }
    }
}

/// A connection that is counted until this is dropped.
#[derive(Debug)]
pub(crate) struct Counted {
    of: Arc<Connections>,
    number: u64,
    activity: Arc<Activity>,
}

impl Counted {
    pub(crate) fn activity(&self) -> &Arc<Activity> {
        &self.activity
    }

    /// Bytes have come.
    pub(crate) fn heard(&self) {
        self.activity.was_heard.store(true, Ordering::Relaxed);
        self.moved();
    }

    /// Bytes have come or gone.
    pub(crate) fn moved(&self) {
        self.activity.last.store(self.of.now(), Ordering::Relaxed);
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.of.open();
        let Some(connection) = open.by_number.remove(&self.number) else { return };
        if connection.told.is_some() {
            open.ending -= 1;
            self.of.ended.notify_one();
        }
        let Some(network) = connection.network else { return };
        if let Some(held) = open.by_network.get_mut(&network) {
            *held -= 1;
            if *held == 0 {
                open.by_network.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    /// No socket: what is told to end here stays.
    const NONE: RawFd = -1;

    fn network(number: u8) -> Option<IpAddr> {
        Some(IpAddr::from([192, 0, 2, number]))
    }

    #[test]
    fn an_address_holds_so_many_and_nothing_is_kept_of_those_that_went() {
        let connections = Connections::bounded(100, 2, &TrustedProxies::default());
        let [one, other] = [network(1), network(2)];
        let held = [one, one, other].map(|address| connections.count_in(NONE, address).unwrap());
        assert_eq!(connections.count_in(NONE, one).unwrap_err(), Full::OfOwn);
        drop(held);
        let open = connections.open();
        assert!(open.by_network.is_empty() && open.by_number.is_empty());
        drop(open);
        assert!(connections.count_in(NONE, one).is_ok());
        let unbounded = Connections::bounded(100, 0, &TrustedProxies::default());
        let held: Vec<_> = (0..10).map(|_| unbounded.count_in(NONE, one).unwrap()).collect();
        assert_eq!(held.len(), 10);
    }

    #[test]
    fn who_is_missed_least_goes_first() {
        let connections = Connections::bounded(4, 0, &TrustedProxies::default());
        let enter = || connections.count_in(NONE, None).unwrap();
        let held = [enter(), enter(), enter(), enter()];
        let hear = |at: usize, last: u64| {
            held[at].heard();
            held[at].activity.asked();
            held[at].activity.last.store(last, Ordering::Relaxed);
        };
        hear(0, 5_000);
        hear(2, 3_000);
        let is_ending = || {
            let open = connections.open();
            [0, 1, 2, 3].map(|number| open.by_number[&number].told.is_some())
        };
        let mut ended = Vec::new();
        for _ in 0..4 {
            let before = is_ending();
            assert!(connections.open().end_one(10_000));
            ended.extend((0..4).filter(|at| is_ending()[*at] && !before[*at]));
        }
        assert_eq!(ended, [1, 3, 2, 0]);
        assert!(!connections.open().end_one(10_000));
        drop(held);
        assert_eq!(connections.open().ending, 0);
    }

    #[test]
    fn who_never_comes_to_the_end_of_a_question_is_not_at_work() {
        let connections = Connections::bounded(2, 0, &TrustedProxies::default());
        let held = [(); 2].map(|()| connections.count_in(NONE, None).unwrap());
        let now = 10_000;
        for (counted, has_asked) in held.iter().zip([true, false]) {
            counted.heard();
            counted.activity.last.store(now, Ordering::Relaxed);
            counted.activity.has_asked.store(has_asked, Ordering::Relaxed);
        }
        let told = || {
            let open = connections.open();
            [0, 1].map(|number| open.by_number[&number].told)
        };
        // One that has just come has had no time to ask.
        connections.open().by_number.get_mut(&1).unwrap().accepted = now - 999;
        assert!(!connections.open().end_one(now));
        assert!(connections.open().end_one(now + 1));
        assert_eq!(told(), [None, Some(now + 1)]);
    }

    #[test]
    fn who_does_not_end_is_cut_off_where_others_wait() {
        let connections = Connections::bounded(3, 0, &TrustedProxies::default());
        let held = [(); 3].map(|()| connections.count_in(NONE, None).unwrap());
        let cut = |now| {
            let mut open = connections.open();
            open.cut_off(now);
            [0, 1, 2].map(|number| open.by_number[&number].is_cut)
        };
        // One that takes nothing, one that takes a little, and one that is not told to end.
        assert!(connections.open().end_one(5_000) && connections.open().end_one(5_000));
        let takes = |moment| held[1].activity.last.store(moment, Ordering::Relaxed);
        takes(4_500);
        held[0].activity.last.store(4_200, Ordering::Relaxed);
        assert_eq!(cut(5_199), [false, false, false]);
        assert_eq!(cut(5_200), [true, false, false]);
        takes(5_900);
        assert_eq!(cut(5_999), [true, false, false]);
        assert_eq!(cut(6_000), [true, true, false]);
    }

    #[test]
    fn who_is_at_work_is_not_ended_for_another() {
        let connections = Connections::bounded(1, 0, &TrustedProxies::default());
        let held = connections.count_in(NONE, None).unwrap();
        held.heard();
        held.activity.asked();
        assert_eq!(connections.count_in(NONE, None).unwrap_err(), Full::AtWork);
        drop(held);
        assert!(connections.count_in(NONE, None).is_ok());
    }
}
