//! What books come to, and work that is written down, by a whole server.

use std::time::Instant;

use chrono::Days;

use crate::client::{Client, post};
use crate::database::BOOK;
use crate::import_rows::import;
use crate::plan::Bench;
use crate::row_name::RowName;
use crate::sample::Extent;
use crate::server::{Api, KEPT_BYTES};
use crate::table::{Aim, Row, Table};
use crate::terminal::Outcome;
use crate::timing::{median, percentile};

/// Events that are written, each about another client.
const EVENTS: usize = 200;

pub(crate) fn all(bench: &Bench, table: &mut Table) -> Outcome<()> {
    use RowName::{Settle, SettleFirst, WorkWrite};
    if !bench.wants(&[SettleFirst, WorkWrite, Settle]) {
        return Ok(());
    }
    bench.database.settle(BOOK)?;
    // As a server finds it that is the first to know of calls.
    bench.database.execute(
        BOOK,
        "TRUNCATE settled_books, spells, ended_spells, spells_before, changes, settled_agents,
                  reason_totals",
    )?;
    let began = Instant::now();
    let api = Api::start(&bench.database, KEPT_BYTES)?;
    let served = began.elapsed().as_secs_f64();
    let first = api.wait_for(0)?.state.book.sequence;
    api.wait_until_settled(first)?;
    let value = began.elapsed().as_secs_f64() - served;
    let note = "from the first answer on, beside answers".to_owned();
    let aim = Aim::AtMost(60.0);
    table.add(Row { name: SettleFirst, unit: "s", value, limit: None, aim, note });
    if bench.wants(&[WorkWrite]) {
        write_work(&api, table)?;
    }
    if bench.wants(&[Settle]) {
        settle_changes(bench, &api, table)?;
    }
    Ok(())
}

/// An event is answered when it is committed and this server's calls have it.
fn write_work(api: &Api, table: &mut Table) -> Outcome<()> {
    let snapshot = api.wait_for(0)?;
    let calls = calls::CallBook::of(&snapshot.book, calls::Chances::default());
    let accounts = snapshot.book.accounts().filter(|it| calls.row_of(it.place()).is_some());
    let body = r#"{"action": "attempted", "outcome": "no_answer"}"#;
    let mut client = Client::connect(api.running.address)?;
    let mut taken = Vec::new();
    for account in accounts.step_by(7).take(EVENTS) {
        let alone = snapshot.book.accounts_of(account.user_id()).count() == 1;
        if !alone {
            continue;
        }
        let path = format!("/api/calls/{}/work", account.user_id());
        let began = Instant::now();
        client.ask(&post(&path, body))?;
        taken.push(began.elapsed().as_secs_f64() * 1e3);
    }
    table.add(Row {
        name: RowName::WorkWrite,
        unit: "ms",
        value: median(taken.clone()),
        limit: None,
        aim: Aim::Below(10.0),
        note: format!(
            "over HTTP, committed and in the answer; of {} events 99 in 100 within {:.1} ms",
            taken.len(),
            percentile(taken, 0.99)
        ),
    });
    Ok(())
}

fn settle_changes(bench: &Bench, api: &Api, table: &mut Table) -> Outcome<()> {
    let mut connection = bench.database.connect(BOOK)?;
    let mut rounds = Vec::new();
    for round in 0..bench.rounds {
        // An export a day: a date further on would change much of the book by itself.
        let last = api.wait_for(0)?.book.as_of().ok_or("the book has no date")?;
        let file = bench.database.dir().join("changes.json");
        bench.sample.write_changes(Extent::Few, round, &file)?;
        bench.database.checkpoint()?;
        let imported = import(&mut connection, &file, last + Days::new(1))?;
        api.wait_for(imported.import_id)?;
        let served = Instant::now();
        api.wait_until_settled(imported.import_id)?;
        rounds.push(served.elapsed().as_secs_f64());
    }
    table.add(Row {
        name: RowName::Settle,
        unit: "s",
        value: median(rounds),
        limit: None,
        aim: Aim::AtMost(1.0),
        note: format!(
            "{} changes, from when the book is served until its calls say what it came to",
            bench.sample.changed(Extent::Few)
        ),
    });
    Ok(())
}
