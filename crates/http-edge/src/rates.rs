//! How often somebody may ask, by key and by address.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use actix_web::rt;
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::headroom::Headroom;
use crate::metrics;
use crate::network::network;
use crate::problem::Problem;

/// How many seconds' worth of requests may come at once.
const BURST_SECONDS: u32 = 2;

/// How often those who ask no more are forgotten.
const FORGETTING: Duration = Duration::from_secs(1);

/// The limits, and who has used how much of them.
#[derive(Debug)]
pub struct Rates {
    by_key: Option<Limit<String>>,
    by_address: Option<Limit<IpAddr>>,
}

impl Rates {
    /// So many requests a second; zero sets no limit.
    #[must_use]
    pub fn new(per_key: u32, per_address: u32) -> Self {
        Self { by_key: Limit::new("key", per_key), by_address: Limit::new("address", per_address) }
    }

    /// No limits.
    #[must_use]
    pub fn off() -> Self {
        Self::new(0, 0)
    }

    /// Counts a request of somebody who has signed in; none where there is no limit.
    ///
    /// # Errors
    /// [`Problem::TooMany`] where the limit is used up.
    pub fn check_key(&self, id: &str) -> Result<Option<Headroom>, Problem> {
        self.by_key.as_ref().map(|limit| limit.check(&id.to_owned())).transpose()
    }

    /// Counts a request from an address; none where there is no limit.
    pub(crate) fn check_address(&self, address: IpAddr) -> Result<Option<Headroom>, Problem> {
        self.by_address.as_ref().map(|limit| limit.check(&network(address))).transpose()
    }

    /// Those whose limit is whole again need not be remembered.
    fn forget_idle(&self) {
        if let Some(limit) = &self.by_key {
            limit.limiter.retain_recent();
        }
        if let Some(limit) = &self.by_address {
            limit.limiter.retain_recent();
        }
    }

    /// Forgets, every second, whoever asks no more, so that memory follows the clients of the moment.
    /// Ends when nobody else has these limits.
    pub fn forget_idle_clients(self: &Arc<Self>) {
        if self.by_key.is_none() && self.by_address.is_none() {
            return;
        }
        let rates = Arc::downgrade(self);
        rt::spawn(async move {
            let mut pace = rt::time::interval(FORGETTING);
            loop {
                pace.tick().await;
                let Some(rates) = rates.upgrade() else { break };
                rates.forget_idle();
            }
        });
    }
}

#[derive(Debug)]
struct Limit<K: Hash + Eq + Clone> {
    /// What is counted by.
    name: &'static str,
    per_second: NonZeroU32,
    burst: NonZeroU32,
    limiter: RateLimiter<K, DashMapStateStore<K>, DefaultClock, StateInformationMiddleware>,
}

impl<K: Hash + Eq + Clone> Limit<K> {
    fn new(name: &'static str, per_second: u32) -> Option<Self> {
        let per_second = NonZeroU32::new(per_second)?;
        let burst = per_second.saturating_mul(NonZeroU32::new(BURST_SECONDS)?);
        let quota = Quota::per_second(per_second).allow_burst(burst);
        let limiter = RateLimiter::dashmap(quota).with_middleware();
        Some(Self { name, per_second, burst, limiter })
    }

    fn check(&self, key: &K) -> Result<Headroom, Problem> {
        match self.limiter.check_key(key) {
            Ok(state) => Ok(self.headroom(state.remaining_burst_capacity(), 0)),
            Err(until) => {
                metrics::rate_limited(self.name);
                let wait = until.wait_time_from(DefaultClock::default().now());
                let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
                Err(Problem::TooMany(self.headroom(0, seconds.saturating_add(1))))
            }
        }
    }

    fn headroom(&self, remaining: u32, wait_seconds: u32) -> Headroom {
        let used = self.burst.get() - remaining.min(self.burst.get());
        Headroom {
            name: self.name,
            burst: self.burst.get(),
            burst_seconds: BURST_SECONDS,
            remaining,
            whole_in_seconds: used.div_ceil(self.per_second.get()),
            wait_seconds,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    #[test]
    fn a_limit_holds_for_each_by_itself() {
        let rates = Rates::new(1, 1);
        for address in ["192.0.2.1", "2001:db8::1", "2001:db8:0:1::1"] {
            let address = address.parse().unwrap();
            let left = |left: Option<Headroom>| left.map(|left| left.remaining);
            assert_eq!(rates.check_address(address).map(left).unwrap(), Some(1), "{address}");
            assert_eq!(rates.check_address(address).map(left).unwrap(), Some(0), "{address}");
            assert!(rates.check_address(address).is_err(), "{address}");
        }
        // The same /64.
        assert!(rates.check_address("2001:db8::2".parse().unwrap()).is_err());
        assert!(rates.check_key("a").is_ok() && rates.check_key("b").is_ok());
    }

    #[test]
    fn who_asks_no_more_is_forgotten() {
        let limit = Limit::new("address", u32::MAX).unwrap();
        for number in 0..1_000u32 {
            limit.check(&number).unwrap();
        }
        assert_eq!(limit.limiter.len(), 1_000);
        // At this rate a limit is whole again in no time.
        while !limit.limiter.is_empty() {
            limit.limiter.retain_recent();
        }
    }

    #[test]
    fn nothing_is_counted_without_a_limit() {
        let rates = Rates::off();
        assert_eq!(rates.check_address("192.0.2.1".parse().unwrap()).unwrap(), None);
        assert_eq!(rates.check_key("a").unwrap(), None);
    }
}
