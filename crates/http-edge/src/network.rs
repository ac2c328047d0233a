//! What counts as one client by its address.

use std::net::IpAddr;

/// What counts as one client: a household or a server has all of a /64, whose addresses count as one.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
    }
}
