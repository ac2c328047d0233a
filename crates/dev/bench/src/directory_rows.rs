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
const OF_AN_AGENT: usize = 5_000;

/// Rows of a page.
const PAGE: usize = 100;

const NAMES: [RowName; 3] =
    [RowName::DirectoryImport, RowName::DirectoryUnchanged, RowName::DirectorySearch];

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
    if bench.wants(&[RowName::DirectorySearch]) {
        slowest(&mut connection, &known, table)?;
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
        if known.len() < OF_AN_AGENT {
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

/// The search that takes longest, of those that somebody at a desk would type.
fn slowest(
    connection: &mut PgConnection,
    known: &[ClientRecord],
    table: &mut Table,
) -> Outcome<()> {
    let first = known.first().ok_or("the directory is empty")?;
    let phone = first.phone_number.as_deref().unwrap_or("1");
    let last_digits = &phone[phone.len().saturating_sub(4)..];
    let among: Vec<&str> = known.iter().map(|client| client.user_id.as_str()).collect();
    let mut slowest = (0.0, String::new());
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
        for (among, whom) in [(None, "all"), (Some(&among[..]), "an agent's")] {
            let find = |connection: &mut PgConnection| {
                search(connection, looked_for, among, 0, PAGE).map(|found| found.total)
            };
            let total = find(connection)?;
            let millis = typical(|| find(connection)) * 1e3;
            say(&format!("  {looked_for:?} among {whom}: {total} in {millis:.1} ms"));
            if millis > slowest.0 {
                slowest = (millis, format!("{looked_for:?} among {whom}: {total} found"));
            }
        }
    }
    table.add(Row {
        name: RowName::DirectorySearch,
        unit: "ms",
        value: slowest.0,
        limit: None,
        aim: Aim::AtMost(20.0),
        note: format!("the slowest of 22 searches, {}", slowest.1),
    });
    Ok(())
}
