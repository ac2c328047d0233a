//! What is claimed: proven, broken, or undecided.

use calls::{Credit, Promise, Recovery, SpellEnd};
use opportunity_core::Kind;

use crate::support::day;

fn promise() -> Promise {
    Promise { day: day("2026-02-02"), book_as_of: day("2026-01-30"), check_on: day("2026-03-10") }
}

fn recovery(kind: Kind, latest_success: &str) -> Recovery {
    Recovery {
        kind,
        why: SpellEnd::Recovered,
        as_of: day("2026-03-06"),
        previous_as_of: day("2026-02-27"),
        latest_success: Some(day(latest_success)),
    }
}

#[test]
fn a_payment_from_the_promise_to_a_week_after_proves_it() {
    let paid = [
        Kind::FailedSips,
        Kind::MissedDebits,
        Kind::NeverStarted,
        Kind::StoppedSips,
        Kind::HighValueInactive,
    ];
    for kind in paid {
        for (latest, expected) in [
            ("2026-02-01", Credit::Broken),
            ("2026-02-02", Credit::Proven),
            ("2026-03-10", Credit::Proven),
            ("2026-03-17", Credit::Proven),
            ("2026-03-18", Credit::Broken),
        ] {
            assert_eq!(
                promise().at_the_end(&recovery(kind, latest)),
                expected,
                "{kind:?} {latest}"
            );
        }
        let unknown = Recovery { latest_success: None, ..recovery(kind, "2026-03-10") };
        assert_eq!(promise().at_the_end(&unknown), Credit::Broken);
    }
}

#[test]
fn where_no_payment_shows_it_a_book_after_the_promise_proves_it() {
    let told = [
        Kind::NoSipIncrease,
        Kind::NoStepUp,
        Kind::PausedSips,
        Kind::EndingSips,
        Kind::LostMandates,
    ];
    for kind in told {
        for (as_of, previous, expected) in [
            ("2026-01-31", "2026-01-30", Credit::Proven),
            ("2026-01-30", "2026-01-30", Credit::Broken),
            ("2026-03-20", "2026-03-17", Credit::Proven),
            // The book before had passed the day, and the promise was not kept.
            ("2026-03-25", "2026-03-18", Credit::Broken),
        ] {
            let it = Recovery {
                as_of: day(as_of),
                previous_as_of: day(previous),
                ..recovery(kind, "2020-01-01")
            };
            assert_eq!(promise().at_the_end(&it), expected, "{kind:?} {as_of}");
        }
    }
}

#[test]
fn a_spell_that_ended_otherwise_kept_no_promise() {
    for why in SpellEnd::ALL.into_iter().filter(|why| *why != SpellEnd::Recovered) {
        let it = Recovery { why, ..recovery(Kind::MissedDebits, "2026-03-01") };
        assert_eq!(promise().at_the_end(&it), Credit::Broken, "{why:?}");
    }
}

#[test]
fn a_promise_is_undecided_until_its_record_passes_the_day() {
    for (record_as_of, expected) in [
        ("2026-01-30", Credit::Undecided),
        ("2026-03-10", Credit::Undecided),
        ("2026-03-17", Credit::Undecided),
        ("2026-03-18", Credit::Broken),
    ] {
        assert_eq!(promise().so_far(day(record_as_of)), expected, "{record_as_of}");
    }
}
