//! Sign-ins that were refused, in the trail: so many as show that somebody tries, and not as many as are
//! tried.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use http_edge::network;

/// Entries of one address in a minute.
const OF_ONE: u32 = 10;

/// Entries in a minute, of all addresses.
const OF_ALL: u32 = 600;

/// Counts what was written down in this minute.
#[derive(Debug)]
pub(super) struct Refused {
    began: Instant,
    minute: Mutex<Minute>,
}

#[derive(Debug, Default)]
struct Minute {
    number: u64,
    of_all: u32,
    by_network: HashMap<IpAddr, u32>,
}

impl Refused {
    pub(super) fn new() -> Self {
        Self { began: Instant::now(), minute: Mutex::default() }
    }

    /// Whether another one is written down.
    pub(super) fn count(&self, address: IpAddr) -> bool {
        self.count_in(self.began.elapsed().as_secs() / 60, address)
    }

    fn count_in(&self, number: u64, address: IpAddr) -> bool {
        let mut minute = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        if minute.number != number {
            *minute = Minute { number, ..Minute::default() };
        }
        if minute.of_all >= OF_ALL {
            return false;
        }
        let of_one = minute.by_network.entry(network(address)).or_default();
        if *of_one >= OF_ONE {
            return false;
        }
        *of_one += 1;
        minute.of_all += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_floods_the_trail_nor_do_many() {
        let refused = Refused::new();
        let one = IpAddr::from([192, 0, 2, 1]);
        let counted =
            |number, address| (0..1_000).filter(|_| refused.count_in(number, address)).count();
        assert_eq!((counted(0, one), counted(0, one), counted(1, one)), (10, 0, 10));
        let many = (0..1_000u32).map(|nth| IpAddr::from(nth.to_be_bytes()));
        assert_eq!(many.map(|address| counted(2, address)).sum::<usize>(), 600);
        let neighbours = ["2001:db8::1", "2001:db8::2"].map(|text| text.parse());
        let counted = neighbours.into_iter().flatten().map(|address| counted(3, address));
        assert_eq!(counted.sum::<usize>(), 10);
    }
}
