//! A list of calls: those that something was done about, merged into those that stand as ranked.

use std::sync::Arc;

use crate::call::ClientWork;
use crate::call_book::{CallRow, Ranked, compare};
use crate::call_query::CallQuery;
use crate::places::Places;
use crate::standing::State;
use crate::worked_row::WorkedRow;

/// A call on a list: where it is, and what was done about its client.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The account's place in the book.
    pub place: usize,
    /// What was done; none where nothing was.
    pub work: Option<Arc<ClientWork>>,
}

impl Listed {
    pub(crate) fn of(row: &CallRow, work: Option<&Arc<ClientWork>>) -> Self {
        Self { place: row.place as usize, work: work.cloned() }
    }
}

/// The calls of one agent, or of all, that a question takes.
#[derive(Clone, Copy)]
pub(crate) struct DayList<'a> {
    /// The worked accounts in question, in order.
    pub(crate) worked: &'a [WorkedRow],
    /// The places of all worked accounts.
    pub(crate) places: &'a Places,
    pub(crate) ranked: Ranked<'a>,
    pub(crate) query: &'a CallQuery,
    /// The agent's place; none for all.
    pub(crate) agent: Option<usize>,
}

impl<'a> DayList<'a> {
    /// Those that something was done about, in order.
    pub(crate) fn worked(self) -> impl Iterator<Item = &'a WorkedRow> {
        let (query, ranked) = (self.query, self.ranked);
        self.worked.iter().filter(move |row| query.takes_worked(ranked.calls, ranked.marks, row))
    }

    /// Those that nothing was done about, in order.
    pub(crate) fn untouched(self) -> impl Iterator<Item = &'a CallRow> {
        let (places, query, ranked) = (self.places, self.query, self.ranked);
        let rows = query.takes_state(State::Open).then(|| ranked.calls.ranked(self.agent));
        rows.into_iter().flatten().filter(move |row| {
            !places.have(row.place) && query.takes(ranked.calls, ranked.marks, row)
        })
    }

    fn count(self) -> usize {
        let worked = self.worked().count();
        if !self.query.takes_state(State::Open) {
            return worked;
        }
        let untouched = if self.query.takes_every_row() {
            let all = self.ranked.calls.ranked(self.agent).len();
            all.saturating_sub(self.worked.len())
        } else {
            self.untouched().count()
        };
        worked + untouched
    }

    /// Both merged into one order, of which one page is taken.
    pub(crate) fn page(self, offset: usize, limit: usize) -> (usize, Vec<Listed>) {
        let mut worked = self.worked().peekable();
        let mut untouched = self.untouched().peekable();
        let merged = std::iter::from_fn(|| {
            let is_worked_first = match (worked.peek(), untouched.peek()) {
                (Some(a), Some(b)) => compare(self.ranked.book, &a.row, b).is_lt(),
                (worked, _) => worked.is_some(),
            };
            if is_worked_first {
                worked.next().map(|row| (&row.row, Some(&row.work)))
            } else {
                untouched.next().map(|row| (row, None))
            }
        });
        let page = merged.skip(offset).take(limit);
        (self.count(), page.map(|(row, work)| Listed::of(row, work)).collect())
    }
}
