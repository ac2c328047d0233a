//! `cargo xtask run`: from nothing to answers.

use std::env;
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use clap::Args;
use local_pg::DATABASE;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use signal_hook::consts::{SIGCHLD, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::database::{Database, DatabaseArgs};
use crate::demo::{self, demo, is_empty, migrate};
use crate::http;
use crate::import::{check_files, import};
use crate::programs::build_programs;
use crate::terminal::{Outcome, print, say};

/// How often a server that is starting is asked whether it is ready.
const PACE: Duration = Duration::from_millis(100);

#[derive(Args)]
pub(crate) struct Run {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The port to listen on.
    #[arg(long, env, default_value_t = 8000)]
    port: u16,
    /// The address to listen on.
    #[arg(long, env, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// Exports to import first. With none, and nothing imported yet, a demo book is served from a
    /// private database of its own.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// The book that is served.
struct Served {
    url: String,
    is_demo: bool,
}

impl Run {
    pub(crate) fn run(self) -> Outcome {
        // Signals are caught from now on, so that one that comes while the server starts is not lost.
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGCHLD])
            .map_err(|fault| format!("signals cannot be heard: {fault}"))?;
        self.check_port()?;
        check_files(&self.files)?;
        self.database.check()?;
        let programs = build_programs(&["api", "importer", "sample-book"])?;
        let database = self.database.open()?;
        let served = self.serve(&programs, &database, &mut signals);
        // Whoever else is connected keeps the private database running.
        if let Database::Private(cluster) = database {
            cluster.stop_unless_used().map_err(|error| error.to_string())?;
        }
        served
    }

    /// Beside the private database each server has a spool of its own: another may run beside it.
    fn audit_spool(&self, database: &Database) -> Option<PathBuf> {
        let is_private = matches!(database, Database::Private(_));
        let own = || self.database.data_dir().join(format!("audit-spool-{}", self.port));
        (is_private && env::var_os("AUDIT_SPOOL").is_none()).then(own)
    }

    fn serve(&self, programs: &Path, database: &Database, signals: &mut Signals) -> Outcome {
        let Served { url, is_demo } = self.book(programs, database)?;
        // It was free before the build, which may have taken minutes.
        self.check_port()?;
        let mut server = Command::new(programs.join("api"))
            .envs(self.audit_spool(database).map(|spool| ("AUDIT_SPOOL", spool)))
            .env("DATABASE_URL", url)
            .env("DEMO_BOOK", is_demo.to_string())
            .env("BIND", self.bind.to_string())
            .env("PORT", self.port.to_string())
            // Ctrl-C at the terminal reaches us, and we tell the server.
            .process_group(0)
            .spawn()
            .map_err(|fault| format!("the server cannot be started: {fault}"))?;
        let told = self
            .wait_until_ready(&mut server, signals)
            .and_then(|ready| if ready { self.tell(is_demo) } else { Ok(()) });
        let ended = wait_for_the_end(&mut server, signals);
        told.and(ended)
    }

    /// Another server on this port would else be taken for ours.
    fn check_port(&self) -> Result<(), String> {
        let free = TcpListener::bind((self.bind, self.port)).map(drop);
        free.map_err(|fault| {
            let address = SocketAddr::new(self.bind, self.port);
            format!("cannot listen on {address}: {}", what_to_change(&fault))
        })
    }

    /// The book to serve: the real one, with the files given in it, or the demo book.
    fn book(&self, programs: &Path, database: &Database) -> Result<Served, String> {
        let real = Served { url: database.url(), is_demo: false };
        if !self.files.is_empty() {
            let files: Vec<OsString> = self.files.iter().map(OsString::from).collect();
            return match import(programs, &real.url, &files)? {
                0 | 3 => Ok(real),
                _ => Err("not all files were imported".to_owned()),
            };
        }
        migrate(programs, &real.url)?;
        match database {
            Database::Private(cluster) if is_empty(cluster, DATABASE)? => {
                Ok(Served { url: demo(programs, cluster)?, is_demo: true })
            }
            _ => Ok(real),
        }
    }

    fn address(&self) -> SocketAddr {
        let any = self.bind.is_unspecified();
        SocketAddr::new(if any { Ipv4Addr::LOCALHOST.into() } else { self.bind }, self.port)
    }

    /// Waits for the first book; false where a signal or the server's end comes first.
    fn wait_until_ready(&self, server: &mut Child, signals: &mut Signals) -> Result<bool, String> {
        loop {
            let health = http::get(self.address(), "/health");
            if health.is_some_and(|health| health["ready"] == true) {
                return Ok(true);
            }
            if let Ok(Some(_)) = server.try_wait() {
                return Err("the server did not start".to_owned());
            }
            if signals.pending().any(|signal| signal != SIGCHLD) {
                end(server);
                return Ok(false);
            }
            std::thread::sleep(PACE);
        }
    }

    /// Prints where things are, and three questions that have answers.
    fn tell(&self, is_demo: bool) -> Result<(), String> {
        let address = self.address();
        if is_demo {
            demo::work(address);
        }
        print(&format!("\nServing on http://{address} — Ctrl-C ends it."))?;
        print(&format!("  documentation  http://{address}/docs and http://{address}/redoc\n"))?;
        let agents = http::get(address, "/api/agents").unwrap_or_default();
        let Some(agent) = busiest_agent(&agents) else {
            return print(
                "The book is empty: cargo xtask import FILE fills it. (A demo book is served where \
                 no DATABASE_URL is set.)",
            );
        };
        for path in [
            format!("/api/calls?agent_id={agent}&limit=3"),
            format!("/api/calls/stats?agent_id={agent}"),
            format!("/api/opportunities?agent_id={agent}&limit=3"),
        ] {
            print(&format!("  curl -s 'http://{address}{path}'"))?;
        }
        print("")
    }
}

/// What is wrong with an address that cannot be listened on, and which option takes another.
fn what_to_change(fault: &io::Error) -> String {
    match fault.kind() {
        ErrorKind::AddrNotAvailable => {
            "this machine has no such address: --bind takes one that it \
                                        has, such as 127.0.0.1, or 0.0.0.0 for all of them"
                .to_owned()
        }
        ErrorKind::AddrInUse => {
            "something listens there already: --port takes another one".to_owned()
        }
        ErrorKind::PermissionDenied => "ports below 1024 are for administrators: --port takes one \
                                        above 1023"
            .to_owned(),
        _ => format!("{fault}: --bind takes another address, --port another port"),
    }
}

/// The agent with the most reasons to call, of every kind if there is one.
fn busiest_agent(agents: &Value) -> Option<&str> {
    let counts = |agent: &Value| -> Vec<u64> {
        let kinds = agent["opportunities"].as_object().into_iter().flat_map(|kinds| kinds.values());
        kinds.filter_map(|tally| tally["count"].as_u64()).collect()
    };
    let assigned = agents.as_array()?.iter().filter(|agent| agent["agent_id"] != "0");
    let busiest = assigned.max_by_key(|agent| {
        let counts = counts(agent);
        (counts.iter().min().copied(), counts.iter().sum::<u64>())
    })?;
    busiest["agent_id"].as_str()
}

/// Until the server ends, by itself or because we are told to.
fn wait_for_the_end(server: &mut Child, signals: &mut Signals) -> Outcome {
    loop {
        if let Some(status) = server.try_wait().map_err(|fault| fault.to_string())? {
            return Ok(if status.success() { 0 } else { 1 });
        }
        if signals.wait().any(|signal| signal != SIGCHLD) {
            say("ending");
            end(server);
        }
    }
}

/// Asks the server to end what it is doing, and then itself.
fn end(server: &Child) {
    if let Ok(pid) = i32::try_from(server.id()) {
        let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::what_to_change;

    #[test]
    fn the_hint_names_the_option_that_is_at_fault() {
        for (kind, hint) in [
            (ErrorKind::AddrNotAvailable, "--bind takes one that it has"),
            (ErrorKind::AddrInUse, "--port takes another one"),
            (ErrorKind::PermissionDenied, "--port takes one above 1023"),
            (ErrorKind::Other, "--bind takes another address, --port another port"),
        ] {
            let said = what_to_change(&kind.into());
            assert!(said.contains(hint), "{kind:?}: {said}");
        }
    }
}
