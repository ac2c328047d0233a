//! How many connections one address holds at the same time.

use std::any::Any;
use std::collections::HashMap;
use std::net::IpAddr;
use std::os::fd::AsRawFd as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use nix::sys::socket::{Shutdown, shutdown};

use crate::metrics;
use crate::network::network;
use crate::proxies::TrustedProxies;

/// The connections that are open, by whose they are.
#[derive(Debug)]
pub struct Connections {
    most: u32,
    /// A proxy holds those of many.
    trusted: TrustedProxies,
    open: Mutex<HashMap<IpAddr, u32>>,
}

impl Connections {
    /// So many by one address; none where there is no bound.
    pub(crate) fn bounded(most: u32, trusted: &TrustedProxies) -> Option<Arc<Self>> {
        let bounded = Self { most, trusted: trusted.clone(), open: Mutex::default() };
        (most > 0).then(|| Arc::new(bounded))
    }

    /// Counts a connection that has just been made for as long as it has these `extensions`, and ends
    /// it where its address holds too many.
    pub fn admit(self: &Arc<Self>, connection: &dyn Any, extensions: &mut Extensions) {
        let plain = connection.downcast_ref::<TcpStream>();
        let tls = || connection.downcast_ref::<TlsStream<TcpStream>>().map(|tls| tls.get_ref().0);
        let Some(socket) = plain.or_else(tls) else { return };
        // Whoever has hung up already holds nothing.
        let Ok(peer) = socket.peer_addr() else { return };
        let address = peer.ip().to_canonical();
        if self.trusted.covers(address) {
            return;
        }
        match self.count_in(network(address)) {
            Some(counted) => drop(extensions.insert(counted)),
            None => {
                metrics::rate_limited("connections");
                // What it has sent already is still read.
                extensions.insert(OneTooMany);
                // Of a client that has hung up there is nothing to end.
                let _ = shutdown(socket.as_raw_fd(), Shutdown::Both);
            }
        }
    }

    fn count_in(self: &Arc<Self>, address: IpAddr) -> Option<Counted> {
        let mut open = self.open();
        let held = open.entry(address).or_default();
        if *held >= self.most {
            return None;
        }
        *held += 1;
        Some(Counted { of: Arc::clone(self), address })
    }

    fn open(&self) -> MutexGuard<'_, HashMap<IpAddr, u32>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Marks a connection that is being ended because its address holds too many.
#[derive(Debug)]
pub(crate) struct OneTooMany;

/// A connection that is counted until it ends.
#[derive(Debug)]
struct Counted {
    of: Arc<Connections>,
    address: IpAddr,
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.of.open();
        if let Some(held) = open.get_mut(&self.address) {
            *held -= 1;
            if *held == 0 {
                open.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    #[test]
    fn an_address_holds_so_many_and_nothing_is_kept_of_those_that_went() {
        let connections = Connections::bounded(2, &TrustedProxies::default()).unwrap();
        let [one, other] = ["192.0.2.1", "192.0.2.2"].map(|address| address.parse().unwrap());
        let held =
            [connections.count_in(one), connections.count_in(one), connections.count_in(other)];
        assert!(held.iter().all(Option::is_some));
        assert!(connections.count_in(one).is_none());
        drop(held);
        assert!(connections.open().is_empty());
        assert!(connections.count_in(one).is_some());
        assert!(Connections::bounded(0, &TrustedProxies::default()).is_none());
    }
}
