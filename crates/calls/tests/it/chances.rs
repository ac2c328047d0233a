//! The setting that replaces what is assumed, and rounding.

use calls::{Chance, Chances};
use opportunity_core::{Kind, Paise, RiskScore};

#[test]
fn a_setting_replaces_the_chances_that_it_names() {
    let chances: Chances =
        " missed_debits = 72.5, no_step_up=0,failed_sips=100.00 ".parse().unwrap();
    let of = |kind| chances.of(kind).hundredths_of_percent();
    assert_eq!(of(Kind::MissedDebits), 7_250);
    assert_eq!(of(Kind::NoStepUp), 0);
    assert_eq!(of(Kind::FailedSips), 10_000);
    assert_eq!(of(Kind::EndingSips), 5_000);
    assert_eq!("".parse(), Ok(Chances::default()));
    assert_eq!(chances.to_string().parse(), Ok(chances));
}

#[test]
fn what_is_no_list_of_chances_is_refused() {
    for text in [
        "missed_debits",
        "missed_debits=",
        "missed_debits=60%",
        "missed_debits=-1",
        "missed_debits=100.01",
        "missed_debits=101",
        "missed_debits=1.234",
        "missed_debits=1.",
        "missed_debits=.5",
        "missed-debits=60",
        "missed_debits=1,missed_debits=2",
        "x=1",
        "missed_debits=1e1",
        "missed_debits=+1",
    ] {
        assert!(text.parse::<Chances>().is_err(), "{text:?}");
    }
}

fn chance(percent: &str) -> Chance {
    let chances: Chances = format!("missed_debits={percent}").parse().unwrap();
    chances.of(Kind::MissedDebits)
}

#[test]
fn what_is_expected_is_rounded_half_up_to_paise() {
    let rows = [
        ("50", 1, 1),
        ("50", 2, 1),
        ("50", 3, 2),
        ("49.99", 1, 0),
        ("0.01", 5_000, 1),
        ("0.01", 4_999, 0),
        ("100", 12_345, 12_345),
        ("0", 12_345, 0),
        ("35", 10, 4),
        ("35", 30, 11),
    ];
    for (percent, value, expected) in rows {
        let expected = Paise::new(expected);
        assert_eq!(chance(percent).expected(Paise::new(value)), expected, "{percent} of {value}");
    }
}

#[test]
fn urgency_at_most_doubles_the_part_and_is_rounded_once() {
    // The chance times the value is 0.25 paise, which alone would be rounded away.
    let rows = [
        ("25", 1, 0, 0),
        ("25", 1, 1_000, 1),
        ("60", 500_000, 0, 300_000),
        ("60", 500_000, 500, 450_000),
        ("60", 500_000, 1_000, 600_000),
        ("100", 100, 5, 101),
        ("100", 100, 4, 100),
    ];
    for (percent, value, risk, expected) in rows {
        let risk = RiskScore::ratio(risk, 100);
        let part = chance(percent).part_in_priority(Paise::new(value), risk);
        assert_eq!(part, Paise::new(expected), "{percent} of {value} at {risk}");
    }
}
