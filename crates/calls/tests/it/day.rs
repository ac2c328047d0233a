//! A day's lists and totals, held to all calls sorted plainly, after any work.

use std::collections::HashSet;
use std::sync::Arc;

use calls::{
    Action, CallBook, CallQuery, Chances, ClientWork, Day, Dismissal, Nature, Outcome, Ranked,
    SpellMarks, State, Whose, WorkByClient, WorkEvent,
};
use chrono::NaiveDate;
use opportunity_core::{Book, Kind, Paise};
use proptest::prelude::*;

use crate::invented::{Dice, two_books};
use crate::naive_calls::{NaiveCall, all_calls, finds, naive};
use crate::story::Story;
use crate::support::{after, book_of, call_of, cases, event_on, worked};

/// A book with its calls, and what its spells say.
struct Desk {
    book: Book,
    calls: CallBook,
    marks: SpellMarks,
    told: HashSet<Box<str>>,
    today: NaiveDate,
}

impl Desk {
    fn invented(dice: &mut Dice) -> Self {
        let mut story = Story::new();
        let [first, second] = two_books(dice);
        story.read_held(first.as_of, &first.records);
        story.read_held(second.as_of, &second.records);
        let book = book_of(second.as_of, &second.records);
        let calls = CallBook::of(&book, Chances::default());
        let marks = calls.marks(&book, &story.spells, 2);
        let today = after(second.as_of, dice.up_to(60) as i64);
        Self { book, calls, marks, told: story.spells.told.iter().cloned().collect(), today }
    }

    fn ranked(&self) -> Ranked<'_> {
        Ranked { book: &self.book, calls: &self.calls, marks: &self.marks }
    }

    fn day(&self, work: &WorkByClient) -> Day {
        Day::of(&self.book, &self.calls, work, self.today)
    }
}

/// Something done about one of the book's accounts, and what it leaves of the client's work.
fn do_something(dice: &mut Dice, desk: &Desk, work: &mut WorkByClient, work_id: i64) -> String {
    let accounts: Vec<_> = desk.book.accounts().collect();
    let account = accounts[dice.up_to(accounts.len() - 1)];
    let user_id = account.user_id().to_owned();
    let of_client = Arc::make_mut(work.entry(user_id.as_str().into()).or_default());
    if dice.is_one_in(6) && !of_client.events.is_empty() {
        // What is taken back is no part of the work that bears on a day.
        let at = dice.up_to(of_client.events.len() - 1);
        of_client.events.remove(at);
        return user_id;
    }
    if dice.is_one_in(12) {
        of_client.no_contact = !of_client.no_contact;
        return user_id;
    }
    let nothing = ClientWork::default();
    let Some(call) = call_of(account, &desk.book, &nothing, desk.today) else { return user_id };
    let reasons = call.reasons.iter().filter_map(|reason| {
        let mark = reason.reason.mark.saturating_sub(dice.up_to(1) as u8);
        (!dice.is_one_in(3)).then(|| worked(&call.key(reason), reason.reason.kind, mark))
    });
    let reasons = reasons.collect();
    let on = after(desk.today, -(dice.up_to(50) as i64));
    let event = WorkEvent {
        user_id: user_id.clone(),
        agent_id: account.agent_id().into(),
        reasons,
        book_as_of: desk.book.as_of().unwrap().min(on),
        ..event_on(work_id, on, Action::Reopened)
    };
    of_client.events.push(Arc::new(acted(dice, event, on)));
    user_id
}

fn acted(dice: &mut Dice, event: WorkEvent, on: NaiveDate) -> WorkEvent {
    let ahead = Some(after(on, 1 + dice.up_to(50) as i64));
    let (outcome, wrong_fact) = (Some(Outcome::NoAnswer), Some(Dismissal::WrongFact));
    match dice.up_to(9) {
        0 | 1 => WorkEvent { action: Action::Attempted, outcome, until: ahead, ..event },
        2 | 3 => WorkEvent { action: Action::Snoozed, until: ahead, ..event },
        4 | 5 => WorkEvent { action: Action::Promised, check_on: ahead, ..event },
        6 => WorkEvent { action: Action::Dismissed, dismissal: wrong_fact, ..event },
        7 => {
            let why = dice.of(&[Dismissal::NotMyClient, Dismissal::DoNotContact]);
            WorkEvent { action: Action::Dismissed, dismissal: Some(why), reasons: vec![], ..event }
        }
        _ => event,
    }
}

fn queries(dice: &mut Dice, desk: &Desk) -> Vec<CallQuery> {
    let count = desk.book.agent_count();
    let one = Whose::Agents(vec![dice.up_to(count - 1)]);
    let some = Whose::Agents((0..count).filter(|_| !dice.is_one_in(3)).collect());
    let (none, unknown) = (Whose::Agents(vec![]), Whose::Agents(vec![99]));
    [Whose::Everyones, one, some, none, unknown]
        .into_iter()
        .flat_map(|whose| {
            let state = dice.of(&[
                None,
                Some(State::Open),
                Some(State::Snoozed),
                Some(State::Dismissed),
                Some(State::Waiting),
            ]);
            let kind = Some(dice.of(&Kind::ALL));
            let least = Some(Paise::from_rupees(dice.of(&[0, 500, 5_000, 6_000])));
            let plain = CallQuery { whose, ..CallQuery::default() };
            [
                CallQuery { state, ..plain.clone() },
                CallQuery { kind, state, ..plain.clone() },
                CallQuery { is_new: true, ..plain.clone() },
                CallQuery { min_monthly_value: least, state, ..plain.clone() },
                plain,
            ]
        })
        .collect()
}

/// What a page shows, as user and agent.
fn page(
    desk: &Desk,
    day: &Day,
    query: &CallQuery,
    offset: usize,
    limit: usize,
) -> (usize, Vec<(String, String)>) {
    let (total, listed) = day.page(desk.ranked(), query, offset, limit);
    let ids = listed.iter().map(|one| {
        let account = desk.book.account_at(one.place).unwrap();
        (account.user_id().to_owned(), account.agent_id().to_owned())
    });
    (total, ids.collect())
}

fn check_pages(
    dice: &mut Dice,
    desk: &Desk,
    day: &Day,
    calls: &[NaiveCall],
) -> Result<(), TestCaseError> {
    for query in queries(dice, desk) {
        let found: Vec<(String, String)> = calls
            .iter()
            .filter(|call| finds(&query, call))
            .map(|call| (call.user_id.clone(), call.agent_id.clone()))
            .collect();
        let (offset, limit) = (dice.up_to(5), dice.up_to(12));
        let shown: Vec<_> = found.iter().skip(offset).take(limit).cloned().collect();
        prop_assert_eq!(
            page(desk, day, &query, offset, limit),
            (found.len(), shown),
            "{:?}",
            query
        );
    }
    Ok(())
}

fn check_stats(
    desk: &Desk,
    day: &Day,
    calls: &[NaiveCall],
    whose: &Whose,
) -> Result<(), TestCaseError> {
    let query = CallQuery { whose: whose.clone(), ..CallQuery::default() };
    let theirs: Vec<&NaiveCall> = calls.iter().filter(|call| finds(&query, call)).collect();
    let stats = day.stats(desk.ranked(), whose);
    let count =
        |is_so: &dyn Fn(&NaiveCall) -> bool| theirs.iter().filter(|call| is_so(call)).count();
    let in_state = |state: State| count(&|call| call.state == state);
    prop_assert_eq!(stats.open.calls as usize, in_state(State::Open));
    prop_assert_eq!(stats.waiting, in_state(State::Waiting));
    prop_assert_eq!(stats.snoozed, in_state(State::Snoozed));
    prop_assert_eq!(stats.dismissed, in_state(State::Dismissed));
    prop_assert_eq!(stats.new, count(&|call| call.is_new && call.state == State::Open));
    prop_assert_eq!(
        stats.broken_promises,
        count(&|call| call.promise_broken && call.state == State::Open)
    );
    for kind in Kind::ALL {
        let of_kind = theirs.iter().flat_map(|call| &call.counting);
        let of_kind: Vec<_> = of_kind.filter(|it| it.0 == kind && it.1 == State::Open).collect();
        let sum = stats.open.of_kind(kind);
        prop_assert_eq!(sum.count as usize, of_kind.len());
        prop_assert_eq!(sum.monthly_value.paise(), of_kind.iter().map(|it| it.2).sum::<i128>());
        prop_assert_eq!(sum.expected_value.paise(), of_kind.iter().map(|it| it.3).sum::<i128>());
    }
    Ok(())
}

/// A call's own figures are those of what counts and has its state.
fn check_calls(desk: &Desk, work: &WorkByClient) -> Result<(), TestCaseError> {
    let nothing = ClientWork::default();
    for account in desk.book.accounts() {
        let done = work.get(account.user_id()).map_or(&nothing, |work| &**work);
        let Some(call) = call_of(account, &desk.book, done, desk.today) else { continue };
        let plain = naive(&call, &desk.told);
        for (reason, (key, counts, held_back)) in call.reasons.iter().zip(&plain.marks) {
            prop_assert_eq!(
                (reason.weighed.counts, reason.weighed.held_back),
                (*counts, *held_back),
                "{}",
                key
            );
            prop_assert!(!(reason.weighed.counts && reason.weighed.held_back));
            prop_assert!(!reason.weighed.held_back || reason.reason.nature() == Nature::Grow);
        }
        let weighed = &call.weighed;
        prop_assert_eq!(weighed.state, plain.state);
        prop_assert_eq!(weighed.order.priority.paise(), plain.priority);
        prop_assert_eq!(weighed.monthly_value.paise(), plain.monthly_value);
        prop_assert_eq!(weighed.expected_value.paise(), plain.expected_value);
        let parts: i128 = call.reasons.iter().map(|it| it.weighed.part.paise()).sum();
        prop_assert_eq!(parts, plain.priority);
        let order: Vec<_> = call
            .reasons
            .iter()
            .map(|it| {
                (
                    -it.weighed.part.paise(),
                    Nature::place_of(it.reason.kind),
                    it.sip.map(|sip| sip.sip_meta_id()),
                )
            })
            .collect();
        prop_assert!(order.is_sorted(), "{:?}", order);
        let opening = call.opening().map(|it| call.key(it));
        let first = plain.marks.iter().find(|(_, counts, _)| *counts).map(|it| it.0.clone());
        prop_assert_eq!(opening, first);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn a_day_is_all_calls_sorted_whatever_was_done(numbers in prop::collection::vec(any::<u16>(), 900)) {
        let dice = &mut Dice::new(numbers);
        let desk = Desk::invented(dice);
        prop_assume!(desk.book.agent_count() > 0);
        let mut work = WorkByClient::new();
        let mut step_by_step = desk.day(&work);
        for work_id in 1..=dice.up_to(24) as i64 {
            let user_id = do_something(dice, &desk, &mut work, work_id);
            step_by_step = step_by_step.with_client(&desk.book, &desk.calls, &user_id, &work[user_id.as_str()]);
        }
        check_calls(&desk, &work)?;
        let calls = all_calls(&desk.book, &work, &desk.told, desk.today);
        let several = Whose::Agents((0..desk.book.agent_count()).step_by(2).collect());
        for day in [step_by_step, desk.day(&work)] {
            check_pages(dice, &desk, &day, &calls)?;
            for whose in [Whose::Everyones, Whose::Agents(vec![0]), several.clone()] {
                check_stats(&desk, &day, &calls, &whose)?;
            }
        }
    }
}
