//! The socket that clients connect to.

use std::io;
use std::net::TcpListener;
use std::time::Duration;

use nix::sys::socket::{Backlog, listen};

/// Connections that may wait to be accepted; the system may take fewer (`net.core.somaxconn`).
const WAITING: i32 = 4096;

/// Lets more connections wait than the 128 of a socket that was just bound.
///
/// # Errors
/// Where the socket does not take it.
pub(crate) fn wait_in_a_longer_line(listener: &TcpListener) -> io::Result<()> {
    Ok(listen(listener, Backlog::new(WAITING)?)?)
}

/// A client that takes nothing of its answer is given up like one that asks nothing. A connection
/// inherits this from the socket that it came by.
///
/// # Errors
/// Where the socket does not take it.
#[cfg(target_os = "linux")]
pub(crate) fn forget_clients_that_stop_reading(
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
pub(crate) fn forget_clients_that_stop_reading(_: &TcpListener, _: Duration) -> io::Result<()> {
    Ok(())
}
