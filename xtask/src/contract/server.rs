//! The server that is held against its document: on a book of invented people, for minutes.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use local_pg::Throwaway;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::cargo::must;
use crate::http;
use crate::import::import;
use crate::terminal::say;

/// The administrator of a server that lives for minutes, on this machine alone.
pub(super) const KEY: &str = "contract_key_of_a_server_that_lives_for_minutes";

/// The book: so many SIPs.
const SIPS: &str = "600";
const AS_OF: &str = "2026-01-30";

/// How often a server that is starting is asked whether it is ready.
const PACE: Duration = Duration::from_millis(100);

/// A server that ends when this is dropped, and its database after it.
pub(super) struct Served {
    process: Child,
    pub(super) address: SocketAddr,
    /// Whether it asks who somebody is.
    pub(super) asks_who: bool,
    /// The records of its book.
    pub(super) export: Vec<Value>,
    _cluster: Throwaway,
}

impl Served {
    /// A server of this mode of sign-in, which leaves its files in `place`.
    pub(super) fn start(place: &Path, programs: &Path, mode: &str) -> Result<Self, String> {
        let cluster = Throwaway::start(&mut |line| say(line)).map_err(|error| error.to_string())?;
        let made = cluster.server().create_database("contract", None);
        made.map_err(|error| error.to_string())?;
        let url = cluster.url("contract");
        let export = fill(place, programs, &url)?;
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr());
        let address = free.map_err(|fault| fault.to_string())?;
        let mut api = Command::new(programs.join("api"));
        // Settings of the person who runs this are none of this server's.
        api.env_clear().current_dir(place).stdin(Stdio::null());
        api.env("DATABASE_URL", url).env("PORT", address.port().to_string());
        api.env("SIGN_IN", mode).env("FIRST_ADMIN_KEY", KEY).env("LOG", "warn");
        api.env("RATE_PER_KEY", "0").env("RATE_PER_ADDRESS", "0");
        let process = api.spawn().map_err(|fault| format!("the server does not start: {fault}"))?;
        let asks_who = mode == "required";
        let mut served = Self { process, address, asks_who, export, _cluster: cluster };
        while http::get(address, "/health").is_none_or(|health| health["ready"] != true) {
            if let Ok(Some(_)) = served.process.try_wait() {
                return Err("the server did not start".to_owned());
            }
            std::thread::sleep(PACE);
        }
        Ok(served)
    }

    /// Some of the ids that its records have in a field, no more than asked for.
    pub(super) fn ids(&self, field: &str, most: usize) -> Vec<&str> {
        let mut ids: Vec<&str> =
            self.export.iter().filter_map(|record| record[field].as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.truncate(most);
        ids
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Ok(pid) = i32::try_from(self.process.id()) {
            let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
        }
        let _ = self.process.wait();
    }
}

/// Imports an invented export, and gives its records.
fn fill(place: &Path, programs: &Path, url: &str) -> Result<Vec<Value>, String> {
    let file = place.join("book.json");
    let mut generate = Command::new(programs.join("sample-book"));
    generate.args(["--sips", SIPS, "--seed", "7", "--as-of", AS_OF]).arg(&file);
    must("making a book of invented people", &mut generate)?;
    match import(programs, url, &["--as-of".into(), AS_OF.into(), file.clone().into()])? {
        0 => {}
        _ => return Err("the book was not imported".to_owned()),
    }
    let export = fs::read(&file).map_err(|fault| format!("{}: {fault}", file.display()))?;
    serde_json::from_slice(&export).map_err(|fault| format!("{}: {fault}", file.display()))
}
