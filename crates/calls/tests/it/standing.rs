//! The state of one reason, on days around every bound.

use calls::{Action, Dismissal, Held, ReasonState, StandingNow, WorkEvent, state_of};

use crate::support::{about, attempted, day, dismissed, event, promised, snoozed};

/// Today, the mark, and the date of the record.
pub(crate) type Now = (&'static str, u8, &'static str);

/// The state in words: what it is, until when, by when, and its flags.
pub(crate) fn words(state: &ReasonState<'_>) -> String {
    let mut words = state.state.name().to_owned();
    for (name, date) in [(" until ", state.until), (" check ", state.check_on)] {
        if let Some(date) = date {
            words += &format!("{name}{date}");
        }
    }
    for (name, is_so) in [(" worsened", state.worsened), (" broken", state.promise_broken)] {
        words += if is_so { name } else { "" };
    }
    words
}

/// The state of `repair~1` after its own work.
pub(crate) fn state(events: &[WorkEvent], (today, mark, record_as_of): Now) -> String {
    let own: Vec<&WorkEvent> = events.iter().collect();
    let held = Held { key: "repair~1", own: &own, ..Held::default() };
    let now = StandingNow { today: day(today), mark, record_as_of: day(record_as_of) };
    words(&state_of(&held, now))
}

fn check(events: &[WorkEvent], rows: &[(Now, &str)]) {
    for (now, expected) in rows {
        assert_eq!(&state(events, *now), expected, "{now:?}");
    }
}

#[test]
fn nothing_done_is_open_and_so_is_what_was_reopened() {
    let now = ("2026-02-02", 1, "2026-01-30");
    assert_eq!(state(&[], now), "open");
    let snoozed = snoozed(1, "2026-02-02", "2026-02-10");
    let reopened = event(2, "2026-02-03", Action::Reopened);
    assert_eq!(state(&[snoozed, reopened], now), "open");
}

#[test]
fn a_snooze_ends_on_its_day_or_when_the_reason_worsens() {
    check(
        &[snoozed(1, "2026-02-02", "2026-02-10")],
        &[
            (("2026-02-02", 1, "2026-01-30"), "snoozed until 2026-02-10"),
            (("2026-02-09", 0, "2026-01-30"), "snoozed until 2026-02-10"),
            (("2026-02-10", 1, "2026-01-30"), "open"),
            (("2026-02-09", 2, "2026-01-30"), "open worsened"),
            (("2026-02-10", 2, "2026-01-30"), "open"),
        ],
    );
}

#[test]
fn a_dismissal_holds_until_its_day_or_for_good() {
    check(
        &[dismissed(1, "2026-02-02", Dismissal::Declined, Some("2026-08-01"))],
        &[
            (("2026-07-31", 1, "2026-07-30"), "dismissed until 2026-08-01"),
            (("2026-08-01", 1, "2026-07-30"), "open"),
            (("2026-07-31", 2, "2026-07-30"), "open worsened"),
        ],
    );
    for why in [Dismissal::WrongFact, Dismissal::AlreadyDone, Dismissal::Other] {
        check(
            &[dismissed(1, "2026-02-02", why, None)],
            &[
                (("2026-02-02", 1, "2026-01-30"), "dismissed"),
                (("2036-02-02", 1, "2036-01-30"), "dismissed"),
                (("2026-02-03", 2, "2026-01-30"), "open worsened"),
            ],
        );
    }
}

#[test]
fn a_promise_waits_for_its_own_record() {
    check(
        &[promised(1, "2026-02-02", "2026-03-10")],
        &[
            (("2026-02-02", 1, "2026-01-30"), "waiting check 2026-03-10"),
            (("2026-03-09", 1, "2026-03-09"), "waiting check 2026-03-10"),
            // Its day has come, but no import has held the record since.
            (("2026-03-12", 1, "2026-03-09"), "waiting check 2026-03-10"),
            (("2026-03-10", 1, "2026-03-10"), "open check 2026-03-10 broken"),
            (("2026-05-10", 1, "2026-03-11"), "open check 2026-03-10 broken"),
            // A day earlier than the record is one that somebody set.
            (("2026-03-01", 1, "2026-03-10"), "open check 2026-03-10 broken"),
            (("2026-04-08", 1, "2026-03-09"), "waiting check 2026-03-10"),
            (("2026-04-09", 1, "2026-03-09"), "open"),
            (("2026-03-01", 2, "2026-02-20"), "open check 2026-03-10 worsened"),
            (("2026-03-12", 2, "2026-03-10"), "open check 2026-03-10 broken"),
        ],
    );
}

#[test]
fn the_newest_that_stands_holds_the_state() {
    let undone = |event: WorkEvent| WorkEvent { undone_by: Some(99), ..event };
    let snooze = || snoozed(1, "2026-02-02", "2026-02-10");
    let promise = || promised(2, "2026-02-03", "2026-03-10");
    let dismissal = || dismissed(3, "2026-02-04", Dismissal::WrongFact, None);
    let undo = || WorkEvent { undoes: Some(3), ..event(99, "2026-02-04", Action::Undone) };
    let now = ("2026-02-05", 1, "2026-01-30");
    let rows: [(Vec<WorkEvent>, &str); 6] = [
        (vec![snooze(), promise(), dismissal()], "dismissed"),
        (vec![snooze(), promise(), undone(dismissal()), undo()], "waiting check 2026-03-10"),
        (vec![snooze(), undone(promise())], "snoozed until 2026-02-10"),
        (vec![undone(snooze()), undo()], "open"),
        (vec![dismissal(), event(4, "2026-02-05", Action::Reopened)], "open"),
        (vec![dismissal(), undone(event(4, "2026-02-05", Action::Reopened))], "dismissed"),
    ];
    for (events, expected) in rows {
        assert_eq!(state(&events, now), expected);
    }
}

#[test]
fn the_mark_is_that_of_the_reason_itself() {
    use opportunity_core::Kind::{MissedDebits, StoppedSips};
    let reasons = [("repair~2", StoppedSips, 3), ("repair~1", MissedDebits, 1)];
    let both = about(snoozed(1, "2026-02-02", "2026-02-10"), &reasons);
    check(
        &[both],
        &[
            (("2026-02-05", 1, "2026-01-30"), "snoozed until 2026-02-10"),
            (("2026-02-05", 2, "2026-01-30"), "open worsened"),
        ],
    );
}

#[test]
fn the_newest_event_that_stands_is_the_last_work() {
    let events = [
        snoozed(1, "2026-02-02", "2026-02-10"),
        attempted(2, "2026-02-03", "2026-02-04"),
        WorkEvent { undone_by: Some(4), ..event(3, "2026-02-03", Action::Reopened) },
    ];
    let own: Vec<&WorkEvent> = events.iter().collect();
    let now = StandingNow { today: day("2026-02-05"), mark: 1, record_as_of: day("2026-01-30") };
    let last = |held: &Held<'_, '_>| state_of(held, now).last_work.map(|event| event.work_id);
    let of_client = dismissed(9, "2026-02-03", Dismissal::DoNotContact, None);
    let of_account = dismissed(8, "2026-02-03", Dismissal::NotMyClient, None);
    let plain = Held { key: "repair~1", own: &own, ..Held::default() };
    assert_eq!(last(&plain), Some(2));
    assert_eq!(last(&Held { of_account: &[&of_account], ..plain }), Some(8));
    assert_eq!(
        last(&Held { of_client: &[&of_client], of_account: &[&of_account], ..plain }),
        Some(9)
    );
    assert_eq!(last(&Held { own: &[], ..plain }), None);
}
