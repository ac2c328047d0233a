//! An attempt puts an open reason off, and never weakens what stood.

use calls::{Action, Dismissal, Held, ReasonState, StandingNow, State, WorkEvent, state_of};
use chrono::NaiveDate;
use proptest::prelude::*;

use crate::standing::{Now, state, words};
use crate::support::{
    after, attempted, cases, day, dismissed, event, event_on, promised, snoozed, worked,
};

#[test]
fn an_attempt_puts_an_open_reason_off() {
    let once = || vec![attempted(1, "2026-02-02", "2026-02-03")];
    let broken =
        || vec![promised(1, "2026-01-02", "2026-01-20"), attempted(2, "2026-02-02", "2026-02-04")];
    let rows: [(Vec<WorkEvent>, Now, &str); 9] = [
        (once(), ("2026-02-02", 1, "2026-01-30"), "snoozed until 2026-02-03"),
        (once(), ("2026-02-03", 1, "2026-01-30"), "open"),
        (once(), ("2026-02-02", 2, "2026-01-30"), "open worsened"),
        // A promise was broken, and whoever called about it reached nobody.
        (broken(), ("2026-02-03", 1, "2026-01-30"), "snoozed until 2026-02-04"),
        (broken(), ("2026-02-04", 1, "2026-01-30"), "open check 2026-01-20 broken"),
        // What was put off, and opened for having worsened, may be put off again.
        (
            vec![
                snoozed(1, "2026-01-02", "2026-03-01"),
                with_mark(2, attempted(2, "2026-02-02", "2026-02-04")),
            ],
            ("2026-02-03", 2, "2026-01-30"),
            "snoozed until 2026-02-04",
        ),
        // The snooze had ended.
        (
            vec![snoozed(1, "2026-01-02", "2026-02-02"), attempted(2, "2026-02-02", "2026-02-04")],
            ("2026-02-03", 1, "2026-01-30"),
            "snoozed until 2026-02-04",
        ),
        // Of several the longest stands.
        (
            vec![
                attempted(1, "2026-02-02", "2026-02-09"),
                attempted(2, "2026-02-03", "2026-02-04"),
            ],
            ("2026-02-05", 1, "2026-01-30"),
            "snoozed until 2026-02-09",
        ),
        (
            vec![
                attempted(1, "2026-02-02", "2026-02-09"),
                event(2, "2026-02-03", Action::Reopened),
            ],
            ("2026-02-05", 1, "2026-01-30"),
            "open",
        ),
    ];
    for (events, now, expected) in rows {
        assert_eq!(state(&events, now), expected, "{now:?}");
    }
}

fn with_mark(mark: u8, event: WorkEvent) -> WorkEvent {
    let reasons = vec![worked("repair~1", opportunity_core::Kind::MissedDebits, mark)];
    WorkEvent { reasons, ..event }
}

#[test]
fn an_attempt_leaves_any_other_state_as_it_is() {
    let far = || attempted(2, "2026-02-02", "2026-12-01");
    let rows: [(WorkEvent, Now, &str); 8] = [
        (
            snoozed(1, "2026-02-01", "2026-02-10"),
            ("2026-02-09", 1, "2026-01-30"),
            "snoozed until 2026-02-10",
        ),
        (snoozed(1, "2026-02-01", "2026-02-10"), ("2026-02-10", 1, "2026-01-30"), "open"),
        (snoozed(1, "2026-02-01", "2026-02-10"), ("2026-02-09", 2, "2026-01-30"), "open worsened"),
        (
            promised(1, "2026-02-01", "2026-03-01"),
            ("2026-02-09", 1, "2026-01-30"),
            "waiting check 2026-03-01",
        ),
        (
            promised(1, "2026-02-01", "2026-03-01"),
            ("2026-03-09", 1, "2026-03-01"),
            "open check 2026-03-01 broken",
        ),
        (promised(1, "2026-02-01", "2026-03-01"), ("2026-03-31", 1, "2026-02-20"), "open"),
        (
            dismissed(1, "2026-02-01", Dismissal::Declined, Some("2026-02-10")),
            ("2026-02-10", 1, "2026-01-30"),
            "open",
        ),
        (
            dismissed(1, "2026-02-01", Dismissal::WrongFact, None),
            ("2026-02-09", 1, "2026-01-30"),
            "dismissed",
        ),
    ];
    for (stood, now, expected) in rows {
        assert_eq!(state(&[stood, far()], now), expected, "{now:?}");
    }
}

/// Any event about `repair~1` so many days after the first day, by a book of some days before.
fn any_event() -> impl Strategy<Value = (i64, Action, i64, u8, bool)> {
    let actions = prop::sample::select(vec![
        Action::Reopened,
        Action::Attempted,
        Action::Snoozed,
        Action::Promised,
        Action::Dismissed,
    ]);
    (0i64..60, actions, 1i64..40, 0u8..4, prop::bool::weighted(0.2))
}

fn first_day() -> NaiveDate {
    day("2026-02-01")
}

fn made(
    work_id: i64,
    (on, action, ahead, mark, is_undone): (i64, Action, i64, u8, bool),
) -> WorkEvent {
    let on = after(first_day(), on);
    let target = Some(after(on, ahead));
    let event = with_mark(mark, event_on(work_id, on, action));
    let event = match action {
        Action::Attempted | Action::Snoozed => WorkEvent { until: target, ..event },
        Action::Promised => WorkEvent { check_on: target, ..event },
        Action::Dismissed => WorkEvent {
            dismissal: Some(Dismissal::Declined),
            until: target.filter(|_| ahead > 5),
            ..event
        },
        Action::Reopened | Action::Undone => event,
    };
    WorkEvent { undone_by: is_undone.then_some(1_000), ..event }
}

fn state_now(events: &[WorkEvent], now: StandingNow) -> ReasonState<'_> {
    let own: Vec<&WorkEvent> = events.iter().collect();
    let held = Held { key: "repair~1", own: &own, ..Held::default() };
    ReasonState { last_work: None, ..state_of(&held, now) }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn an_attempt_never_weakens_what_stood(
        mut stood in prop::collection::vec(any_event(), 0..6),
        (ahead, mark) in (1i64..60, 0u8..4),
        (later, mark_now, age) in (0i64..90, 0u8..4, 0i64..20),
    ) {
        stood.sort_by_key(|event| event.0);
        let last = stood.last().map_or(0, |event| event.0);
        let stood: Vec<WorkEvent> =
            stood.into_iter().zip(1..).map(|(event, id)| made(id, event)).collect();
        let attempt = made(100, (last, Action::Attempted, ahead, mark, false));
        let decided: Vec<WorkEvent> =
            stood.iter().filter(|event| event.action != Action::Attempted).cloned().collect();
        let then = StandingNow { today: attempt.day(), mark, record_as_of: attempt.book_as_of };
        let was = state_now(&decided, then).state;
        let today = after(attempt.day(), later);
        let now = StandingNow { today, mark: mark_now, record_as_of: after(today, -age) };
        let (decided, without) = (state_now(&decided, now), state_now(&stood, now));
        let both: Vec<WorkEvent> = stood.iter().cloned().chain([attempt.clone()]).collect();
        let with = state_now(&both, now);
        if was != State::Open || decided.state != State::Open || attempt.until.unwrap() <= today {
            prop_assert_eq!(with, without, "was {:?}", was);
        } else {
            // It puts off, or for longer, or tells that it would, were the reason not worse.
            let is_put_off = with.state == State::Snoozed && with.until >= without.until;
            let is_worse = ReasonState { worsened: false, ..with } == without && with.worsened;
            prop_assert!(
                with == without || is_put_off || is_worse,
                "{} became {}", words(&without), words(&with)
            );
        }
    }

    #[test]
    fn what_was_undone_is_as_if_it_had_never_been(
        mut events in prop::collection::vec(any_event(), 0..8),
        (later, mark, age) in (0i64..90, 0u8..4, 0i64..20),
    ) {
        events.sort_by_key(|event| event.0);
        let events: Vec<WorkEvent> =
            events.into_iter().zip(1..).map(|(event, id)| made(id, event)).collect();
        let today = after(first_day(), later);
        let now = StandingNow { today, mark, record_as_of: after(today, -age) };
        let standing: Vec<WorkEvent> =
            events.iter().filter(|event| event.undone_by.is_none()).cloned().collect();
        prop_assert_eq!(state_now(&events, now), state_now(&standing, now));
    }

    /// A state is what the newest event but attempts says, whatever came before that.
    #[test]
    fn nothing_before_the_newest_decision_matters(
        mut events in prop::collection::vec(any_event(), 1..8),
        (later, mark, age) in (0i64..90, 0u8..4, 0i64..20),
    ) {
        events.sort_by_key(|event| event.0);
        let events: Vec<WorkEvent> =
            events.into_iter().zip(1..).map(|(event, id)| made(id, event)).collect();
        let decides = |event: &WorkEvent| event.undone_by.is_none() && event.action != Action::Attempted;
        let from = events.iter().rposition(decides).unwrap_or(0);
        let today = after(first_day(), later);
        let now = StandingNow { today, mark, record_as_of: after(today, -age) };
        prop_assert_eq!(state_now(&events, now), state_now(&events[from..], now));
    }
}
