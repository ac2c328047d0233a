//! Imports of the whole export: into an empty book, and once more.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use chrono::NaiveDate;
use importer::{Ending, Quiet, Rejects, Request};
use serde_json::Value;
use store_pg::{ImportOptions, Imported, PgConnection};

use crate::database::BOOK;
use crate::plan::Bench;
use crate::process::{Run, program, run};
use crate::row_name::RowName;
use crate::sample::Sample;
use crate::table::{Aim, Row, Table};
use crate::terminal::{Outcome, say};
use crate::timing::{in_turn, time};

/// An export that shows what an importer needs in any case.
const SMALL: u64 = 100_000;

/// Imports a file of which every record has to be good, within this process.
pub(crate) fn import(
    connection: &mut PgConnection,
    file: &Path,
    as_of: NaiveDate,
) -> Outcome<Imported> {
    let options = ImportOptions { as_of: Some(as_of), strict: true, ..ImportOptions::on(as_of) };
    let request = Request { path: file.to_owned(), options };
    let report = importer::load(connection, &request, &mut Rejects::default(), &mut Quiet);
    match report.ending {
        Ending::Imported(imported) => Ok(imported),
        _ => Err(report.to_string().into()),
    }
}

/// Fills the book that all other rows are about, measured or not.
pub(crate) fn empty(bench: &Bench, table: &mut Table) -> Outcome<()> {
    let Bench { sample, database, .. } = bench;
    let first = fill(bench, sample, BOOK)?;
    if bench.wants(&[RowName::ImportMemory]) {
        memory(bench, table, &first)?;
    }
    if !bench.wants(&[RowName::ImportEmpty]) {
        return Ok(());
    }
    if !database.has_psql() {
        say("• import_empty: left out, because there is no psql here");
        return Ok(());
    }
    let rows = rows(bench)?;
    let ours = |round| -> Outcome<f64> {
        if round == 0 {
            return Ok(first.seconds);
        }
        let run = fill(bench, sample, "filled")?;
        database.remove("filled")?;
        Ok(run.seconds)
    };
    let copy = |_| copy(bench, &rows);
    let (value, limit) = in_turn(bench.rounds, ours, copy)?;
    std::fs::remove_file(&rows)?;
    table.add(Row {
        name: RowName::ImportEmpty,
        unit: "s",
        value,
        limit: Some(limit),
        aim: Aim::RatioAtMost(2.0),
        note: format!("{:.0} records/s; psql COPY of the rows", sample.sips as f64 / value),
    });
    Ok(())
}

/// Writes the rows of the book's records to a file, as psql reads them.
fn rows(bench: &Bench) -> Outcome<PathBuf> {
    let rows = bench.database.dir().join("rows");
    let out = File::create(&rows)?;
    bench.database.psql(BOOK, "COPY sip_records TO STDOUT", Stdio::null(), out.into())?;
    Ok(rows)
}

/// How long psql takes to copy those rows into an empty table like the book's.
fn copy(bench: &Bench, rows: &Path) -> Outcome<f64> {
    drop(bench.database.create("copied")?);
    let from = File::open(rows)?.into();
    let sql = "COPY sip_records FROM STDIN";
    let seconds = time(|| bench.database.psql("copied", sql, from, Stdio::null()))?;
    bench.database.remove("copied")?;
    Ok(seconds)
}

/// Runs the importer on an export, into a new database of that name.
fn fill(bench: &Bench, sample: &Sample, name: &str) -> Outcome<Run> {
    drop(bench.database.create(name)?);
    let mut importer = program("importer")?;
    importer.arg("--database-url").arg(bench.database.url(name));
    importer.args(["import", "--strict", "--json", "--allow-future"]);
    importer.args(["--as-of", &sample.as_of.to_string()]).arg(&sample.file);
    let run = run(importer.stderr(Stdio::null()))?;
    let report: Value = serde_json::from_str(&run.printed)?;
    if report["inserted"] == sample.sips { Ok(run) } else { Err("not all SIPs were new".into()) }
}

/// The importer's memory, beside that for a small export.
fn memory(bench: &Bench, table: &mut Table, run: &Run) -> Outcome<()> {
    let small = Sample::of(SMALL.min(bench.sample.sips), &bench.cache)?;
    let small_run = fill(bench, &small, "small")?;
    bench.database.remove("small")?;
    let (Some(peak), Some(small_peak)) = (run.peak_bytes, small_run.peak_bytes) else {
        say("• import_memory: left out, because this system does not tell");
        return Ok(());
    };
    table.add(Row {
        name: RowName::ImportMemory,
        unit: "MB",
        value: peak as f64 / 1e6,
        limit: Some(small_peak as f64 / 1e6),
        aim: Aim::RatioAtMost(1.25),
        note: format!("the importer's peak; beside that for {} SIPs", small.sips),
    });
    Ok(())
}

/// The same records on a later date.
pub(crate) fn unchanged(bench: &Bench, table: &mut Table) -> Outcome<()> {
    let Bench { sample, database, .. } = bench;
    if !bench.wants(&[RowName::ReimportUnchanged]) {
        return Ok(());
    }
    if !database.has_psql() {
        say("• reimport_unchanged: left out, because there is no psql here");
        return Ok(());
    }
    let mut connection = database.connect(BOOK)?;
    let ours = |round| -> Outcome<f64> {
        database.settle(BOOK)?;
        let as_of = bench.later(u64::from(round) + 1);
        let mut unchanged = 0;
        let seconds = time(|| {
            unchanged = import(&mut connection, &sample.file, as_of)?.unchanged;
            Ok(())
        })?;
        if unchanged == sample.sips { Ok(seconds) } else { Err("a SIP changed".into()) }
    };
    let rows = rows(bench)?;
    let (value, limit) = in_turn(bench.rounds, ours, |_| copy(bench, &rows))?;
    std::fs::remove_file(&rows)?;
    table.add(Row {
        name: RowName::ReimportUnchanged,
        unit: "s",
        value,
        limit: Some(limit),
        aim: Aim::RatioAtMost(1.0),
        note: "psql COPY of the rows into an empty table".to_owned(),
    });
    Ok(())
}
