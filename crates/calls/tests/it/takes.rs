//! What every action takes and refuses.

use calls::{Action, Dismissal, NewWork, Outcome, Said};
use chrono::NaiveDate;

use crate::support::{after, day};

const TODAY: &str = "2026-02-02";
const BOOK: &str = "2026-01-30";

fn check(said: &Said<'_>) -> Result<NewWork, Vec<&'static str>> {
    NewWork::check(said, day(TODAY), day(BOOK))
        .map_err(|bad| bad.into_iter().map(|bad| bad.member).collect())
}

fn said<'a>(action: &'a str, outcome: Option<&'a str>, reason: Option<&'a str>) -> Said<'a> {
    Said { action, outcome, reason, ..Said::default() }
}

fn ahead(days: i64) -> NaiveDate {
    after(day(TODAY), days)
}

#[test]
fn what_is_left_out_is_what_is_usual() {
    let rows: [(Said<'_>, Option<i64>, Option<i64>); 6] = [
        (said("reopened", None, None), None, None),
        (said("attempted", Some("no_answer"), None), Some(1), None),
        (said("promised", Some("will_pay"), None), None, Some(45)),
        (said("dismissed", None, Some("declined")), Some(180), None),
        (said("dismissed", None, Some("wrong_fact")), None, None),
        (said("dismissed", None, Some("already_done")), None, None),
    ];
    for (said, until, check_on) in rows {
        let work = check(&said).unwrap_or_else(|bad| panic!("{said:?}: {bad:?}"));
        assert_eq!(work.until, until.map(ahead), "{said:?}");
        assert_eq!(work.check_on, check_on.map(ahead), "{said:?}");
    }
}

#[test]
fn every_outcome_and_dismissal_belongs_to_its_action() {
    let of_attempts = ["no_answer", "busy", "left_message", "wrong_number", "call_back"];
    let of_promises = [
        "will_pay",
        "will_renew_mandate",
        "will_step_up",
        "will_restart",
        "will_resume",
        "will_renew",
        "needs_documents",
    ];
    for outcome in of_attempts {
        assert_eq!(
            check(&said("attempted", Some(outcome), None)).unwrap().outcome.map(Outcome::name),
            Some(outcome)
        );
        assert_eq!(check(&said("promised", Some(outcome), None)), Err(vec!["outcome"]));
    }
    for outcome in of_promises {
        assert_eq!(
            check(&said("promised", Some(outcome), None)).unwrap().outcome.map(Outcome::name),
            Some(outcome)
        );
        assert_eq!(check(&said("attempted", Some(outcome), None)), Err(vec!["outcome"]));
    }
    for reason in [
        "wrong_fact",
        "already_done",
        "declined",
        "not_my_client",
        "do_not_contact",
        "dispute_or_death",
    ] {
        let work = check(&said("dismissed", None, Some(reason))).unwrap();
        assert_eq!(
            (work.action, work.dismissal.map(Dismissal::name)),
            (Action::Dismissed, Some(reason))
        );
    }
    assert_eq!(Outcome::ALL.len(), 12);
    assert_eq!(Dismissal::ALL.len(), 7);
}

#[test]
fn what_an_action_does_not_take_is_named() {
    let date = Some(ahead(3));
    let rows: [(Said<'_>, &[&str]); 19] = [
        (said("", None, None), &["action"]),
        (said("undone", None, None), &["action"]),
        (said("Snoozed", None, None), &["action"]),
        (said("attempted", None, None), &["outcome"]),
        (said("promised", None, None), &["outcome"]),
        (said("promised", Some("will_fly"), None), &["outcome"]),
        (said("snoozed", None, None), &["until"]),
        (said("dismissed", None, None), &["reason"]),
        (said("dismissed", None, Some("bored")), &["reason"]),
        (said("dismissed", None, Some("other")), &["note"]),
        (Said { note: Some("  "), ..said("dismissed", None, Some("other")) }, &["note"]),
        (
            Said { until: date, ..said("reopened", Some("busy"), Some("other")) },
            &["outcome", "reason", "until"],
        ),
        (Said { until: date, ..said("promised", Some("will_pay"), None) }, &["until"]),
        (Said { check_on: date, ..said("attempted", Some("busy"), None) }, &["check_on"]),
        (Said { check_on: date, until: date, ..said("snoozed", None, None) }, &["check_on"]),
        (Said { until: date, ..said("dismissed", None, Some("not_my_client")) }, &["until"]),
        (Said { until: date, ..said("dismissed", None, Some("do_not_contact")) }, &["until"]),
        (
            Said { names_reasons: true, ..said("dismissed", None, Some("not_my_client")) },
            &["reasons"],
        ),
        (
            Said { names_reasons: true, ..said("dismissed", None, Some("dispute_or_death")) },
            &["reasons"],
        ),
    ];
    for (said, members) in rows {
        assert_eq!(check(&said), Err(members.to_vec()), "{said:?}");
    }
}

#[test]
fn days_lie_from_tomorrow_to_a_year_ahead() {
    for (days, is_taken) in [(-1, false), (0, false), (1, true), (365, true), (366, false)] {
        let on = Some(ahead(days));
        let rows = [
            Said { until: on, ..said("snoozed", None, None) },
            Said { until: on, ..said("attempted", Some("call_back"), None) },
            Said { until: on, ..said("dismissed", None, Some("declined")) },
            Said { until: on, ..said("dismissed", None, Some("wrong_fact")) },
            Said { check_on: on, ..said("promised", Some("will_pay"), None) },
        ];
        for said in rows {
            let work = check(&said);
            assert_eq!(work.is_ok(), is_taken, "{days} days: {said:?}");
            if let Ok(work) = work {
                assert_eq!(work.until.or(work.check_on), on);
            }
        }
    }
}

#[test]
fn a_promise_is_checked_after_the_books_date_too() {
    // A book may be ahead of the day where somebody sets the day.
    let book = day("2026-02-10");
    for (check_on, is_taken) in [("2026-02-10", false), ("2026-02-11", true)] {
        let said =
            Said { check_on: Some(day(check_on)), ..said("promised", Some("will_pay"), None) };
        assert_eq!(NewWork::check(&said, day(TODAY), book).is_ok(), is_taken, "{check_on}");
    }
    let far = NewWork::check(&said("promised", Some("will_pay"), None), day(TODAY), ahead(60));
    assert!(far.unwrap().check_on.unwrap() > ahead(60));
}

#[test]
fn a_note_has_at_most_2000_characters_and_no_nul() {
    let longest = "ह".repeat(2_000);
    let rows = [
        (longest.clone(), true),
        (format!("{longest}ह"), false),
        (format!(" {longest} "), true),
        ("a\0b".into(), false),
    ];
    for (note, is_taken) in rows {
        let said = Said { note: Some(&note), ..said("reopened", None, None) };
        assert_eq!(check(&said).is_ok(), is_taken, "{} bytes", note.len());
    }
    let said = Said { note: Some(" paid in cash "), ..said("dismissed", None, Some("other")) };
    assert_eq!(check(&said).unwrap().note.as_deref(), Some("paid in cash"));
}
