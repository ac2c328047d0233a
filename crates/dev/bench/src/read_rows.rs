//! The book: reading it, keeping it, and asking it in process.

use std::hint::black_box;

use opportunity_core::{Book, Kind, Policy, Query, Scope};
use store_pg::BOOK_COLUMNS;

use crate::database::BOOK;
use crate::plan::Bench;
use crate::row_name::RowName;
use crate::table::{Aim, Row, Table};
use crate::terminal::Outcome;
use crate::timing::{in_turn, time, typical};

/// Rows of a page.
pub(crate) const PAGE: usize = 100;

const BYTES_A_FIELD: usize = 8;

/// The agents with a page of opportunities, the fewest first; else the one with the most.
pub(crate) fn agents_with_a_page(book: &Book) -> Vec<&str> {
    let mut agents: Vec<_> = book.agents().filter(|agent| agent.agent_id != "0").collect();
    agents.sort_by_key(|agent| agent.opportunities.total().count);
    let first = agents
        .partition_point(|agent| agent.opportunities.total().count < PAGE as u64)
        .min(agents.len().saturating_sub(1));
    agents.iter().skip(first).map(|agent| agent.agent_id.as_str()).collect()
}

/// An agent of middling size among those.
fn middling_agent(book: &Book) -> Outcome<&str> {
    let agents = agents_with_a_page(book);
    Ok(agents.get(agents.len() / 2).ok_or("the book has no agent")?)
}

pub(crate) fn all(bench: &Bench, table: &mut Table) -> Outcome<()> {
    use RowName::{AgentList, BookBuild, BookList, BookMemory, BookStats};
    use RowName::{AllThresholds, LaterDate, OtherThresholds};
    if bench.wants(&[BookBuild]) {
        build(bench, table)?;
    }
    let rest =
        [BookMemory, AgentList, BookList, BookStats, OtherThresholds, AllThresholds, LaterDate];
    if !bench.wants(&rest) {
        return Ok(());
    }
    let fields = BOOK_COLUMNS.split(',').count();
    let (_, book) = store_pg::load_book(&mut bench.database.connect(BOOK)?)?;
    table.add(Row {
        name: BookMemory,
        unit: "bytes a SIP",
        value: book.memory_bytes() as f64 / book.sip_count() as f64,
        limit: Some((fields * BYTES_A_FIELD) as f64),
        aim: Aim::AtMost(160.0),
        note: format!("{BYTES_A_FIELD} bytes for each of {fields} fields"),
    });
    ranked(bench, table, &book)?;
    scanned(bench, table, &book)
}

fn build(bench: &Bench, table: &mut Table) -> Outcome<()> {
    let copy = format!(
        "COPY (SELECT {BOOK_COLUMNS} FROM sip_records r JOIN sip_sightings s USING (sip_meta_id) \
         WHERE r.deleted IS DISTINCT FROM true) TO '/dev/null'"
    );
    let mut connection = bench.database.connect(BOOK)?;
    // Run once before it is measured, so that both find the tables in the system's cache.
    bench.database.execute(BOOK, &copy)?;
    let (value, limit) = in_turn(
        bench.rounds,
        |_| time(|| Ok(store_pg::load_book(&mut connection)?)),
        |_| time(|| bench.database.execute(BOOK, &copy)),
    )?;
    table.add(Row {
        name: RowName::BookBuild,
        unit: "s",
        value,
        limit: Some(limit),
        aim: Aim::RatioAtMost(1.5),
        note: "COPY of the same columns to /dev/null by the server".to_owned(),
    });
    Ok(())
}

/// What was put in order when the book was built.
fn ranked(bench: &Bench, table: &mut Table, book: &Book) -> Outcome<()> {
    let agent = middling_agent(book)?;
    let own = Query { scope: Scope::Agent(agent.to_owned()), ..Query::default() };
    let everything = Query::default();
    let mut add = |name, unit, scale: f64, bound, note, work: &dyn Fn()| {
        let (seconds, _) = in_turn(bench.rounds, |_| Ok(typical(work)), |_| Ok(f64::NAN))?;
        let aim = Aim::Below(bound);
        table.add(Row { name, unit, value: seconds * scale, limit: None, aim, note });
        Outcome::Ok(())
    };
    let page = |query: &Query| drop(black_box(book.page(black_box(query), 0, PAGE)));
    let found = |query: &Query| format!("{PAGE} of {}", book.page(query, 0, 0).total);
    add(RowName::AgentList, "µs", 1e6, 100.0, found(&own), &|| page(&own))?;
    add(RowName::BookList, "ms", 1e3, 1.0, found(&everything), &|| page(&everything))?;
    add(RowName::BookStats, "ms", 1e3, 1.0, "added up before".to_owned(), &|| {
        black_box(book.stats(black_box(&everything)));
    })
}

/// What takes a pass over the book, beside a pass over as many bytes.
fn scanned(bench: &Bench, table: &mut Table, book: &Book) -> Outcome<()> {
    let bytes = book.memory_bytes();
    let words: Vec<u64> = (0..bytes as u64 / 8).collect();
    let one = Policy::default().with(Kind::NoSipIncrease, "min_months", 6)?;
    let queries = [
        (RowName::OtherThresholds, 1.5, Query { policy: one, ..Query::default() }),
        (RowName::AllThresholds, 4.0, Query { policy: all_moved()?, ..Query::default() }),
        (RowName::LaterDate, 3.0, Query { as_of: Some(bench.later(1)), ..Query::default() }),
    ];
    for (name, most, query) in queries {
        let (value, limit) = in_turn(
            bench.rounds,
            |_| Ok(typical(|| book.page(black_box(&query), 0, PAGE).total)),
            |_| Ok(typical(|| black_box(&words).iter().sum::<u64>())),
        )?;
        table.add(Row {
            name,
            unit: "ms",
            value: value * 1e3,
            limit: Some(limit * 1e3),
            aim: Aim::RatioAtMost(most),
            note: format!(
                "{PAGE} of {}; a sum over all {} MB of the book",
                book.page(&query, 0, 0).total,
                bytes / 1_000_000
            ),
        });
    }
    Ok(())
}

/// The first threshold of every kind that has one, a little higher than it stands.
fn all_moved() -> Outcome<Policy> {
    let mut policy = Policy::default();
    for kind in Kind::ALL {
        if let Some(threshold) = kind.rule().thresholds.first() {
            policy = policy.with(kind, threshold.name, threshold.default + 1)?;
        }
    }
    Ok(policy)
}
