//! Everything here runs real servers, so it needs PostgreSQL on the machine; none needs a network.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod address;
mod backup;
mod cluster;
mod fetched;
mod other_process;
mod place;
mod recovery;
mod refusals;
mod socket_paths;
mod throwaway;
mod wire;
