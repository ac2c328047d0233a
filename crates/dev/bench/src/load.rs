//! The server under load for minutes on end: many agents with keys of their own ask at four fifths of
//! the highest rate that this machine holds, while imports land. Nothing may fail, memory may not
//! grow, and everything that was asked has to be in the audit trail.

use std::collections::BTreeMap;
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use sip_export::{Entry, ExportReader, ReadOptions};

use crate::client::{Client, Load, request, request_as, throughput};
use crate::database::{BOOK, Database};
use crate::import_rows::import;
use crate::paced::{Asked, ask_at};
use crate::process::{Background, program, run as run_program};
use crate::sample::{Extent, Sample};
use crate::terminal::{Outcome, say};
use crate::timing::{median, percentile};

const AGENTS: usize = 200;
const CLIENTS_OF_AN_AGENT: usize = 20;
const CONNECTIONS: u32 = 32;

/// How long as much is asked as is answered: no rate that is held can be higher.
const AT_THE_LIMIT: Duration = Duration::from_secs(20);

/// How long a rate is tried, and an import lands meanwhile.
const TRIAL: Duration = Duration::from_secs(20);

/// A rate is held where 99 of 100 requests are answered within so many milliseconds of when they were
/// due, imports or not.
const HELD_WITHIN_MS: f64 = 100.0;

/// Rates that are tried, each less by the same: from what is answered at the limit down.
const RATES: u32 = 20;

/// How much of the highest rate is asked for.
const SHARE: f64 = 0.8;

const BETWEEN_IMPORTS: Duration = Duration::from_secs(30);
const PATIENCE: Duration = Duration::from_secs(300);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Measures, and prints what it found.
pub(crate) fn run(sample: &Sample, database: &Database, minutes: u64) -> Outcome<()> {
    let time = Duration::from_secs(minutes * 60);
    let mut connection = database.create(BOOK)?;
    import(&mut connection, &sample.file, sample.as_of)?;
    database.settle(BOOK)?;
    say(&format!("• making a key for each of {AGENTS} agents"));
    let requests = requests(sample, database)?;
    let mut exports = Exports::write(sample, database, time)?;
    let desk = Desk::start(database, &requests)?;
    say("• looking for the highest rate");
    let highest = desk.highest_rate(&requests, database, &mut exports)?;
    let rate = highest * SHARE;
    say(&format!("• {rate:.0} requests/s of {highest:.0} for {minutes} min"));
    let before = desk.wait_for_the_trail(database)?;
    let loaded = desk.under_load(&requests, rate, time, database, &mut exports, BETWEEN_IMPORTS)?;
    let written = desk.wait_for_the_trail(database)? - before;
    report(highest, minutes, loaded, written)
}

/// Exports of a thousand changes that are to land, written beforehand: that is no part of the load.
struct Exports(std::vec::IntoIter<(PathBuf, NaiveDate)>);

impl Exports {
    /// One for each rate that may be tried, and one for each import of the time itself.
    fn write(sample: &Sample, database: &Database, time: Duration) -> Outcome<Self> {
        let landing = time.as_secs() / BETWEEN_IMPORTS.as_secs();
        let exports = (1..=u64::from(RATES) + landing).map(|day| {
            let file = database.dir().join(format!("changes_{day}.json"));
            sample.write_changes(Extent::Few, u32::try_from(day)?, &file)?;
            Ok((file, sample.as_of + Days::new(day)))
        });
        Ok(Self(exports.collect::<Outcome<Vec<_>>>()?.into_iter()))
    }
}

/// What came of some time under load.
struct Loaded {
    asked: Asked,
    /// Seconds from the start of each import until it was served.
    landed: Vec<f64>,
    /// The server's memory in megabytes, once a second.
    memory: Vec<f64>,
}

/// What agents ask for: their lists above all, their clients now and then.
fn requests(sample: &Sample, database: &Database) -> Outcome<Vec<String>> {
    let mut clients: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in ExportReader::new(File::open(&sample.file)?, None, ReadOptions::default())? {
        let Entry::Good(located) = entry? else { continue };
        let of_agent = clients.entry(located.sip.agent_id).or_default();
        if of_agent.len() < CLIENTS_OF_AN_AGENT && located.sip.deleted != Some(true) {
            of_agent.push(located.sip.user_id);
        }
    }
    let mut asked = Vec::new();
    for (agent, clients) in clients.into_iter().filter(|(id, _)| !id.is_empty()).take(AGENTS) {
        let key = key_of(database, &agent)?;
        for client in clients {
            let paths = [
                "/api/opportunities".to_owned(),
                format!("/api/opportunities?agent_id={agent}"),
                "/api/opportunities?limit=20".to_owned(),
                "/api/opportunities/no-sip-increase".to_owned(),
                "/api/opportunities/failed-sips?min_failed_amount=1000".to_owned(),
                "/api/opportunities/high-value-inactive".to_owned(),
                "/api/opportunities/stats".to_owned(),
                "/api/agents".to_owned(),
                format!("/api/clients/{client}/opportunities"),
                format!("/api/clients/{client}"),
            ];
            asked.extend(paths.iter().map(|path| request_as(path, &key)));
        }
    }
    // Requests of one agent are spread out, as agents ask independently of each other.
    let step = (asked.len() / AGENTS).max(1);
    let order = (0..step).flat_map(|first| (first..asked.len()).step_by(step));
    Ok(order.map(|place| asked[place].clone()).collect())
}

fn key_of(database: &Database, agent: &str) -> Outcome<String> {
    let mut api = program("api")?;
    api.arg("--database-url").arg(database.url(BOOK)).stderr(Stdio::null());
    api.args(["keys", "create", "--role", "agent", "--agent", agent, "--name", "load"]);
    Ok(run_program(&mut api)?.printed.trim().to_owned())
}

/// The server as an operator runs it, but that nobody is told to come back later.
struct Desk {
    address: SocketAddr,
    server: Background,
}

impl Desk {
    fn start(database: &Database, requests: &[String]) -> Outcome<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut api = program("api")?;
        api.arg("--database-url").arg(database.url(BOOK)).stderr(Stdio::null());
        api.arg("--audit-spool").arg(database.dir().join("audit-spool"));
        api.args(["--sign-in", "required", "--rate-per-key", "0", "--rate-per-address", "0"]);
        api.args(["--port", &address.port().to_string(), "--log", "error"]);
        let desk = Self { address, server: Background::start(&mut api)? };
        let first = requests.first().ok_or("nobody has a client")?;
        until(|| Client::connect(address).and_then(|mut client| client.ask(first)).is_ok())?;
        Ok(desk)
    }

    /// The highest rate that is held: all that is asked is answered, and in time, while an import
    /// lands.
    fn highest_rate(
        &self,
        requests: &[String],
        database: &Database,
        exports: &mut Exports,
    ) -> Outcome<f64> {
        let load = Load { connections: CONNECTIONS, time: AT_THE_LIMIT, at_most: u32::MAX };
        let limit = throughput(self.address, requests, load)?;
        say(&format!("  {limit:.0} requests/s are answered when as much is asked"));
        for less in 0..RATES {
            self.wait_for_the_trail(database)?;
            let rate = limit * f64::from(RATES - less) / f64::from(RATES);
            let Loaded { asked, .. } =
                self.under_load(requests, rate, TRIAL, database, exports, TRIAL / 2)?;
            let p99 = percentile(asked.millis, 0.99);
            let is_held = asked.errors.is_empty() && p99 <= HELD_WITHIN_MS;
            let held = if is_held { "held" } else { "not held" };
            say(&format!("  {rate:.0} requests/s: p99 {p99:.1} ms, {held}"));
            if is_held {
                return Ok(rate);
            }
        }
        Err("no rate is held".into())
    }

    /// Asks at a rate while imports land.
    fn under_load(
        &self,
        requests: &[String],
        rate: f64,
        time: Duration,
        database: &Database,
        exports: &mut Exports,
        between_imports: Duration,
    ) -> Outcome<Loaded> {
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            let over = &is_over;
            let watching = scope.spawn(move || self.watch_memory(over));
            let landing = scope
                .spawn(move || self.land_imports(database, exports, time, between_imports, over));
            let asked = ask_at(self.address, requests, CONNECTIONS, rate, time);
            is_over.store(true, Ordering::Relaxed);
            let landed = landing.join().map_err(|_| "the imports panicked")??;
            let memory = watching.join().map_err(|_| "the watch panicked")?;
            Ok(Loaded { asked: asked?, landed, memory })
        })
    }

    /// Waits until the trail grows no more, and says how many entries it has.
    fn wait_for_the_trail(&self, database: &Database) -> Outcome<u64> {
        let spool = database.dir().join("audit-spool");
        let waiting = || -> Outcome<u64> {
            let files = std::fs::read_dir(&spool)?.flatten();
            Ok(files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum())
        };
        until(|| waiting().is_ok_and(|bytes| bytes == 0))?;
        database.count(BOOK, "SELECT count(*) FROM audit_log")
    }

    /// Megabytes, once a second.
    fn watch_memory(&self, is_over: &AtomicBool) -> Vec<f64> {
        let mut seen = Vec::new();
        while !is_over.load(Ordering::Relaxed) {
            let held = self.server.memory("VmRSS");
            seen.extend(held.map(|bytes| bytes as f64 / 1e6));
            thread::sleep(Duration::from_secs(1));
        }
        seen
    }

    /// Seconds from the start of each import until it was served.
    fn land_imports(
        &self,
        database: &Database,
        exports: &mut Exports,
        time: Duration,
        between: Duration,
        is_over: &AtomicBool,
    ) -> Outcome<Vec<f64>> {
        let mut connection = database.connect(BOOK)?;
        let (start, mut served) = (Instant::now(), Vec::new());
        loop {
            let began = Instant::now();
            while began.elapsed() < between {
                // No import begins after the time is over, even where the last answers are still to come.
                if is_over.load(Ordering::Relaxed) || start.elapsed() >= time {
                    return Ok(served);
                }
                thread::sleep(LOOK_EVERY);
            }
            let (file, as_of) = exports.0.next().ok_or("too few exports were written")?;
            let began = Instant::now();
            let imported = import(&mut connection, &file, as_of)?;
            let id = format!("\"import_id\":{},", imported.import_id);
            let mut client = Client::connect(self.address)?;
            let health = request("/health");
            until(|| {
                client.ask(&health).is_ok() && String::from_utf8_lossy(client.body()).contains(&id)
            })?;
            served.push(began.elapsed().as_secs_f64());
        }
    }
}

fn until(mut is_so: impl FnMut() -> bool) -> Outcome<()> {
    let began = Instant::now();
    while !is_so() {
        if began.elapsed() > PATIENCE {
            return Err("it does not come to pass".into());
        }
        thread::sleep(LOOK_EVERY);
    }
    Ok(())
}

fn report(
    highest: f64,
    minutes: u64,
    Loaded { asked: Asked { millis, errors }, landed, memory }: Loaded,
    written: u64,
) -> Outcome<()> {
    let answered = millis.len();
    let quarters = memory.chunks(memory.len().div_ceil(4).max(1));
    let quarters: Vec<_> = quarters.map(|held| format!("{:.0}", median(held.to_vec()))).collect();
    let [p50, p99, p999, worst] =
        [0.5, 0.99, 0.999, 1.0].map(|share| percentile(millis.clone(), share));
    let rows = [
        ("highest rate", format!("{highest:.0} requests/s")),
        ("asked", format!("{:.0} requests/s", answered as f64 / (minutes as f64 * 60.0))),
        ("answered", format!("{answered} in {minutes} min")),
        ("failed", errors.len().to_string()),
        ("p50, p99, p99.9, worst", format!("{p50:.1}, {p99:.1}, {p999:.1}, {worst:.1} ms")),
        ("imports landed", landed.len().to_string()),
        ("until served, median", format!("{:.2} s", median(landed.clone()))),
        ("memory, by quarters", format!("{} MB", quarters.join(", "))),
        ("entries in the audit trail", written.to_string()),
    ];
    let mut table = String::from("| load | |\n|---|---|\n");
    for (name, value) in rows {
        table += &format!("| {name} | {value} |\n");
    }
    crate::print(&table)?;
    if let Some(error) = errors.first() {
        return Err(format!("requests failed: {error}").into());
    }
    if written != answered as u64 {
        return Err(format!("{answered} answers, and {written} entries in the trail").into());
    }
    Ok(())
}
