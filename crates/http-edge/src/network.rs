//! What counts as one client by its address.

use std::net::IpAddr;

/// A household or a server has all of a /64: its addresses count as one.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
    }
}
