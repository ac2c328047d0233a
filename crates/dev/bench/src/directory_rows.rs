//! The directory of clients: importing it, and finding somebody in it.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

use chrono::Days;
use sample_book::SampleBook;
use sip_export::{ClientRecord, ExportWriter};
use store_pg::PgConnection;
use store_pg::clients::search;

use crate::import_rows::import;
use crate::plan::Bench;
use crate::row_name::RowName;
use crate::table::{Aim, Row, Table};
use crate::terminal::{Outcome, say};
use crate::timing::{time, typical};

const DIRECTORY: &str = "directory";
const SEED: u64 = 1;

/// Clients whom an agent with many has.
const OF_AN_AGENT: usize = 2_000;

/// The largest agent has one client in so many.
const SHARE_OF_THE_LARGEST: u64 = 20;

/// Rows of a page.
const PAGE: usize = 100;

const NAMES: [RowName; 4] = [
    RowName::DirectoryImport,
    RowName::DirectoryUnchanged,
    RowName::DirectorySearch,
    RowName::DirectorySearchLargest,
];

pub(crate) fn all(bench: &Bench, table: &mut Table) -> Outcome<()> {
    if !bench.wants(&NAMES) {
        return Ok(());
    }
    let clients = bench.sample.sips;
    let mut connection = bench.database.create(DIRECTORY)?;
    let (file, known) = write(bench, clients, 0)?;
    for (name, days, note) in [
        (RowName::DirectoryImport, 0, "clients into an empty directory"),
        (RowName::DirectoryUnchanged, 1, "clients as before, their stamps a day later"),
    ] {
        let file = if days == 0 { file.clone() } else { write(bench, clients, days)?.0 };
        let value = time(|| import(&mut connection, &file, bench.later(days)).map(drop))?;
        table.add(Row {
            name,
            unit: "s",
            value,
            limit: None,
            aim: Aim::None,
            note: format!("{clients} {note}"),
        });
        bench.database.settle(DIRECTORY)?;
    }
    if bench.wants(&[RowName::DirectorySearch, RowName::DirectorySearchLargest]) {
        searches(&mut connection, &known, table)?;
    }
    drop(connection);
    bench.database.remove(DIRECTORY)
}

/// Writes an export of so many clients, with the stamps of another day, and says who some of them are.
fn write(bench: &Bench, clients: u64, days: u64) -> Outcome<(PathBuf, Vec<ClientRecord>)> {
    let path = bench.database.dir().join("clients.json");
    let mut export = ExportWriter::new(BufWriter::new(File::create(&path)?))?;
    // Clients have two SIPs each or so.
    let book = SampleBook::new(SEED, clients * 3, bench.sample.as_of)?;
    let (mut known, mut written) = (Vec::new(), 0);
    for client in book.clients().take(usize::try_from(clients)?) {
        let event_date = client.event_date.map(|at| at + Days::new(days));
        export.write_client(&ClientRecord { event_date, ..client.clone() })?;
        if (known.len() as u64) < clients / SHARE_OF_THE_LARGEST {
            known.push(client);
        }
        written += 1;
    }
    export.finish()?;
    if written < clients {
        return Err(format!("the sample has {written} clients").into());
    }
    Ok((path, known))
}

/// The search that takes longest, of those that somebody at a desk would type: of the whole firm and of
/// an agent with many clients, and of the agent with a twentieth of the book.
fn searches(
    connection: &mut PgConnection,
    known: &[ClientRecord],
    table: &mut Table,
) -> Outcome<()> {
    let first = known.first().ok_or("the directory is empty")?;
    let phone = first.phone_number.as_deref().unwrap_or("1");
    let last_digits = &phone[phone.len().saturating_sub(4)..];
    let mut own: Vec<&str> = known.iter().map(|client| client.user_id.as_str()).collect();
    own[..OF_AN_AGENT.min(known.len())].sort_unstable();
    let agent_s = &own[..OF_AN_AGENT.min(known.len())];
    let (mut usual, mut largest) = (Slowest::default(), Slowest::default());
    for looked_for in [
        "ku",
        "sh",
        "sharma",
        "aarti sharma",
        "sharma aarti",
        "शर",
        "முரு",
        last_digits,
        "42",
        &first.user_id,
        "nobody at all",
    ] {
        usual.time(connection, looked_for, None, "all")?;
        usual.time(connection, looked_for, Some(agent_s), "an agent's")?;
        largest.time(connection, looked_for, Some(&own), "the largest agent's")?;
    }
    table.add(usual.row(RowName::DirectorySearch, Aim::AtMost(20.0)));
    table.add(largest.row(RowName::DirectorySearchLargest, Aim::None));
    Ok(())
}

/// The search that took longest so far.
#[derive(Default)]
struct Slowest {
    millis: f64,
    note: String,
}

impl Slowest {
    fn time(
        &mut self,
        connection: &mut PgConnection,
        looked_for: &str,
        among: Option<&[&str]>,
        whose: &str,
    ) -> Outcome<()> {
        let clients = among.map_or(String::new(), |among| format!(" {}", among.len()));
        let mut find = || search(connection, looked_for, among, 0, PAGE).map(|found| found.total);
        let total = find()?;
        let millis = typical(&mut find) * 1e3;
        let note = format!("{looked_for:?} among {whose}{clients}: {total} found");
        say(&format!("  {note} in {millis:.1} ms"));
        if millis > self.millis {
            *self = Self { millis, note };
        }
        Ok(())
    }

    fn row(self, name: RowName, aim: Aim) -> Row {
        let note = format!("the slowest of several searches, {}", self.note);
        Row { name, unit: "ms", value: self.millis, limit: None, aim, note }
    }
}
