//! The socket that clients connect to.

use std::io;
use std::net::TcpListener;
use std::time::Duration;

/// A client that takes nothing of its answer is given up like one that asks nothing. A connection
/// inherits this from the socket that it came by.
///
/// # Errors
/// Where the socket does not take it.
#[cfg(target_os = "linux")]
pub fn forget_clients_that_stop_reading(
    listener: &TcpListener,
    patience: Duration,
) -> io::Result<()> {
    use nix::sys::socket::{setsockopt, sockopt::TcpUserTimeout};

    let millis = u32::try_from(patience.as_millis()).unwrap_or(u32::MAX);
    Ok(setsockopt(listener, TcpUserTimeout, &millis)?)
}

/// Only Linux has a setting for it: elsewhere the operating system's own patience counts.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn forget_clients_that_stop_reading(_: &TcpListener, _: Duration) -> io::Result<()> {
    Ok(())
}
