//! The server as an operator starts it: how long until it answers, and what memory it takes.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::client::{Client, request};
use crate::database::BOOK;
use crate::plan::Bench;
use crate::process::{Background, program};
use crate::row_name::RowName;
use crate::table::{Aim, Row, Table};
use crate::terminal::Outcome;
use crate::timing::median;

const LOOK_EVERY: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(1800);

/// A server that answers: what it took, and what it holds.
struct Started {
    seconds: f64,
    peak_bytes: Option<u64>,
    held_bytes: Option<u64>,
}

pub(crate) fn start_up(bench: &Bench, table: &mut Table) -> Outcome<()> {
    if !bench.wants(&[RowName::StartUp]) {
        return Ok(());
    }
    let started: Vec<Started> = (0..bench.rounds).map(|_| start(bench)).collect::<Outcome<_>>()?;
    let megabytes = |of: fn(&Started) -> Option<u64>| {
        started.iter().filter_map(of).max().map_or(f64::NAN, |bytes| bytes as f64 / 1e6)
    };
    table.add(Row {
        name: RowName::StartUp,
        unit: "s",
        value: median(started.iter().map(|server| server.seconds).collect()),
        limit: None,
        aim: Aim::Below(60.0),
        note: format!(
            "until a list is answered; memory {:.0} MB at most, then {:.0} MB",
            megabytes(|server| server.peak_bytes),
            megabytes(|server| server.held_bytes)
        ),
    });
    Ok(())
}

fn start(bench: &Bench) -> Outcome<Started> {
    let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
    let began = Instant::now();
    let mut api = program("api")?;
    api.arg("--database-url").arg(bench.database.url(BOOK));
    api.arg("--audit-spool").arg(bench.database.dir().join("audit-spool"));
    api.args(["--port", &address.port().to_string(), "--log", "error"]).stderr(Stdio::null());
    let server = Background::start(&mut api)?;
    let list = request("/api/opportunities?limit=1");
    while Client::connect(address).and_then(|mut client| client.ask(&list)).is_err() {
        if began.elapsed() > PATIENCE {
            return Err("the server does not answer".into());
        }
        thread::sleep(LOOK_EVERY);
    }
    Ok(Started {
        seconds: began.elapsed().as_secs_f64(),
        peak_bytes: server.memory("VmHWM"),
        held_bytes: server.memory("VmRSS"),
    })
}
