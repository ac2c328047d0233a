//! What it costs an import that it can be taken back, and what taking it back takes.

use opportunity_core::SipRecord;

use crate::daily_book::{DailyBook, debited, stamped};
use crate::plan::Bench;
use crate::row_name::RowName;
use crate::table::{Aim, Row, Table};
use crate::terminal::Outcome;
use crate::timing::{in_turn, time};

/// One SIP in so many changes from one day to the next, where few do.
const FEW: u64 = 100;

/// What is kept to be put back.
const KEPT: &str = "SELECT pg_total_relation_size('replaced_records')::bigint";

/// A book whose imports keep nothing: the statement that would is not carried out at all.
const KEEP_NOTHING: &str =
    "CREATE RULE keep_nothing AS ON INSERT TO replaced_records DO INSTEAD NOTHING";

const NAMES: [RowName; 4] =
    [RowName::UndoKeepsFew, RowName::UndoKeepsAll, RowName::UndoBytes, RowName::UndoImport];

pub(crate) fn all(bench: &Bench, table: &mut Table) -> Outcome<()> {
    if !bench.wants(&NAMES) {
        return Ok(());
    }
    let mut keeping = DailyBook::new(bench, "keeping", u64::MAX)?;
    let mut other = DailyBook::new(bench, "keeping_nothing", u64::MAX)?;
    bench.database.execute("keeping_nothing", KEEP_NOTHING)?;
    keeping.import(|_, _, sip| sip)?;
    other.import(|_, _, sip| sip)?;
    for (name, change, note) in [
        (RowName::UndoKeepsFew, some as fn(u64, u64, SipRecord) -> SipRecord, "one SIP in 100"),
        (RowName::UndoKeepsAll, each, "every SIP"),
    ] {
        let ours = |_| {
            keeping.settle()?;
            keeping.import(change)
        };
        let limit = |_| {
            other.settle()?;
            other.import(change)
        };
        let (value, limit) = in_turn(bench.rounds, ours, limit)?;
        table.add(Row {
            name,
            unit: "s",
            value,
            limit: Some(limit),
            aim: Aim::RatioAtMost(1.1),
            note: format!("an import that changes {note}; the same, keeping nothing"),
        });
    }
    other.remove()?;
    let before = keeping.bytes(KEPT)?;
    keeping.import(each)?;
    table.add(Row {
        name: RowName::UndoBytes,
        unit: "bytes a SIP",
        value: (keeping.bytes(KEPT)? - before) / keeping.sips() as f64,
        limit: None,
        aim: Aim::AtMost(1_000.0),
        note: "kept of an import that changes every SIP, while it is one of the ten newest".into(),
    });
    take_back(&mut keeping, table)?;
    keeping.remove()
}

fn take_back(book: &mut DailyBook<'_>, table: &mut Table) -> Outcome<()> {
    let imports = store_pg::import_log(&mut book.connection, 0, 1)?.imports;
    let newest = imports.first().ok_or("no import is in the log")?.import_id;
    book.settle()?;
    let sips = book.sips();
    let connection = &mut book.connection;
    let value = time(|| Ok(store_pg::undo_import(connection, newest, "bench", &mut |_| Ok(()))?))?;
    table.add(Row {
        name: RowName::UndoImport,
        unit: "s",
        value,
        limit: None,
        aim: Aim::AtMost(120.0),
        note: format!("the newest import taken back, which changed all of {sips} SIPs"),
    });
    Ok(())
}

/// The record after a debit a day.
fn each(day: u64, index: u64, sip: SipRecord) -> SipRecord {
    stamped(debited(sip, u32::try_from(day).unwrap_or(u32::MAX)), day, index)
}

/// The record after the debits that were its turn so far, and one turn in so many days.
fn some(day: u64, index: u64, sip: SipRecord) -> SipRecord {
    let turns = (day + index % FEW) / FEW;
    stamped(debited(sip, u32::try_from(turns).unwrap_or(u32::MAX)), day, index)
}
