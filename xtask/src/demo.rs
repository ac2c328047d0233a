//! The demo book: invented people, in a database of their own, so that no real book ever has them.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::{fs, io};

use chrono::{Days, NaiveDate};
use local_pg::{Cluster, Error};

use crate::cargo;
use crate::http;
use crate::import::import;
use crate::terminal::say;

/// Where the demo book lies, beside the real one.
const DEMO: &str = "demo";

/// SIPs of the demo book.
const SIPS: &str = "2000";

/// What PostgreSQL says of a database that is there already.
const DUPLICATE_DATABASE: &str = "42P04";

/// The address of the demo book, made first if need be.
pub(crate) fn demo(programs: &Path, cluster: &Cluster) -> Result<String, String> {
    match cluster.server().create_database(DEMO, None) {
        Ok(()) => {}
        Err(Error::Sql { code, .. }) if code == DUPLICATE_DATABASE => {}
        Err(error) => return Err(error.to_string()),
    }
    let url = cluster.url(DEMO);
    migrate(programs, &url)?;
    if is_empty(cluster, DEMO)? {
        fill(programs, &url)?;
    }
    say(
        "nothing is imported yet: this is a demo book of invented people, in a database of its own",
    );
    say("`cargo xtask import FILE` fills the real one, and the next run serves that");
    Ok(url)
}

/// Brings the tables of a database up to date.
pub(crate) fn migrate(programs: &Path, url: &str) -> Result<(), String> {
    let mut migrate = Command::new(programs.join("importer"));
    migrate.arg("migrate").env("DATABASE_URL", url);
    cargo::must("bringing the tables up to date", &mut migrate)
}

/// Whether no import is in a database of the cluster, whose tables are up to date.
pub(crate) fn is_empty(cluster: &Cluster, database: &str) -> Result<bool, String> {
    let rows = cluster.execute(database, "SELECT 1 FROM imports WHERE undone_as IS NULL LIMIT 1");
    rows.map(|rows| rows.is_empty()).map_err(|error| error.to_string())
}

fn fill(programs: &Path, url: &str) -> Result<(), String> {
    #[expect(clippy::disallowed_methods, reason = "a demo is as of the day it is made")]
    let today = chrono::Utc::now() + Duration::from_secs(5 * 3600 + 1800);
    let today = today.date_naive();
    let place = std::env::temp_dir().join(format!("demo_book_{}", std::process::id()));
    fs::create_dir_all(&place).map_err(|fault| format!("{}: {fault}", place.display()))?;
    let filled = generate(programs, &place, today).and_then(|exports| {
        // A server that had seen the older book tells what has changed since.
        take_in(programs, url, &exports.before)?;
        let mut settle = Command::new(programs.join("api"));
        settle.arg("settle").env("DATABASE_URL", url);
        cargo::must("settling the older book", &mut settle)?;
        take_in(programs, url, &exports.today)
    });
    let _ = fs::remove_dir_all(&place);
    filled
}

fn take_in(programs: &Path, url: &str, exports: &[OsString]) -> Result<(), String> {
    match import(programs, url, exports)? {
        0 => Ok(()),
        _ => Err("the demo book was not imported".to_owned()),
    }
}

/// The exports of the demo book, in the order in which they are imported.
struct Exports {
    /// That of some weeks ago, and before it the older one that tells who stepped up since.
    before: Vec<OsString>,
    /// That of today, and who the clients are.
    today: Vec<OsString>,
}

/// The book before today's is so old.
const WEEKS_AGO: Days = Days::new(28);

/// Makes the exports of the demo book. The name of each tells its date.
fn generate(programs: &Path, place: &Path, today: NaiveDate) -> Result<Exports, String> {
    let before = today.checked_sub_days(WEEKS_AGO).unwrap_or(today);
    let book = |date: NaiveDate| place.join(format!("demo_book_{date}.json"));
    let clients = place.join(format!("demo_clients_{today}.json"));
    let mut generate = Command::new(programs.join("sample-book"));
    generate.args(["--sips", SIPS, "--seed", "1", "--as-of", &before.to_string()]);
    generate.arg(book(before)).arg("--next").arg(today.to_string()).arg(book(today));
    generate.arg("--clients").arg(&clients);
    cargo::must("making a demo book of invented people", &mut generate)?;
    let failed = |fault: io::Error| format!("{}: {fault}", place.display());
    let entries = fs::read_dir(place).map_err(failed)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path().into_os_string()));
    let mut exports: Vec<OsString> = paths.collect::<io::Result<_>>().map_err(failed)?;
    exports.sort();
    let later = [book(today).into_os_string(), clients.into_os_string()];
    let is_later = |export: &OsString| later.contains(export);
    let before = exports.iter().filter(|export| !is_later(export)).cloned().collect();
    Ok(Exports { before, today: later.to_vec() })
}

/// How often, and how many times, the server is asked for calls: they come a moment after the book.
const PACE: Duration = Duration::from_millis(100);
const TIMES: u32 = 100;

fn are_there_calls(address: SocketAddr) -> bool {
    (0..TIMES).any(|_| {
        let is_there = http::get(address, "/api/calls?limit=1").is_some();
        if !is_there {
            std::thread::sleep(PACE);
        }
        is_there
    })
}

/// Something was done in the demo, so that its log and its states are not empty: each on the first
/// call that is open then.
const DONE: [&str; 4] = [
    r#"{"action": "promised", "outcome": "will_pay", "note": "Salary comes on the 10th"}"#,
    r#"{"action": "attempted", "outcome": "no_answer"}"#,
    r#"{"action": "attempted", "outcome": "call_back", "note": "After lunch"}"#,
    r#"{"action": "dismissed", "reason": "already_done"}"#,
];

/// Does some work in a demo in which nothing was done yet.
pub(crate) fn work(address: SocketAddr) {
    let is_untouched = || {
        let done = http::get(address, "/api/work?limit=1")?;
        Some(done.as_array()?.is_empty())
    };
    if is_untouched() != Some(true) || !are_there_calls(address) {
        return;
    }
    for done in DONE {
        let Some(calls) = http::get(address, "/api/calls?limit=1") else { return };
        let Some(user_id) = calls[0]["user_id"].as_str() else { return };
        let agent_id = calls[0]["agent_id"].as_str().unwrap_or_default();
        let done = done.replacen('{', &format!("{{\"agent_id\": \"{agent_id}\", "), 1);
        if http::post(address, &format!("/api/calls/{user_id}/work"), &done).is_none() {
            return;
        }
    }
}
