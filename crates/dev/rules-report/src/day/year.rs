//! A year, book after book: the export, what it ended, the calls of the day after, the month.

use calls::{
    Call, CallBook, CallQuery, Chances, ClientWork, Comparison, Day, Elsewhere, EndedSpell, Listed,
    Nature, RULES_VERSION, Ranked, ReasonKey, RunningSpells, State, Whose, WorkByClient,
};
use chrono::{Days, Months, NaiveDate};
use opportunity_core::{BadFacts, Book};
use sample_book::chance::{Chance, Seed, Stream};

use super::behaviour::{BOOKS, CALLS_A_DAY};
use super::call_truth::CallTruth;
use super::credits::{nature_of, would_come_anyway};
use super::mend::live_month;
use super::partner::{made, talked_about};
use super::report::DayReport;
use super::seen_again::Again;
use super::sips::{FirmSip, Ids, book, draw};
use super::work_log::WorkLog;
use crate::degree::Degree;

/// The date of the first book.
const FIRST_BOOK: NaiveDate = match NaiveDate::from_ymd_opt(2025, 2, 20) {
    Some(date) => date,
    None => unreachable!(),
};

/// Whether what was done is put on top of the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    /// As the product does.
    Remembers,
    /// Every day begins as if nothing had been done: what the other is held against.
    Forgets,
}

impl DayReport {
    /// Lives a year of so many lives of a seed, and works its days.
    ///
    /// # Errors
    /// A record that no book would take.
    pub fn drawn(seed: &Seed, degree: Degree, lives: u64, desk: Desk) -> Result<Self, BadFacts> {
        let mut report = Self::of_nothing(degree);
        Year::begin(seed, degree, lives, desk, &mut report).live()?;
        Ok(report)
    }
}

/// A year of a firm, as it is lived.
struct Year<'a> {
    seed: &'a Seed,
    desk: Desk,
    sips: Vec<FirmSip>,
    spells: RunningSpells,
    spells_left_alone: RunningSpells,
    log: WorkLog,
    report: &'a mut DayReport,
}

/// Compares a book with the spells before it, takes over what came of it, and gives what has ended.
fn settled(spells: &mut RunningSpells, month: u8, book: &Book) -> Vec<EndedSpell> {
    let Some(comparison) = Comparison::of(spells, book) else { return Vec::new() };
    let settlement = comparison.settle(month.into(), RULES_VERSION, &Elsewhere::new());
    let ended = settlement.ended.clone();
    settlement.apply(spells);
    ended
}

fn date_of(month: u8) -> NaiveDate {
    FIRST_BOOK + Months::new(month.into())
}

impl<'a> Year<'a> {
    fn begin(
        seed: &'a Seed,
        degree: Degree,
        lives: u64,
        desk: Desk,
        report: &'a mut DayReport,
    ) -> Self {
        let sips = draw(seed, degree, lives, date_of(BOOKS));
        let (spells, spells_left_alone) = (RunningSpells::default(), RunningSpells::default());
        Self { seed, desk, sips, spells, spells_left_alone, log: WorkLog::default(), report }
    }

    fn live(mut self) -> Result<(), BadFacts> {
        for month in 0..BOOKS {
            let date = date_of(month);
            for sip in &mut self.sips {
                sip.export(date);
            }
            let called = book(&self.sips, |sip| &sip.called, date)?;
            let left_alone = book(&self.sips, |sip| &sip.left_alone, date)?;
            self.settle(month, &called, &left_alone);
            self.work(month, &called);
            self.live_month(month);
            (self.report.sips, self.report.clients) = (called.sip_count(), called.account_count());
        }
        let last = date_of(BOOKS - 1);
        for (key, promise) in self.log.running_promises() {
            self.report.credits[nature_of(key) as usize].run_on(promise, last);
        }
        Ok(())
    }

    fn settle(&mut self, month: u8, called: &Book, left_alone: &Book) {
        let books = [date_of(month.saturating_sub(1)), date_of(month)];
        for ended in settled(&mut self.spells, month, called) {
            self.end(&ended, books, left_alone);
        }
        for ended in settled(&mut self.spells_left_alone, month, left_alone) {
            self.report.credits[nature_of(&ended.key) as usize].end_left_alone(&ended);
        }
    }

    fn end(&mut self, ended: &EndedSpell, books: [NaiveDate; 2], left_alone: &Book) {
        let promise = self.log.end(ended);
        let anyway = would_come_anyway(ended, left_alone);
        self.report.credits[nature_of(&ended.key) as usize].end(ended, promise, books, anyway);
    }

    /// The day after a book: every agent makes the first calls.
    fn work(&mut self, month: u8, book: &Book) {
        let today = date_of(month) + Days::new(1);
        let calls = CallBook::of(book, Chances::default());
        let marks = calls.marks(book, &self.spells, month.into());
        let done = match self.desk {
            Desk::Remembers => &self.log.by_client,
            Desk::Forgets => &WorkByClient::new(),
        };
        let day = Day::of(book, &calls, done, today);
        let ranked = Ranked { book, calls: &calls, marks: &marks };
        self.report.listable += calls.len();
        let sips = std::mem::take(&mut self.sips);
        let truth = CallTruth::of(&sips);
        for agent in 0..book.agent_count() {
            let whose = Whose::Agents(vec![agent]);
            let query = CallQuery { whose, state: Some(State::Open), ..CallQuery::default() };
            let (_, listed) = day.page(ranked, &query, 0, CALLS_A_DAY);
            let wrong_before = self.report.openings.all().wrong();
            for listed in listed {
                self.work_one(&listed, ranked, today, month, &truth);
            }
            self.report.days.add(self.report.openings.all().wrong() - wrong_before);
        }
        self.sips = sips;
    }

    fn work_one(
        &mut self,
        listed: &Listed,
        Ranked { book, calls, .. }: Ranked<'_>,
        today: NaiveDate,
        month: u8,
        truth: &CallTruth<'_>,
    ) {
        let untouched = ClientWork::default();
        let work = listed.work.as_deref().unwrap_or(&untouched);
        let as_of = date_of(month);
        let account = book.account_at(listed.place);
        let call = account.and_then(|it| Call::of(it, as_of, work, today, calls.chances()));
        if let Some(call) = call {
            let chance = &mut self.chance_of(call.account.user_id(), month);
            self.make(&call, truth, [as_of, today], chance);
        }
    }

    fn chance_of(&self, user_id: &str, month: u8) -> Chance {
        let number = user_id.rsplit('-').next().and_then(|number| number.parse().ok());
        self.seed.stream(Stream::Call(number.unwrap_or(u64::MAX), month))
    }

    fn make(
        &mut self,
        call: &Call<'_>,
        truth: &CallTruth<'_>,
        [as_of, today]: [NaiveDate; 2],
        chance: &mut Chance,
    ) {
        let talked: Vec<_> = talked_about(call).collect();
        let Some(opening) = talked.first() else { return };
        self.report.showings.add(Again::of(call, &self.log, today));
        let is_so = talked.iter().map(|reason| {
            let sip = reason.sip.map(|sip| sip.sip_meta_id());
            truth.is_so(reason.reason.kind, sip, call.account.user_id())
        });
        let is_so: Vec<bool> = is_so.collect();
        self.report.openings.add(opening.reason.kind, is_so[0]);
        for (reason, is_so) in talked.iter().zip(&is_so) {
            self.report.reasons.add(reason.reason.kind, *is_so);
        }
        // Whatever a partner here may say is taken: a test holds it to that.
        let Ok(work) = made(opening.reason.kind, is_so[0], today, as_of, chance) else { return };
        self.report.done.add(&work);
        // What is not so is said of the opening alone; the rest is talked about another day.
        let about = if is_so[0] || work.dismissal.is_none() { &talked[..] } else { &talked[..1] };
        self.log.write(call, about, work, today, as_of);
    }

    fn live_month(&mut self, month: u8) {
        let (seed, log, book) = (self.seed, &self.log, date_of(month));
        let waits = |key: ReasonKey<'_>, on| log.waits(&key.to_string(), on);
        for sip in &mut self.sips {
            let Ids { sip_meta_id, user_id, agent_id } = &sip.ids.clone();
            let is_promised = |nature, on| {
                // Who promised for the account as a whole promised to pay.
                let of_account = || waits(ReasonKey::of_account(agent_id, user_id), on);
                waits(ReasonKey::of_sip(nature, sip_meta_id), on)
                    || nature == Nature::Repair && of_account()
            };
            live_month(sip, seed, month, book, is_promised);
        }
    }
}
