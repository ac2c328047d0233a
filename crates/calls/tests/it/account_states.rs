//! Dismissals of an account and of a client, and work of spells that have ended.

use std::sync::Arc;

use calls::{Action, ClientWork, Dismissal, State, WorkEvent, Worked};
use opportunity_core::{Book, Kind, SipRecord};

use crate::support::{
    AS_OF, about, attempted, book, call_of, day, dismissed, event, named, snoozed, speaking, work,
};

/// Asha's SIPs 1 (missed debits) and 2 (ends soon) under 4220, and 3 (missed debits) under 77.
fn accounts() -> Book {
    let of_77 = SipRecord { agent_id: "77".into(), ..speaking(Kind::MissedDebits) };
    book(
        AS_OF,
        &[speaking(Kind::MissedDebits), named("2", speaking(Kind::EndingSips)), named("3", of_77)],
    )
}

/// The state of every reason of an account, by key.
fn states(book: &Book, agent_id: &str, work: &ClientWork) -> Vec<(String, &'static str)> {
    let account = book.accounts_of("asha").find(|it| it.agent_id() == agent_id).unwrap();
    let call = call_of(account, book, work, day("2026-02-02")).unwrap();
    let mut states: Vec<_> =
        call.reasons.iter().map(|reason| (call.key(reason), reason.state.state.name())).collect();
    states.sort();
    states
}

fn check(work: &ClientWork, expected: [&str; 3]) {
    let book = accounts();
    let all: Vec<&str> = ["4220", "77"]
        .into_iter()
        .flat_map(|agent| states(&book, agent, work))
        .map(|(_, state)| state)
        .collect();
    // keep~2 and repair~1 of 4220, then repair~3 of 77.
    assert_eq!(all, expected);
}

fn not_mine(work_id: i64) -> WorkEvent {
    dismissed(work_id, "2026-02-01", Dismissal::NotMyClient, None)
}

fn reopened(work_id: i64) -> WorkEvent {
    event(work_id, "2026-02-01", Action::Reopened)
}

fn undone(event: WorkEvent) -> WorkEvent {
    WorkEvent { undone_by: Some(99), ..event }
}

#[test]
fn an_account_is_dismissed_until_one_of_its_reasons_is_reopened() {
    check(&work([]), ["open", "open", "open"]);
    check(&work([not_mine(1)]), ["dismissed", "dismissed", "open"]);
    check(&work([not_mine(1), reopened(2)]), ["open", "open", "open"]);
    check(&work([reopened(1), not_mine(2)]), ["dismissed", "dismissed", "open"]);
    check(&work([not_mine(1), reopened(2), not_mine(3)]), ["dismissed", "dismissed", "open"]);
    check(&work([undone(not_mine(1))]), ["open", "open", "open"]);
    check(&work([not_mine(1), undone(reopened(2))]), ["dismissed", "dismissed", "open"]);
    // What was done to one reason beside it stays.
    let snooze = snoozed(1, "2026-02-01", "2026-02-10");
    check(&work([snooze.clone(), not_mine(2)]), ["dismissed", "dismissed", "open"]);
    let keep = about(reopened(3), &[("keep~2", Kind::EndingSips, 0)]);
    check(&work([snooze, not_mine(2), keep]), ["open", "snoozed", "open"]);
}

#[test]
fn a_reason_reopened_under_another_agent_reopens_no_account() {
    let of_77 = WorkEvent { agent_id: "77".into(), ..reopened(2) };
    let of_77 = about(of_77, &[("repair~3", Kind::MissedDebits, 1)]);
    check(&work([not_mine(1), of_77]), ["dismissed", "dismissed", "open"]);
}

#[test]
fn a_client_is_dismissed_under_every_agent_whatever_came_later() {
    for why in [Dismissal::DoNotContact, Dismissal::DisputeOrDeath] {
        let client = || dismissed(1, "2026-02-01", why, None);
        check(&work([client()]), ["dismissed"; 3]);
        check(&work([client(), reopened(2)]), ["dismissed"; 3]);
        check(&work([undone(client())]), ["open"; 3]);
        let again = WorkEvent { work_id: 2, ..client() };
        check(&work([undone(client()), again.clone()]), ["dismissed"; 3]);
        check(&work([client(), undone(again)]), ["dismissed"; 3]);
    }
    check(&ClientWork { no_contact: true, ..work([reopened(1)]) }, ["dismissed"; 3]);
}

#[test]
fn a_worse_mark_opens_no_account_and_no_client() {
    let worse = SipRecord {
        latest_success_order_date: Some(day("2025-11-05")),
        ..speaking(Kind::MissedDebits)
    };
    let book = book(AS_OF, &[worse]);
    for why in [Dismissal::NotMyClient, Dismissal::DoNotContact] {
        let done = work([dismissed(1, "2026-02-01", why, None)]);
        assert_eq!(states(&book, "4220", &done), [("repair~1".to_owned(), "dismissed")]);
    }
    let done = work([dismissed(1, "2026-02-01", Dismissal::WrongFact, None)]);
    assert_eq!(states(&book, "4220", &done), [("repair~1".to_owned(), "open")]);
}

#[test]
fn work_of_a_spell_that_ended_holds_nothing_but_a_reopening_of_the_account() {
    let ended = |event: WorkEvent| {
        let reasons = event.reasons.iter().cloned();
        let reasons = reasons.map(|it| Worked { has_ended: true, ..it }).collect();
        WorkEvent { reasons, ..event }
    };
    check(&work([ended(snoozed(1, "2026-02-01", "2026-02-10"))]), ["open"; 3]);
    check(&work([ended(attempted(1, "2026-02-02", "2026-02-10"))]), ["open"; 3]);
    check(&work([not_mine(1), ended(reopened(2))]), ["open"; 3]);
    let book = accounts();
    let done = work([ended(snoozed(1, "2026-02-01", "2026-02-10"))]);
    let account = book.accounts_of("asha").next().unwrap();
    let call = call_of(account, &book, &done, day("2026-02-02")).unwrap();
    assert!(call.reasons.iter().all(|reason| reason.state.last_work.is_none()));
}

#[test]
fn a_call_has_the_most_pressing_state_of_what_counts() {
    let book = accounts();
    let account = book.accounts_of("asha").find(|it| it.agent_id() == "4220").unwrap();
    let keep = |event: WorkEvent| about(event, &[("keep~2", Kind::EndingSips, 0)]);
    let promise = || crate::support::promised(2, "2026-02-01", "2026-03-01");
    let snooze = || snoozed(3, "2026-02-01", "2026-02-10");
    let dismissal = || dismissed(4, "2026-02-01", Dismissal::WrongFact, None);
    let rows: [(Vec<WorkEvent>, State); 6] = [
        (vec![], State::Open),
        (vec![snooze()], State::Open),
        (vec![promise(), keep(snooze())], State::Waiting),
        (vec![snooze(), keep(promise())], State::Waiting),
        (vec![dismissal(), keep(snooze())], State::Snoozed),
        (vec![dismissal(), keep(dismissal())], State::Dismissed),
    ];
    for (events, expected) in rows {
        let done =
            ClientWork { events: events.into_iter().map(Arc::new).collect(), no_contact: false };
        let call = call_of(account, &book, &done, day("2026-02-02")).unwrap();
        assert_eq!(call.weighed.state, expected, "{done:?}");
    }
}
