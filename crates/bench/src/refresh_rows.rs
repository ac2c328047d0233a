//! A small import while requests run: how soon it is served, and what the requests feel of it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::database::BOOK;
use crate::http_rows::request_for;
use crate::import_rows::import;
use crate::sample::CHANGED;
use crate::server::Api;
use crate::table::{Aim, Row, Table};
use crate::timing::{median, percentile};
use crate::{Bench, Outcome, RowName};

/// Connections that ask in turn, each at this pace, whatever the server does: 200 requests a second.
const CONNECTIONS: u32 = 4;
const PACE: Duration = Duration::from_millis(20);

/// Imports of earlier rows are of dates before these.
const FIRST_DAY: u64 = 100;

/// Agents whose lists are asked for.
const AGENTS: usize = 100;

/// A request: when it was due, and how long after that it was answered.
type Answered = (Instant, Duration);

pub(crate) fn all(bench: &Bench, table: &mut Table) -> Outcome<()> {
    if !bench.wants(&[RowName::Refresh1000, RowName::RefreshP99]) {
        return Ok(());
    }
    bench.database.settle(BOOK)?;
    let api = Api::start(&bench.database)?;
    let agents: Vec<String> = {
        let snapshot = api.wait_for(0)?;
        snapshot.book.agents().take(AGENTS).map(|agent| request_for(&agent.agent_id)).collect()
    };
    let rounds: Vec<Round> = (0..bench.rounds)
        .map(|number| round(bench, &api, &agents, number))
        .collect::<Outcome<_>>()?;
    let of = |what: fn(&Round) -> f64| median(rounds.iter().map(what).collect());
    table.add(Row {
        name: RowName::Refresh1000,
        unit: "s",
        value: of(|round| round.served),
        limit: None,
        aim: Aim::AtMost(2.0),
        note: format!(
            "from the import's start; the import itself {:.2} s",
            of(|round| round.imported)
        ),
    });
    table.add(Row {
        name: RowName::RefreshP99,
        unit: "ms",
        value: of(|round| round.p99_ms),
        limit: Some(of(|round| round.quiet_p99_ms)),
        aim: Aim::RatioOrValueAtMost(2.0, 20.0),
        note: format!(
            "beside quiet times; {:.0} requests/s; worst {:.1} ms",
            f64::from(CONNECTIONS) / PACE.as_secs_f64(),
            of(|round| round.worst_ms)
        ),
    });
    Ok(())
}

/// Seconds from the import's start, and milliseconds of requests.
struct Round {
    imported: f64,
    served: f64,
    quiet_p99_ms: f64,
    p99_ms: f64,
    worst_ms: f64,
}

fn round(bench: &Bench, api: &Api, requests: &[String], number: u32) -> Outcome<Round> {
    let file = bench.database.dir().join("changes.json");
    bench.sample.write_changes(number, &file)?;
    let mut connection = bench.database.connect(BOOK)?;
    bench.database.checkpoint()?;
    let quiet = Duration::from_secs(if bench.quick { 2 } else { 5 });
    let stop = AtomicBool::new(false);
    let ask = |first| ask_steadily(api.running.address, requests, first, &stop);
    let ask = &ask;
    thread::scope(|scope| {
        let threads: Vec<_> =
            (0..CONNECTIONS).map(|first| scope.spawn(move || ask(first))).collect();
        thread::sleep(quiet / 5);
        let quiet_from = Instant::now();
        thread::sleep(quiet);
        let began = Instant::now();
        let times = (|| {
            let as_of = bench.later(FIRST_DAY + u64::from(number));
            let imported = import(&mut connection, &file, as_of)?;
            if imported.updated != CHANGED {
                return Err(format!("{} SIPs changed", imported.updated).into());
            }
            let seconds = began.elapsed().as_secs_f64();
            api.wait_for(imported.import_id)?;
            Outcome::Ok((seconds, began.elapsed()))
        })();
        stop.store(true, Ordering::Relaxed);
        let mut answered: Vec<Answered> = Vec::new();
        for thread in threads {
            answered.extend(thread.join().map_err(|_| "a client panicked")??);
        }
        let (imported, served) = times?;
        let within = |from: Instant, to: Instant| -> Vec<f64> {
            let asked = answered.iter().filter(|(due, _)| (from..to).contains(due));
            asked.map(|(_, took)| took.as_secs_f64() * 1e3).collect()
        };
        let during = within(began, began + served);
        Ok(Round {
            imported,
            served: served.as_secs_f64(),
            quiet_p99_ms: percentile(within(quiet_from, began), 0.99),
            p99_ms: percentile(during.clone(), 0.99),
            worst_ms: percentile(during, 1.0),
        })
    })
}

/// Asks at an even pace. A request that is late because the one before it was counts its wait too.
fn ask_steadily(
    address: SocketAddr,
    requests: &[String],
    first: u32,
    stop: &AtomicBool,
) -> Outcome<Vec<Answered>> {
    let mut client = Client::connect(address)?;
    let mut answered = Vec::new();
    let mut due = Instant::now() + PACE * first / CONNECTIONS;
    for request in requests.iter().cycle().skip(first as usize) {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        if stop.load(Ordering::Relaxed) {
            break;
        }
        client.ask(request)?;
        answered.push((due, due.elapsed()));
        due += PACE;
    }
    Ok(answered)
}
