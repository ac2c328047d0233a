//! Imports of the whole export: into an empty book, and once more.

use std::fs::File;
use std::path::Path;
use std::process::Stdio;

use chrono::NaiveDate;
use importer::{Ending, Quiet, Rejects, Request};
use sip_export::{Entry, ExportReader};
use store_pg::{Imported, PgConnection};

use crate::database::BOOK;
use crate::table::{Aim, Row, Table};
use crate::timing::{in_turn, time};
use crate::{Bench, Outcome, RowName, say};

/// Imports a file of which every record has to be good.
pub(crate) fn import(
    connection: &mut PgConnection,
    file: &Path,
    as_of: NaiveDate,
) -> Outcome<Imported> {
    let request = Request {
        path: file.to_owned(),
        as_of: Some(as_of),
        today: as_of,
        allow_future: false,
        complete: false,
        strict: true,
    };
    let report = importer::load(connection, &request, &mut Rejects::new(None)?, &mut Quiet);
    match report.ending {
        Ending::Imported(imported) => Ok(imported),
        _ => Err(report.to_string().into()),
    }
}

/// Fills the book that all other rows are about, measured or not.
pub(crate) fn empty(bench: &Bench, table: &mut Table) -> Outcome<()> {
    let Bench { sample, database, .. } = bench;
    let fill = |name: &str| -> Outcome<f64> {
        let mut connection = database.create(name)?;
        let mut inserted = 0;
        let seconds = time(|| {
            inserted = import(&mut connection, &sample.file, sample.as_of)?.inserted;
            Ok(())
        })?;
        if inserted == sample.sips { Ok(seconds) } else { Err("not all SIPs were new".into()) }
    };
    let first = fill(BOOK)?;
    if !bench.wants(&[RowName::ImportEmpty]) {
        return Ok(());
    }
    if !database.has_psql() {
        say("• import_empty: left out, because there is no psql here");
        return Ok(());
    }
    let rows = database.dir().join("rows");
    let out = File::create(&rows)?;
    database.psql(BOOK, "COPY sip_records TO STDOUT", Stdio::null(), out.into())?;
    let ours = |round| -> Outcome<f64> {
        if round == 0 {
            return Ok(first);
        }
        let seconds = fill("filled")?;
        database.remove("filled")?;
        Ok(seconds)
    };
    let copy = |_| {
        drop(database.create("copied")?);
        let from = File::open(&rows)?.into();
        let sql = "COPY sip_records FROM STDIN";
        let seconds = time(|| database.psql("copied", sql, from, Stdio::null()))?;
        database.remove("copied")?;
        Ok(seconds)
    };
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

/// The same records on a later date.
pub(crate) fn unchanged(bench: &Bench, table: &mut Table) -> Outcome<()> {
    let Bench { sample, database, .. } = bench;
    if !bench.wants(&[RowName::ReimportUnchanged]) {
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
    let parse = |_| {
        time(|| {
            let mut reader = ExportReader::new(File::open(&sample.file)?, None)?;
            reader.try_for_each(|entry| match entry? {
                Entry::Good(_) => Ok(()),
                Entry::Bad(_) => Err("a bad record".into()),
            })
        })
    };
    let (value, limit) = in_turn(bench.rounds, ours, parse)?;
    table.add(Row {
        name: RowName::ReimportUnchanged,
        unit: "s",
        value,
        limit: Some(limit),
        aim: Aim::RatioAtMost(2.0),
        note: "reading and parsing the file".to_owned(),
    });
    Ok(())
}
