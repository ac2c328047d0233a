//! A book that gets an export a day, each record changed by the day and by its place.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

use chrono::{NaiveTime, TimeDelta};
use opportunity_core::{Paise, SipRecord};
use sip_export::{Entry, ExportReader, ExportWriter, ReadOptions};
use store_pg::PgConnection;

use crate::import_rows::import;
use crate::plan::Bench;
use crate::sample::Sample;
use crate::terminal::Outcome;
use crate::timing::time;

/// How a record looks on a day, by its place in the sample.
pub(crate) type Change = fn(u64, u64, SipRecord) -> SipRecord;

pub(crate) struct DailyBook<'a> {
    bench: &'a Bench,
    name: &'static str,
    sample: Sample,
    pub(crate) connection: PgConnection,
    day: u64,
}

impl<'a> DailyBook<'a> {
    /// An empty book in a database of that name, for so many SIPs at most.
    pub(crate) fn new(bench: &'a Bench, name: &'static str, sips: u64) -> Outcome<Self> {
        Ok(Self {
            bench,
            name,
            sample: Sample::of(sips.min(bench.sample.sips), &bench.cache)?,
            connection: bench.database.create(name)?,
            day: 0,
        })
    }

    pub(crate) fn sips(&self) -> u64 {
        self.sample.sips
    }

    /// Imports the sample of the next day, and tells how many seconds that took.
    pub(crate) fn import(&mut self, change: Change) -> Outcome<f64> {
        let file = self.write(change)?;
        let as_of = self.bench.later(self.day);
        self.day += 1;
        let mut stale = 0;
        let seconds = time(|| {
            stale = import(&mut self.connection, &file, as_of)?.stale;
            Ok(())
        })?;
        if stale == 0 { Ok(seconds) } else { Err("a record came too late".into()) }
    }

    fn write(&self, change: Change) -> Outcome<PathBuf> {
        let path = self.bench.database.dir().join("day.json");
        let mut export = ExportWriter::new(BufWriter::new(File::create(&path)?))?;
        let sample =
            ExportReader::new(File::open(&self.sample.file)?, None, ReadOptions::default())?;
        for (index, entry) in (0..).zip(sample) {
            let Entry::Good(located) = entry? else { return Err("a bad record".into()) };
            export.write(&change(self.day, index, located.sip))?;
        }
        export.finish()?;
        Ok(path)
    }

    /// Nothing is left to be done in the background.
    pub(crate) fn settle(&self) -> Outcome<()> {
        self.bench.database.settle(self.name)
    }

    /// A count of bytes that a statement tells.
    pub(crate) fn bytes(&self, sql: &str) -> Outcome<f64> {
        self.settle()?;
        Ok(self.bench.database.count(self.name, sql)? as f64)
    }

    pub(crate) fn remove(self) -> Outcome<()> {
        let Self { bench, name, connection, .. } = self;
        drop(connection);
        bench.database.remove(name)
    }
}

/// The record with a new event_date, at another minute for each SIP, so many days after the sample's
/// newest.
pub(crate) fn stamped(sip: SipRecord, days: u64, index: u64) -> SipRecord {
    let newest = sip.inserted_at.max(sip.event_date).unwrap_or_default();
    let minutes = i64::try_from(days * 24 * 60 + index * 7 % (24 * 60)).unwrap_or_default();
    let event_date = newest.date().and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes);
    SipRecord { event_date: Some(event_date), ..sip }
}

/// The record after so many more debits that went through.
pub(crate) fn debited(sip: SipRecord, debits: u32) -> SipRecord {
    let paid: Paise = (0..debits).map(|_| sip.amount).sum();
    SipRecord {
        success_count: sip.success_count.map(|count| count + debits),
        success_amount: sip.success_amount.map(|before| before + paid),
        ..sip
    }
}
