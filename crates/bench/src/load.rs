//! The server under load for minutes on end: many agents with keys of their own ask at four fifths of
//! the highest rate that this machine holds, while imports land. Nothing may fail, memory may not
//! grow, and everything that was asked has to be in the audit trail.

use std::collections::BTreeMap;
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use sip_export::{Entry, ExportReader};

use crate::client::{Client, Load, request, request_as, throughput};
use crate::database::{BOOK, Database};
use crate::import_rows::import;
use crate::process::{Background, program, run as run_program};
use crate::sample::{Extent, Sample};
use crate::timing::{median, percentile};
use crate::{Outcome, say};

const AGENTS: usize = 200;
const CLIENTS_OF_AN_AGENT: usize = 20;
const CONNECTIONS: u32 = 32;

/// How long the highest rate is looked for.
const AT_THE_LIMIT: Duration = Duration::from_secs(45);

/// How much of the highest rate is asked for.
const SHARE: f64 = 0.8;

const BETWEEN_IMPORTS: Duration = Duration::from_secs(30);
const PATIENCE: Duration = Duration::from_secs(300);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Measures, and prints what it found.
pub(crate) fn run(sample: &Sample, database: &Database, minutes: u64) -> Outcome<()> {
    let mut connection = database.create(BOOK)?;
    import(&mut connection, &sample.file, sample.as_of)?;
    database.settle(BOOK)?;
    say(&format!("• making a key for each of {AGENTS} agents"));
    let requests = requests(sample, database)?;
    let desk = Desk::start(database, &requests)?;
    say("• looking for the highest rate");
    let (highest, before) = desk.highest_rate(&requests, database)?;
    let rate = highest * SHARE;
    say(&format!("• {rate:.0} requests/s of {highest:.0} for {minutes} min"));
    let is_over = AtomicBool::new(false);
    let (asked, landed, memory) = thread::scope(|scope| {
        let (over, desk) = (&is_over, &desk);
        let watching = scope.spawn(move || desk.watch_memory(over));
        let landing = scope.spawn(move || desk.land_imports(sample, database, over));
        let asked = ask_at(desk.address, &requests, rate, Duration::from_secs(minutes * 60));
        is_over.store(true, Ordering::Relaxed);
        let landed = landing.join().map_err(|_| "the imports panicked")?;
        let memory = watching.join().map_err(|_| "the watch panicked")?;
        Outcome::Ok((asked?, landed?, memory))
    })?;
    let written = desk.wait_for_the_trail(database)? - before;
    report(highest, minutes, asked, &landed, &memory, written)
}

/// What agents ask for: their lists above all, their clients now and then.
fn requests(sample: &Sample, database: &Database) -> Outcome<Vec<String>> {
    let mut clients: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in ExportReader::new(File::open(&sample.file)?, None)? {
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
    // Neighbours are to be of different agents.
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

    /// Requests a second that are answered and written down: what the trail is behind with when the
    /// last answer is given counts. With it come the trail's entries so far.
    fn highest_rate(&self, requests: &[String], database: &Database) -> Outcome<(f64, u64)> {
        let load = Load { connections: CONNECTIONS, time: AT_THE_LIMIT, at_most: u32::MAX };
        let before = self.wait_for_the_trail(database)?;
        let began = Instant::now();
        throughput(self.address, requests, load)?;
        let after = self.wait_for_the_trail(database)?;
        Ok(((after - before) as f64 / began.elapsed().as_secs_f64(), after))
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
        sample: &Sample,
        database: &Database,
        is_over: &AtomicBool,
    ) -> Outcome<Vec<f64>> {
        let mut connection = database.connect(BOOK)?;
        let file = database.dir().join("changes.json");
        let mut served = Vec::new();
        for day in 1.. {
            let began = Instant::now();
            while began.elapsed() < BETWEEN_IMPORTS {
                if is_over.load(Ordering::Relaxed) {
                    return Ok(served);
                }
                thread::sleep(LOOK_EVERY);
            }
            sample.write_changes(Extent::Few, day, &file)?;
            let began = Instant::now();
            let as_of = sample.as_of + chrono::Days::new(day.into());
            let imported = import(&mut connection, &file, as_of)?;
            let id = format!("\"import_id\":{},", imported.import_id);
            let mut client = Client::connect(self.address)?;
            let health = request("/health");
            until(|| {
                client.ask(&health).is_ok() && String::from_utf8_lossy(client.body()).contains(&id)
            })?;
            served.push(began.elapsed().as_secs_f64());
        }
        Ok(served)
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

/// What became of requests: how long each took from when it was due, in milliseconds, and what went
/// wrong.
#[derive(Default)]
struct Asked {
    millis: Vec<f64>,
    errors: Vec<String>,
}

/// Asks at an even rate, whatever the server does: a request that is late because the one before it
/// was counts its wait too.
fn ask_at(address: SocketAddr, requests: &[String], rate: f64, time: Duration) -> Outcome<Asked> {
    let pace = Duration::from_secs_f64(f64::from(CONNECTIONS) / rate);
    let end = Instant::now() + time;
    let ask_on = |nth: u32| -> Outcome<Asked> {
        let mut client = Client::connect(address)?;
        let mut asked = Asked::default();
        let mut due = Instant::now() + pace * nth / CONNECTIONS;
        let first = requests.len() * nth as usize / CONNECTIONS as usize;
        for request in requests.iter().cycle().skip(first) {
            if due >= end {
                break;
            }
            thread::sleep(due.saturating_duration_since(Instant::now()));
            match client.ask(request) {
                Ok(()) => asked.millis.push(due.elapsed().as_secs_f64() * 1e3),
                Err(error) => {
                    asked.errors.push(error.to_string());
                    client = Client::connect(address)?;
                }
            }
            due += pace;
        }
        Ok(asked)
    };
    let ask_on = &ask_on;
    thread::scope(|scope| {
        let threads: Vec<_> =
            (0..CONNECTIONS).map(|nth| scope.spawn(move || ask_on(nth))).collect();
        let mut all = Asked::default();
        for thread in threads {
            let asked = thread.join().map_err(|_| "a client panicked")??;
            all.millis.extend(asked.millis);
            all.errors.extend(asked.errors);
        }
        Ok(all)
    })
}

fn report(
    highest: f64,
    minutes: u64,
    Asked { millis, errors }: Asked,
    landed: &[f64],
    memory: &[f64],
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
        ("until served, median", format!("{:.2} s", median(landed.to_vec()))),
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
