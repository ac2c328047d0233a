//! Imports while requests run: how soon they are served, what the requests feel of it, and what
//! many of them leave behind.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use store_pg::PgConnection;

use crate::database::BOOK;
use crate::http_rows::request_for;
use crate::import_rows::import;
use crate::plan::Bench;
use crate::process::memory;
use crate::row_name::RowName;
use crate::sample::Extent;
use crate::server::{Api, KEPT_BYTES};
use crate::steady_load::{Felt, felt_during, rate};
use crate::table::{Aim, Row, Table};
use crate::terminal::Outcome;
use crate::timing::median;

/// Imports of earlier rows are of dates before these.
const FIRST_DAY: u64 = 100;

/// Agents whose lists are asked for.
const AGENTS: usize = 100;

/// An extent of change, and the rows that tell of it.
struct Case {
    extent: Extent,
    served: RowName,
    served_aim: Aim,
    felt: RowName,
}

const CASES: [Case; 2] = [
    Case {
        extent: Extent::Few,
        served: RowName::Refresh1000,
        served_aim: Aim::AtMost(2.0),
        felt: RowName::P99During1000,
    },
    Case {
        extent: Extent::Many,
        served: RowName::Refresh100000,
        served_aim: Aim::None,
        felt: RowName::P99During100000,
    },
];

pub(crate) fn all(bench: &Bench, table: &mut Table) -> Outcome<()> {
    let rows = CASES.iter().flat_map(|case| [case.served, case.felt]);
    if !bench.wants(&rows.chain([RowName::RefreshesMemory]).collect::<Vec<_>>()) {
        return Ok(());
    }
    bench.database.settle(BOOK)?;
    let mut desk = Desk {
        bench,
        api: Api::start_settled(&bench.database, KEPT_BYTES)?,
        connection: bench.database.connect(BOOK)?,
        day: FIRST_DAY,
    };
    for case in CASES.iter().filter(|case| bench.wants(&[case.served, case.felt])) {
        under_load(&mut desk, case, table)?;
    }
    if bench.wants(&[RowName::RefreshesMemory]) {
        over_and_over(&mut desk, table)?;
    }
    Ok(())
}

/// A server, and an importer that brings it news of one day after the other.
struct Desk<'a> {
    bench: &'a Bench,
    api: Api,
    connection: PgConnection,
    day: u64,
}

impl Desk<'_> {
    /// Writes the export of a new day.
    fn write_changes(&mut self, extent: Extent) -> Outcome<PathBuf> {
        self.day += 1;
        let file = self.bench.database.dir().join("changes.json");
        self.bench.sample.write_changes(extent, u32::try_from(self.day)?, &file)?;
        Ok(file)
    }

    /// Imports it, and waits until it is served: the seconds of both.
    fn import(&mut self, file: &Path, extent: Extent) -> Outcome<(f64, f64)> {
        let began = Instant::now();
        let imported = import(&mut self.connection, file, self.bench.later(self.day))?;
        let seconds = began.elapsed().as_secs_f64();
        if imported.updated != self.bench.sample.changed(extent) {
            return Err(format!("{} SIPs changed", imported.updated).into());
        }
        self.api.wait_for(imported.import_id)?;
        Ok((seconds, began.elapsed().as_secs_f64()))
    }
}

/// How soon changes are served, and what requests feel meanwhile.
fn under_load(desk: &mut Desk<'_>, case: &Case, table: &mut Table) -> Outcome<()> {
    let requests: Vec<String> = {
        let snapshot = desk.api.wait_for(0)?;
        snapshot.book.agents().take(AGENTS).map(|agent| request_for(&agent.agent_id)).collect()
    };
    let quiet = Duration::from_secs(if desk.bench.quick { 2 } else { 5 });
    let mut rounds = Vec::new();
    for _ in 0..desk.bench.rounds {
        let file = desk.write_changes(case.extent)?;
        desk.bench.database.checkpoint()?;
        let address = desk.api.running.address;
        let round = felt_during(address, &requests, quiet, || desk.import(&file, case.extent))?;
        rounds.push(round);
    }
    let of = |what: fn(&((f64, f64), Felt)) -> f64| median(rounds.iter().map(what).collect());
    table.add(Row {
        name: case.served,
        unit: "s",
        value: of(|((_, served), _)| *served),
        limit: None,
        aim: case.served_aim,
        note: format!(
            "{} changes, from the import's start; the import itself {:.2} s",
            desk.bench.sample.changed(case.extent),
            of(|((imported, _), _)| *imported)
        ),
    });
    table.add(Row {
        name: case.felt,
        unit: "ms",
        value: of(|(_, felt)| felt.p99_ms),
        limit: Some(of(|(_, felt)| felt.quiet_p99_ms)),
        aim: Aim::RatioOrValueAtMost(2.0, 20.0),
        note: format!(
            "beside quiet times; {:.0} requests/s; worst {:.1} ms",
            rate(),
            of(|(_, felt)| felt.worst_ms)
        ),
    });
    Ok(())
}

/// Refreshes after which memory is looked at first, and up to the end.
const EARLY: u32 = 10;
const LATE: u32 = 100;
const LATE_IF_QUICK: u32 = 20;

/// What this process holds, with the server and its books in it, after many refreshes.
fn over_and_over(desk: &mut Desk<'_>, table: &mut Table) -> Outcome<()> {
    let late = if desk.bench.quick { LATE_IF_QUICK } else { LATE };
    let resident = || memory(std::process::id(), "VmRSS").unwrap_or(0) as f64 / 1e6;
    let mut early = f64::NAN;
    for refresh in 1..=late {
        let file = desk.write_changes(Extent::Few)?;
        desk.import(&file, Extent::Few)?;
        if refresh == EARLY {
            early = resident();
        }
    }
    table.add(Row {
        name: RowName::RefreshesMemory,
        unit: "MB",
        value: resident(),
        limit: Some(early),
        aim: Aim::RatioAtMost(1.1),
        note: format!("resident after {late} refreshes; beside that after {EARLY}"),
    });
    Ok(())
}
