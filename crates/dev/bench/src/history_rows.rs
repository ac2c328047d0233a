//! What a daily import leaves behind in the database, by how much of it is new.

use opportunity_core::SipRecord;

use crate::daily_book::{DailyBook, debited, stamped};
use crate::plan::Bench;
use crate::row_name::RowName;
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
    let mut book = DailyBook::new(bench, DATABASE, SIPS)?;
    book.import(|_, _, sip| sip)?;
    for Case { name, days, most, note, change } in CASES {
        let before = book.bytes(GROWN)?;
        for _ in 0..days {
            book.import(change)?;
        }
        let grown = book.bytes(GROWN)? - before;
        table.add(Row {
            name,
            unit: "bytes a SIP",
            value: grown / book.sips() as f64,
            limit: None,
            aim: Aim::AtMost(most),
            note: note.to_owned(),
        });
    }
    book.remove()
}

/// The record on a day of the month, before or after the debit that falls into it.
fn debited_once(day: u64, index: u64, sip: SipRecord) -> SipRecord {
    let due = FIRST_OF_MONTH + index % MONTH;
    if day < due {
        return stamped(sip, 1, index);
    }
    stamped(debited(sip, 1), due - 1, index)
}
