//! The day's calls: putting them in order, keeping them, and asking for them in process.

use std::hint::black_box;

use calls::{
    Call, CallBook, CallQuery, Chances, ClientWork, Day, Ranked, SpellMarks, State, Whose,
    WorkByClient,
};
use opportunity_core::Book;

use crate::database::BOOK;
use crate::plan::Bench;
use crate::read_rows::{PAGE, agents_with_a_page};
use crate::row_name::RowName;
use crate::table::{Aim, Row, Table};
use crate::terminal::Outcome;
use crate::timing::typical;

pub(crate) fn all(bench: &Bench, table: &mut Table) -> Outcome<()> {
    use RowName::{CallsAgent, CallsBook, CallsBuild, CallsMemory};
    if !bench.wants(&[CallsBuild, CallsMemory, CallsAgent, CallsBook]) {
        return Ok(());
    }
    let (_, book) = store_pg::load_book(&mut bench.database.connect(BOOK)?)?;
    let calls = CallBook::of(&book, Chances::default());
    let mut add = |name, unit, value, aim, note| {
        table.add(Row { name, unit, value, limit: None, aim, note });
    };
    let build = typical(|| CallBook::of(&book, Chances::default()));
    let note = format!("{} calls", calls.len());
    add(CallsBuild, "ms", build * 1e3, Aim::None, note);
    let bytes = calls.memory_bytes() as f64 / book.sip_count() as f64;
    add(CallsMemory, "bytes a SIP", bytes, Aim::None, "beside the book".to_owned());
    let agents = agents_with_a_page(&book);
    let agent = agents.get(agents.len() / 2).ok_or("the book has no agent")?;
    let agent = book.agent_place(agent).ok_or("the book does not know its agent")?;
    let open = |whose| CallQuery { whose, state: Some(State::Open), ..CallQuery::default() };
    for (name, unit, scale, bound, query) in [
        (CallsAgent, "µs", 1e6, 200.0, open(Whose::Agents(vec![agent]))),
        (CallsBook, "ms", 1e3, 1.0, open(Whose::Everyones)),
    ] {
        let asked = Asked { book: &book, calls: &calls, marks: &SpellMarks::default() };
        let day = Day::of(&book, &calls, &WorkByClient::new(), bench.later(1));
        let found = asked.page(&day, &query);
        let value = typical(|| black_box(asked.page(black_box(&day), black_box(&query))));
        let note = format!("{} of {}, weighed, with their reasons", found.1, found.0);
        add(name, unit, value * scale, Aim::Below(bound), note);
    }
    Ok(())
}

struct Asked<'a> {
    book: &'a Book,
    calls: &'a CallBook,
    marks: &'a SpellMarks,
}

impl Asked<'_> {
    /// How many calls there are, and how many on the first page, each with all its reasons.
    fn page(&self, day: &Day, query: &CallQuery) -> (usize, usize) {
        let Self { book, calls, marks } = *self;
        let (total, listed) = day.page(Ranked { book, calls, marks }, query, 0, PAGE);
        let nothing_done = ClientWork::default();
        let shown = listed.iter().filter_map(|one| {
            let account = book.account_at(one.place)?;
            let work = one.work.as_deref().unwrap_or(&nothing_done);
            Call::of(account, book.as_of()?, work, day.today(), calls.chances())
        });
        (total, shown.map(black_box).count())
    }
}
