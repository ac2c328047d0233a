//! The day's view: its counts add up, it repeats itself, and as it is printed.

use calls::Nature;
use expect_test::expect_file;
use opportunity_core::Kind;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rules_report::day::{Again, Credits, DayReport, Desk, behaviour, table};
use rules_report::{Degree, SEED};
use sample_book::chance::Seed;

const LIVES: u64 = 400;

fn days(seed: u64, degree: Degree, desk: Desk) -> DayReport {
    DayReport::drawn(&Seed::new(seed), degree, LIVES, desk).unwrap()
}

fn add_up(credits: Credits) -> bool {
    let Credits { claimed, proven, broken, undecided, anyway, too_late, .. } = credits;
    claimed == proven + broken + undecided && anyway <= proven && too_late <= broken
}

/// Each is a year of two firms.
fn years() -> ProptestConfig {
    ProptestConfig {
        cases: 4,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(1),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(years())]

    #[test]
    fn what_is_counted_adds_up(seed: u64) {
        for (degree, desk) in
            [(Degree::Real, Desk::Remembers), (Degree::Untidy, Desk::Forgets)]
        {
            let report = days(seed, degree, desk);
            let calls = report.openings.all().said;
            prop_assert_eq!(report.showings.all(), calls);
            prop_assert_eq!(report.done.all(), calls);
            prop_assert!(calls as usize <= report.listable);
            prop_assert!(report.done.wrong_fact <= report.openings.all().wrong());
            for kind in Kind::ALL {
                let (openings, reasons) = (report.openings.of(kind), report.reasons.of(kind));
                prop_assert!(openings.so <= openings.said && reasons.so <= reasons.said);
                prop_assert!(openings.said <= reasons.said && openings.wrong() <= reasons.wrong());
            }
            let most_days = u32::from(behaviour::BOOKS) * behaviour::AGENTS;
            prop_assert!(report.days.all_so <= report.days.days && report.days.days <= most_days);
            prop_assert!(calls <= report.days.days * behaviour::CALLS_A_DAY as u32);
            prop_assert!(report.credits.into_iter().all(add_up), "{:?}", report.credits);
            let claimed: u32 = report.credits.iter().map(|credits| credits.claimed).sum();
            prop_assert_eq!(report.credits_of_all().claimed, claimed);
        }
    }

    #[test]
    fn what_was_talked_about_comes_up_again_for_a_reason_alone(seed: u64) {
        let report = days(seed, Degree::Untidy, Desk::Remembers);
        prop_assert_eq!(report.showings.of(Again::Twice), 0, "{:?}", report.showings);
    }

    #[test]
    fn lives_that_nobody_calls_do_not_know_what_partners_do(seed: u64) {
        let left_alone = |desk| {
            let report = days(seed, Degree::Real, desk);
            report.credits.map(|credits| credits.left_alone)
        };
        prop_assert_eq!(left_alone(Desk::Remembers), left_alone(Desk::Forgets));
    }
}

#[test]
fn a_desk_that_forgets_calls_clients_twice() {
    let report = days(SEED, Degree::Real, Desk::Forgets);
    assert!(report.showings.of(Again::Twice) > 0, "{:?}", report.showings);
}

#[test]
fn promises_help_where_they_are_kept() {
    let credits = days(SEED, Degree::Real, Desk::Remembers).credits[Nature::Repair as usize];
    assert!(credits.proven > credits.anyway, "{credits:?}");
}

#[test]
fn a_seed_gives_the_same_year_and_another_seed_another() {
    let year = |seed| days(seed, Degree::Real, Desk::Remembers);
    assert_eq!(year(SEED), year(SEED));
    assert_ne!(year(SEED), year(SEED + 1));
}

#[test]
fn the_days_of_four_hundred_lives() {
    let mut printed = Vec::new();
    let [report, forgetful] =
        [Desk::Remembers, Desk::Forgets].map(|desk| days(SEED, Degree::Real, desk));
    table::write(&report, &forgetful, &mut printed).unwrap();
    expect_file!["day.txt"].assert_eq(&String::from_utf8(printed).unwrap());
}
