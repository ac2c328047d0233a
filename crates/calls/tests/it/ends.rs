//! How a spell ends: by recovery, else by the first that holds.

use opportunity_core::{Kind, Percent, Period, SipRecord, Status};

use crate::story::{Story, ends};
use crate::support::{AS_OF, day, named, quiet, rupees, speaking};

/// The date of the newer book.
const LATER: &str = "2026-02-27";

type Change = fn(&mut SipRecord);

/// What becomes of the spell of a SIP's (or its account's) reason by the newer book: `stands`, `rests`,
/// why it ended, or that and ` again` where a new spell begins with that book.
fn outcome(kind: Kind, change: Change) -> String {
    let before = speaking(kind);
    let mut now = before.clone();
    change(&mut now);
    outcome_of(&[before], &[now])
}

/// The same of the first book's only reason.
fn outcome_of(before: &[SipRecord], now: &[SipRecord]) -> String {
    let mut story = Story::new();
    story.read(AS_OF, before);
    let keys: Vec<Box<str>> = story.spells.spells.keys().cloned().collect();
    let [key] = keys.as_slice() else { panic!("one reason, not {keys:?}") };
    let settled = story.read(LATER, now);
    let ended = ends(&settled).into_iter().find(|(ended, _)| *ended == &**key);
    match (ended, story.spell(key)) {
        (None, Some(spell)) if spell.resting_since.is_some() => {
            assert_eq!((spell.since, spell.resting_since), (day(AS_OF), Some(day(LATER))));
            "rests".to_owned()
        }
        (None, Some(spell)) => {
            assert_eq!(spell.since, day(AS_OF));
            "stands".to_owned()
        }
        (Some((_, why)), Some(spell)) => {
            assert_eq!((spell.since, spell.resting_since), (day(LATER), None));
            format!("{why} again")
        }
        (Some((_, why)), None) => why.to_owned(),
        (None, None) => panic!("{key} vanished"),
    }
}

/// A debit of this month went through.
fn pay(sip: &mut SipRecord) {
    sip.latest_success_order_date = Some(day("2026-02-05"));
    sip.first_success_order_date = sip.first_success_order_date.or(Some(day("2026-02-05")));
    sip.success_count = Some(sip.success_count.unwrap_or(0) + 1);
    sip.success_amount = Some(sip.success_amount.unwrap_or_default() + sip.amount);
}

fn check(kind: Kind, rows: &[(&str, Change, &str)]) {
    for (why, change, expected) in rows {
        assert_eq!(outcome(kind, *change), *expected, "{kind:?}: {why}");
    }
}

#[test]
fn repair_recovers_by_a_later_success() {
    for kind in [Kind::MissedDebits, Kind::NeverStarted, Kind::StoppedSips] {
        check(
            kind,
            &[
                ("paid", |sip| pay(sip), "recovered"),
                (
                    "paid late, and one is missing again",
                    |sip| {
                        pay(sip);
                        sip.latest_success_order_date = Some(day("2026-01-05"));
                        sip.first_success_order_date = Some(day("2026-01-05"));
                    },
                    "recovered again",
                ),
                ("nothing", |_| {}, "stands"),
                ("paused", |sip| sip.status = Status::Paused, "rests"),
                (
                    "paid, and paused",
                    |sip| {
                        pay(sip);
                        sip.status = Status::Paused;
                    },
                    "recovered",
                ),
                (
                    "paid, and not active",
                    |sip| {
                        pay(sip);
                        sip.is_active = Some(false);
                    },
                    "not_active",
                ),
                (
                    "not active but paused",
                    |sip| {
                        sip.is_active = Some(false);
                        sip.status = Status::Paused;
                    },
                    "rests",
                ),
            ],
        );
    }
    check(
        Kind::FailedSips,
        &[
            (
                "paid",
                |sip| {
                    pay(sip);
                    sip.status = Status::Success;
                },
                "recovered",
            ),
            ("paid, and the word is still Failed", |sip| pay(sip), "recovered again"),
            ("not known", |sip| sip.status = Status::Unknown, "stands"),
        ],
    );
}

#[test]
fn a_lost_mandate_recovers_by_a_mandate_or_where_it_is_gone_by_a_success() {
    check(
        Kind::LostMandates,
        &[
            (
                "a mandate",
                |sip| {
                    pay(sip);
                    sip.has_current_mandate = Some(true);
                },
                "recovered",
            ),
            (
                "an absent mandate counts as held",
                |sip| {
                    pay(sip);
                    sip.has_current_mandate = None;
                },
                "recovered",
            ),
            ("paid without one, and it stands", |sip| pay(sip), "stands"),
            (
                "paid without one, and paused",
                |sip| {
                    pay(sip);
                    sip.status = Status::Paused;
                },
                "recovered",
            ),
            ("paused", |sip| sip.status = Status::Paused, "rests"),
            // A debit is missing by now: the reason stands, by another kind.
            ("missed", |_| {}, "stands"),
            (
                "missed, with a mandate",
                |sip| sip.has_current_mandate = Some(true),
                "recovered again",
            ),
            (
                "a mandate, but not active",
                |sip| {
                    sip.has_current_mandate = Some(true);
                    sip.is_active = Some(false);
                },
                "not_active",
            ),
        ],
    );
}

#[test]
fn keep_recovers_by_the_end_of_the_pause_or_a_later_end() {
    check(
        Kind::PausedSips,
        &[
            (
                "runs, none missed",
                |sip| {
                    pay(sip);
                    (sip.status, sip.paused_from) = (Status::Success, None);
                },
                "recovered",
            ),
            (
                "runs, one missed",
                |sip| {
                    (sip.status, sip.paused_from) = (Status::Success, None);
                },
                "rests",
            ),
            (
                "paused anew, not yet for long",
                |sip| sip.paused_from = Some(day("2026-02-10")),
                "rests",
            ),
            ("paused still", |_| {}, "stands"),
            (
                "neither active nor paused",
                |sip| {
                    (sip.status, sip.is_active) = (Status::Success, Some(false));
                },
                "not_active",
            ),
        ],
    );
    check(
        Kind::EndingSips,
        &[
            ("a later end", |sip| sip.end_date = Some(day("2029-03-05")), "recovered"),
            (
                "a day later, and soon still",
                |sip| sip.end_date = Some(day("2026-03-06")),
                "recovered again",
            ),
            ("none", |sip| sip.end_date = None, "recovered"),
            ("an earlier one", |sip| sip.end_date = Some(day("2026-03-04")), "stands"),
            ("one that has passed", |sip| sip.end_date = Some(day("2026-02-26")), "ended"),
            ("the same", |_| {}, "stands"),
            ("the same, and the debit failed", |sip| sip.status = Status::Failed, "rests"),
            (
                "a later end, but not active",
                |sip| {
                    sip.end_date = Some(day("2029-03-05"));
                    sip.is_active = Some(false);
                },
                "not_active",
            ),
        ],
    );
}

#[test]
fn grow_recovers_by_a_rise_or_a_step_up_agreed() {
    check(
        Kind::NoSipIncrease,
        &[
            (
                "rose",
                |sip| {
                    pay(sip);
                    sip.amount = rupees(3_850);
                },
                "recovered",
            ),
            ("fell, and the evidence with it", |sip| sip.amount = rupees(3_000), "rests"),
            ("failed", |sip| sip.status = Status::Failed, "rests"),
            ("the same", |sip| pay(sip), "stands"),
        ],
    );
    check(
        Kind::NoStepUp,
        &[
            (
                "agreed, and overdue at once",
                |sip| {
                    pay(sip);
                    sip.increment_percentage = Some(Percent::from_hundredths(1_000));
                    sip.increment_period = Period::parse("1Y");
                },
                "recovered again",
            ),
            (
                "agreed, for later",
                |sip| {
                    pay(sip);
                    sip.increment_amount = Some(rupees(500));
                    sip.increment_period = Period::parse("9Y");
                },
                "recovered",
            ),
            ("failed", |sip| sip.status = Status::Failed, "rests"),
            ("the same", |sip| pay(sip), "stands"),
        ],
    );
}

#[test]
fn an_account_recovers_by_a_later_success_of_any_live_sip() {
    let idle = || speaking(Kind::HighValueInactive);
    let paying =
        |id| named(id, SipRecord { latest_success_order_date: Some(day("2026-02-05")), ..quiet() });
    let changed = |change: Change| {
        let mut sip = idle();
        change(&mut sip);
        sip
    };
    let rows: [(&str, Vec<SipRecord>, &str); 10] = [
        ("the same", vec![idle()], "stands"),
        ("another SIP pays", vec![idle(), paying("2")], "recovered"),
        (
            "it pays, and is active",
            vec![changed(|sip| {
                pay(sip);
                sip.is_active = Some(true);
            })],
            "recovered",
        ),
        ("it pays, not active", vec![changed(pay)], "not_active"),
        (
            "worth too little now, not active",
            vec![changed(|sip| sip.success_amount = Some(rupees(9)))],
            "not_active",
        ),
        (
            "worth too little now, ended",
            vec![changed(|sip| {
                sip.success_amount = Some(rupees(9));
                sip.end_date = Some(day("2026-02-26"));
            })],
            "ended",
        ),
        (
            "worth too little now, one runs",
            vec![
                changed(|sip| sip.success_amount = Some(rupees(9))),
                named(
                    "2",
                    SipRecord {
                        latest_success_order_date: None,
                        start_date: Some(day("2026-02-25")),
                        first_success_order_date: None,
                        success_count: None,
                        success_amount: None,
                        ..quiet()
                    },
                ),
            ],
            "rests",
        ),
        ("deleted", vec![changed(|sip| sip.deleted = Some(true))], "deleted"),
        ("under another agent", vec![changed(|sip| sip.agent_id = "77".into())], "left_the_book"),
        ("gone", vec![], "left_the_book"),
    ];
    for (why, now, expected) in rows {
        // A client of somebody else keeps the book from being empty.
        let other = SipRecord { user_id: "bina".into(), ..paying("9") };
        let now: Vec<SipRecord> = now.into_iter().chain([other]).collect();
        assert_eq!(outcome_of(&[idle()], &now), expected, "{why}");
    }
}

#[test]
fn the_first_end_that_holds_is_told() {
    let base = || speaking(Kind::MissedDebits);
    let other = || named("9", SipRecord { user_id: "bina".into(), ..quiet() });
    let rows: [(&str, Change, &str); 8] = [
        ("another client", |sip| sip.user_id = "bina".into(), "other_client again"),
        (
            "another client, paid",
            |sip| {
                pay(sip);
                sip.user_id = "bina".into();
            },
            "other_client",
        ),
        (
            "another client, deleted",
            |sip| {
                sip.user_id = "bina".into();
                sip.deleted = Some(true);
            },
            "other_client",
        ),
        (
            "deleted, paid, ended, not active",
            |sip| {
                pay(sip);
                sip.deleted = Some(true);
                sip.end_date = Some(day("2026-02-01"));
                sip.is_active = Some(false);
            },
            "deleted",
        ),
        (
            "paid, ended, not active",
            |sip| {
                pay(sip);
                sip.end_date = Some(day("2026-02-10"));
                sip.is_active = Some(false);
            },
            "ended",
        ),
        ("ended yesterday", |sip| sip.end_date = Some(day("2026-02-26")), "ended"),
        ("ends today", |sip| sip.end_date = Some(day(LATER)), "stands"),
        ("another agent", |sip| sip.agent_id = "77".into(), "stands"),
    ];
    for (why, change, expected) in rows {
        let mut sip = base();
        change(&mut sip);
        assert_eq!(outcome_of(&[base()], &[sip, other()]), expected, "{why}");
    }
    assert_eq!(outcome_of(&[base()], &[other()]), "left_the_book");
}
