//! `cargo xtask contract`: the server held against its own OpenAPI document, by schemathesis.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use clap::Args;
use local_pg::Throwaway;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::cargo::{must, root, status, target_dir};
use crate::http;
use crate::import::import;
use crate::programs::build_programs_to_debug;
use crate::terminal::{Outcome, say};

/// What is installed beside schemathesis, all of it pinned.
const REQUIREMENTS: &str = include_str!("../contract/requirements.txt");
const CONFIG: &str = include_str!("../contract/schemathesis.toml");

/// The book: so many SIPs, of invented people.
const SIPS: &str = "600";
const AS_OF: &str = "2026-01-30";
/// Ids of clients and agents that schemathesis is told.
const IDS: usize = 20;

/// The administrator of a server that lives for minutes, on this machine alone.
const KEY: &str = "contract_key_of_a_server_that_lives_for_minutes";

/// How often a server that is starting is asked whether it is ready.
const PACE: Duration = Duration::from_millis(100);

#[derive(Args)]
pub(crate) struct Contract {
    /// Cases of each operation in each phase, at most.
    #[arg(long, default_value_t = 100)]
    examples: u32,
    /// Only with sign-in, or only without; both by default.
    #[arg(long, value_parser = ["required", "open"])]
    sign_in: Option<String>,
}

impl Contract {
    pub(crate) fn run(self) -> Outcome {
        let home = target_dir()?.join("contract");
        fs::create_dir_all(&home).map_err(|fault| format!("{}: {fault}", home.display()))?;
        let tool = install(&home)?;
        // Sums that overflow and broken assumptions are faults, too.
        let programs = build_programs_to_debug(&["api", "importer", "sample-book"])?;
        let mut failed = Vec::new();
        for mode in ["required", "open"] {
            if self.sign_in.as_deref().is_none_or(|asked| asked == mode) {
                say(&format!("• SIGN_IN={mode}"));
                if !self.hold(&home, &tool, &programs, mode)? {
                    failed.push(mode);
                }
            }
        }
        if failed.is_empty() {
            return Ok(0);
        }
        Err(format!("the server is not as documented, with SIGN_IN={}", failed.join(" and ")))
    }

    /// Whether a server of this mode, on a new book, is as it documents itself.
    fn hold(&self, home: &Path, tool: &Path, programs: &Path, mode: &str) -> Result<bool, String> {
        let cluster = Throwaway::start(&mut |line| say(line)).map_err(|error| error.to_string())?;
        let made = cluster.server().create_database("contract", None);
        made.map_err(|error| error.to_string())?;
        let url = cluster.url("contract");
        let config = home.join("schemathesis.toml");
        let export = fill(home, programs, &url)?;
        fs::write(&config, configuration(&export)?).map_err(|fault| fault.to_string())?;
        let server = Served::start(home, programs, &url, mode)?;
        let mut check = Command::new(tool);
        check.arg("--config-file").arg(&config).arg("run").current_dir(home);
        check.arg(format!("http://{}/openapi.json", server.address));
        check.args(["--checks", "all", "--max-examples", &self.examples.to_string()]);
        check.env("SCHEMATHESIS_HOOKS", "hooks").env("PYTHONPATH", root().join("xtask/contract"));
        check.env("PYTHONDONTWRITEBYTECODE", "1");
        if mode == "required" {
            check.args(["--header", &format!("Authorization: Bearer {KEY}")]);
        }
        Ok(status(&mut check)?.success())
    }
}

/// Schemathesis in a virtual environment of its own, fetched once.
fn install(home: &Path) -> Result<PathBuf, String> {
    let environment = home.join("venv");
    let (tool, installed) = (environment.join("bin/schemathesis"), environment.join("pinned.txt"));
    if tool.exists() && fs::read_to_string(&installed).is_ok_and(|pinned| pinned == REQUIREMENTS) {
        return Ok(tool);
    }
    let mut create = Command::new("python3");
    must("making a Python environment", create.args(["-m", "venv", "--clear"]).arg(&environment))?;
    let mut fetch = Command::new(environment.join("bin/python"));
    fetch.args(["-m", "pip", "install", "--quiet", "--no-deps", "--requirement"]);
    must("fetching schemathesis", fetch.arg(root().join("xtask/contract/requirements.txt")))?;
    fs::write(&installed, REQUIREMENTS).map_err(|fault| fault.to_string())?;
    Ok(tool)
}

/// Imports an invented export, and gives its records.
fn fill(home: &Path, programs: &Path, url: &str) -> Result<Vec<Value>, String> {
    let file = home.join("book.json");
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

/// Tells schemathesis whom there is to ask for.
fn configuration(export: &[Value]) -> Result<String, String> {
    let mut config = CONFIG.to_owned();
    for (name, field) in [("clients", "user_id"), ("agents", "agent_id")] {
        let mut ids: Vec<&str> =
            export.iter().filter_map(|record| record[field].as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.truncate(IDS);
        let ids = serde_json::to_string(&ids).map_err(|fault| fault.to_string())?;
        config += &format!("\n[dictionaries.{name}]\nvalues = {ids}\n");
    }
    Ok(config)
}

/// A server that ends when this is dropped.
struct Served {
    process: Child,
    address: SocketAddr,
}

impl Served {
    fn start(home: &Path, programs: &Path, url: &str, mode: &str) -> Result<Self, String> {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr());
        let address = free.map_err(|fault| fault.to_string())?;
        let mut api = Command::new(programs.join("api"));
        // Settings of the person who runs this are none of this server's.
        api.env_clear().current_dir(home).stdin(Stdio::null());
        api.env("DATABASE_URL", url).env("PORT", address.port().to_string());
        api.env("SIGN_IN", mode).env("FIRST_ADMIN_KEY", KEY).env("LOG", "warn");
        api.env("RATE_PER_KEY", "0").env("RATE_PER_ADDRESS", "0");
        let process = api.spawn().map_err(|fault| format!("the server does not start: {fault}"))?;
        let mut served = Self { process, address };
        while http::get(address, "/health").is_none_or(|health| health["ready"] != true) {
            if let Ok(Some(_)) = served.process.try_wait() {
                return Err("the server did not start".to_owned());
            }
            std::thread::sleep(PACE);
        }
        Ok(served)
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
