//! A day's work: the calls of a book with what was done put on top of it.
//!
//! Nearly all accounts have no work, and stand as the book ranks them; those that have some are few,
//! are weighed anew, and are merged in.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use opportunity_core::{Account, Book};

use crate::call::{Call, ClientWork};
use crate::call_book::{
    CallBook, CallRow, Ranked, SpellMarks, compare, is_new, kinds_of, narrow, paise,
};
use crate::call_query::{CallQuery, Whose};
use crate::day_list::{DayList, Listed};
use crate::kind_sums::KindSums;
use crate::places::Places;
use crate::standing::State;
use crate::weighing::ToWeigh;
use crate::worked_row::WorkedRow;

/// What was done, client by client.
pub type WorkByClient = HashMap<Box<str>, Arc<ClientWork>>;

/// The worked accounts of one agent.
#[derive(Clone, Debug, Default)]
struct AgentDay {
    /// In order.
    rows: Vec<WorkedRow>,
    /// What they come to, less what they came to before anything was done.
    change: KindSums,
}

/// What was done, put on top of a call book, on a day. Cheap to copy with one client changed.
#[derive(Clone, Debug)]
pub struct Day {
    today: NaiveDate,
    agents: HashMap<u32, Arc<AgentDay>>,
    /// All worked accounts, in order.
    ranked: Arc<Vec<WorkedRow>>,
    /// The places of worked accounts.
    worked: Arc<Places>,
    change: KindSums,
}

/// What the calls of a day come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayStats {
    /// What counts and is open.
    pub open: KindSums,
    /// Open calls with something that the newest book told.
    pub new: usize,
    /// Open calls with a broken promise.
    pub broken_promises: usize,
    /// Calls that wait for a promise.
    pub waiting: usize,
    /// Calls that are put off.
    pub snoozed: usize,
    /// Calls that are dismissed.
    pub dismissed: usize,
}

impl Day {
    /// The day of a book, with all that was done.
    #[must_use]
    pub fn of(book: &Book, calls: &CallBook, work: &WorkByClient, today: NaiveDate) -> Self {
        let mut day = Self {
            today,
            agents: HashMap::new(),
            ranked: Arc::default(),
            worked: Arc::default(),
            change: KindSums::default(),
        };
        let mut agents: HashMap<u32, AgentDay> = HashMap::new();
        for (user_id, work) in work {
            for account in book.accounts_of(user_id) {
                if let Some((row, change)) = day.worked_row(calls, account, work) {
                    let agent = agents.entry(row.row.agent).or_default();
                    agent.change += change;
                    day.change += change;
                    agent.rows.push(row);
                }
            }
        }
        let mut ranked: Vec<WorkedRow> = Vec::new();
        let mut worked = Places::none_of(book.account_count());
        for agent in agents.values_mut() {
            agent.rows.sort_unstable_by(|a, b| compare(book, &a.row, &b.row));
            for row in &agent.rows {
                worked.put(row.row.place);
            }
            ranked.extend(agent.rows.iter().cloned());
        }
        ranked.sort_unstable_by(|a, b| compare(book, &a.row, &b.row));
        day.agents = agents.into_iter().map(|(place, agent)| (place, Arc::new(agent))).collect();
        (day.ranked, day.worked) = (Arc::new(ranked), Arc::new(worked));
        day
    }

    /// The same day after something was done about one client: `work` is all that was.
    #[must_use]
    pub fn with_client(
        &self,
        book: &Book,
        calls: &CallBook,
        user_id: &str,
        work: &Arc<ClientWork>,
    ) -> Self {
        let mut day = self.clone();
        for account in book.accounts_of(user_id) {
            let place = narrow(account.place());
            if self.worked.have(place) {
                day.take_out(book, calls, account);
            }
            if let Some((row, change)) = day.worked_row(calls, account, work) {
                day.put_in(book, row, change);
            }
        }
        day
    }

    /// A worked account as it stands, and what that changes; none where there is no reason to call.
    fn worked_row(
        &self,
        calls: &CallBook,
        account: Account<'_>,
        work: &Arc<ClientWork>,
    ) -> Option<(WorkedRow, KindSums)> {
        let (_, before) = calls.row_of(account.place())?;
        let as_of = calls.as_of()?;
        let call = Call::of(account, as_of, work, self.today, calls.chances())?;
        let mut change = sums_of(&call, calls);
        change -= sums_of(&untouched(account, calls)?, calls);
        let (to_weigh, weighed) = call.as_found();
        let row = CallRow {
            kinds: kinds_of(&to_weigh, weighed),
            order: weighed.order.into(),
            monthly_value: paise(weighed),
            ..*before
        };
        let row = WorkedRow {
            row,
            state: weighed.state,
            promise_broken: weighed.promise_broken,
            work: Arc::clone(work),
        };
        Some((row, change))
    }

    fn take_out(&mut self, book: &Book, calls: &CallBook, account: Account<'_>) {
        let place = narrow(account.place());
        let agent = narrow(account.agent_place());
        let Some(of_agent) = self.agents.get_mut(&agent).map(Arc::make_mut) else { return };
        let Some(at) = of_agent.rows.iter().position(|row| row.row.place == place) else { return };
        let old = of_agent.rows.remove(at);
        if let Some((_, change)) = self.worked_row(calls, account, &old.work) {
            self.change -= change;
            if let Some(of_agent) = self.agents.get_mut(&agent).map(Arc::make_mut) {
                of_agent.change -= change;
            }
        }
        let ranked = Arc::make_mut(&mut self.ranked);
        let at = ranked.partition_point(|row| compare(book, &row.row, &old.row).is_lt());
        if ranked.get(at).is_some_and(|row| row.row.place == place) {
            ranked.remove(at);
        }
        Arc::make_mut(&mut self.worked).take_out(place);
    }

    fn put_in(&mut self, book: &Book, row: WorkedRow, change: KindSums) {
        Arc::make_mut(&mut self.worked).put(row.row.place);
        self.change += change;
        let insert = |rows: &mut Vec<WorkedRow>, row: WorkedRow| {
            let at = rows.partition_point(|other| compare(book, &other.row, &row.row).is_lt());
            rows.insert(at, row);
        };
        insert(Arc::make_mut(&mut self.ranked), row.clone());
        let of_agent = Arc::make_mut(self.agents.entry(row.row.agent).or_default());
        of_agent.change += change;
        insert(&mut of_agent.rows, row);
    }

    /// The date in Asia/Kolkata that it is of.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// What was done about the client of an account; none where nothing was, or there is no call.
    #[must_use]
    pub fn worked(&self, account: Account<'_>) -> Option<&WorkedRow> {
        let of_agent = self.agents.get(&narrow(account.agent_place()))?;
        of_agent.rows.iter().find(|row| row.row.place == narrow(account.place()))
    }

    /// How many calls a question finds, and those from `offset` on, at most `limit` of them.
    #[must_use]
    pub fn page(
        &self,
        ranked: Ranked<'_>,
        query: &CallQuery,
        offset: usize,
        limit: usize,
    ) -> (usize, Vec<Listed>) {
        match &query.whose {
            Whose::Everyones => self.list(ranked, query, None).page(offset, limit),
            Whose::Agents(agents) => match agents.as_slice() {
                [] => (0, Vec::new()),
                [one] => self.list(ranked, query, Some(*one)).page(offset, limit),
                several => self.page_of_several(ranked, query, several, offset, limit),
            },
        }
    }

    fn list<'a>(
        &'a self,
        ranked: Ranked<'a>,
        query: &'a CallQuery,
        agent: Option<usize>,
    ) -> DayList<'a> {
        let worked = self.worked_rows(agent);
        DayList { worked, places: &self.worked, ranked, query, agent }
    }

    fn page_of_several(
        &self,
        ranked: Ranked<'_>,
        query: &CallQuery,
        agents: &[usize],
        offset: usize,
        limit: usize,
    ) -> (usize, Vec<Listed>) {
        let lists: Vec<_> =
            agents.iter().map(|agent| self.list(ranked, query, Some(*agent))).collect();
        let mut rows: Vec<(&CallRow, Option<&Arc<ClientWork>>)> = Vec::new();
        for list in &lists {
            rows.extend(list.worked().map(|row| (&row.row, Some(&row.work))));
            rows.extend(list.untouched().map(|row| (row, None)));
        }
        rows.sort_unstable_by(|(a, _), (b, _)| compare(ranked.book, a, b));
        let page = rows.iter().skip(offset).take(limit);
        (rows.len(), page.map(|(row, work)| Listed::of(row, *work)).collect())
    }

    fn worked_rows(&self, agent: Option<usize>) -> &[WorkedRow] {
        match agent {
            None => &self.ranked,
            Some(agent) => self.agents.get(&narrow(agent)).map_or(&[], |agent| &agent.rows),
        }
    }

    /// What the calls in question come to; only whose they are is asked of the question.
    #[must_use]
    pub fn stats(&self, Ranked { calls, marks, .. }: Ranked<'_>, whose: &Whose) -> DayStats {
        let mut stats = DayStats::default();
        let new_of = |agent: Option<usize>| {
            let in_scope = |row: &&CallRow| agent.is_none_or(|agent| row.agent as usize == agent);
            let untouched = marks.new_rows(calls).filter(in_scope);
            untouched.filter(|row| !self.worked.have(row.place)).count()
        };
        let mut add = |agent: Option<usize>, change: KindSums| {
            stats.open += calls.sums(agent);
            stats.open += change;
            stats.new += new_of(agent);
            for row in self.worked_rows(agent) {
                stats.add(row, calls, marks);
            }
        };
        match whose {
            Whose::Everyones => add(None, self.change),
            Whose::Agents(agents) => {
                for agent in agents {
                    let of_agent = self.agents.get(&narrow(*agent));
                    add(Some(*agent), of_agent.map(|agent| agent.change).unwrap_or_default());
                }
            }
        }
        stats
    }
}

impl DayStats {
    fn add(&mut self, row: &WorkedRow, calls: &CallBook, marks: &SpellMarks) {
        match row.state {
            State::Open => {
                self.broken_promises += usize::from(row.promise_broken);
                self.new += usize::from(is_new(calls, marks, &row.row));
            }
            State::Waiting => self.waiting += 1,
            State::Snoozed => self.snoozed += 1,
            State::Dismissed => self.dismissed += 1,
        }
    }
}

fn untouched<'a>(account: Account<'a>, calls: &CallBook) -> Option<Call<'a>> {
    static NOTHING_DONE: ClientWork = ClientWork { events: Vec::new(), no_contact: false };
    let as_of = calls.as_of()?;
    Call::of(account, as_of, &NOTHING_DONE, as_of, calls.chances())
}

fn sums_of(call: &Call<'_>, calls: &CallBook) -> KindSums {
    let (to_weigh, weighed): (Vec<ToWeigh<'_>>, _) = call.as_found();
    KindSums::of(&to_weigh, weighed, calls.chances())
}
