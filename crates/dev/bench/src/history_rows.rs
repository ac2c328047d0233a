//! What a daily import leaves behind in the database, by how much of it is new.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

use chrono::{NaiveTime, TimeDelta};
use opportunity_core::SipRecord;
use sip_export::{Entry, ExportReader, ExportWriter, ReadOptions};
use store_pg::PgConnection;

use crate::import_rows::import;
use crate::plan::Bench;
use crate::row_name::RowName;
use crate::sample::Sample;
use crate::table::{Aim, Row, Table};
use crate::terminal::Outcome;

/// What is stored of a SIP does not depend on how many there are.
const SIPS: u64 = 100_000;

/// Days of a month, on each of which another share of the SIPs changes.
const MONTH: u64 = 30;

/// The day that the month begins on: the sample and the two other cases come before.
const FIRST_OF_MONTH: u64 = 3;

const DATABASE: &str = "history";

/// What only grows: the rest is rewritten in place.
const GROWN: &str = "
    SELECT sum(pg_total_relation_size(t))::bigint
      FROM unnest(ARRAY['import_observations', 'sip_amounts', 'imports']::regclass[]) AS t";

/// A row: its name, the days it lasts, and what it should come to.
struct Case {
    name: RowName,
    days: u64,
    most: f64,
    note: &'static str,
    change: fn(u64, u64, SipRecord) -> SipRecord,
}

const CASES: [Case; 3] = [
    Case {
        name: RowName::HistoryUnchanged,
        days: 1,
        most: 2.0,
        note: "of an import of which nothing is new",
        change: |_, _, sip| sip,
    },
    Case {
        name: RowName::HistoryRestamped,
        days: 1,
        most: 4.0,
        note: "of an import of which only every event_date is new",
        change: |_, index, sip| stamped(sip, 1, index),
    },
    Case {
        name: RowName::HistoryMonth,
        days: MONTH,
        most: 100.0,
        note: "of 30 daily imports in which each SIP was debited once",
        change: debited_once,
    },
];

pub(crate) fn all(bench: &Bench, table: &mut Table) -> Outcome<()> {
    if !bench.wants(&CASES.map(|case| case.name)) {
        return Ok(());
    }
    let mut book = Book {
        bench,
        sample: Sample::of(SIPS.min(bench.sample.sips), &bench.cache)?,
        connection: bench.database.create(DATABASE)?,
        day: 0,
    };
    book.import(|_, _, sip| sip)?;
    for Case { name, days, most, note, change } in CASES {
        let before = book.bytes()?;
        for _ in 0..days {
            book.import(change)?;
        }
        let grown = book.bytes()? - before;
        table.add(Row {
            name,
            unit: "bytes a SIP",
            value: grown / book.sample.sips as f64,
            limit: None,
            aim: Aim::AtMost(most),
            note: note.to_owned(),
        });
    }
    drop(book);
    bench.database.remove(DATABASE)
}

/// A book that gets an export a day.
struct Book<'a> {
    bench: &'a Bench,
    sample: Sample,
    connection: PgConnection,
    day: u64,
}

impl Book<'_> {
    /// Imports the sample of the next day, each record changed by day and by its place.
    fn import(&mut self, change: fn(u64, u64, SipRecord) -> SipRecord) -> Outcome<()> {
        let file = self.write(change)?;
        let imported = import(&mut self.connection, &file, self.bench.later(self.day))?;
        self.day += 1;
        if imported.stale == 0 { Ok(()) } else { Err("a record came too late".into()) }
    }

    fn write(&self, change: fn(u64, u64, SipRecord) -> SipRecord) -> Outcome<PathBuf> {
        let path = self.bench.database.dir().join("day.json");
        let mut export = ExportWriter::new(BufWriter::new(File::create(&path)?))?;
        for (index, entry) in (0..).zip(ExportReader::new(
            File::open(&self.sample.file)?,
            None,
            ReadOptions::default(),
        )?) {
            let Entry::Good(located) = entry? else { return Err("a bad record".into()) };
            export.write(&change(self.day, index, located.sip))?;
        }
        export.finish()?;
        Ok(path)
    }

    fn bytes(&self) -> Outcome<f64> {
        self.bench.database.settle(DATABASE)?;
        Ok(self.bench.database.count(DATABASE, GROWN)? as f64)
    }
}

/// The record with a new event_date, at another minute for each SIP, so many days after the sample's
/// newest.
fn stamped(sip: SipRecord, days: u64, index: u64) -> SipRecord {
    let newest = sip.inserted_at.max(sip.event_date).unwrap_or_default();
    let minutes = i64::try_from(days * 24 * 60 + index * 7 % (24 * 60)).unwrap_or_default();
    let event_date = newest.date().and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes);
    SipRecord { event_date: Some(event_date), ..sip }
}

/// The record on a day of the month, before or after the debit that falls into it.
fn debited_once(day: u64, index: u64, sip: SipRecord) -> SipRecord {
    let due = FIRST_OF_MONTH + index % MONTH;
    if day < due {
        return stamped(sip, 1, index);
    }
    let paid = sip.success_amount.map(|paid| paid + sip.amount);
    let sip = SipRecord {
        success_count: sip.success_count.map(|count| count + 1),
        success_amount: paid,
        ..sip
    };
    stamped(sip, due - 1, index)
}
