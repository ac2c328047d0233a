//! Thresholds: their defaults, and what they take.

use expect_test::expect;
use opportunity_core::{Kind, Policy};

use crate::support::rupees;

#[test]
fn every_threshold_has_its_default_and_its_least() {
    let mut table = String::new();
    for kind in Kind::ALL {
        for threshold in kind.rule().thresholds {
            let (least, default) = (threshold.least, threshold.default);
            let line = format!(
                "{} {} from {least}, {default} {:?}\n",
                kind.name(),
                threshold.name,
                threshold.unit
            );
            table += &line;
        }
    }
    expect![[r#"
        no_sip_increase min_months from 1, 12 Months
        no_sip_increase confidence from 0, 0 Word(["likely", "proven"])
        failed_sips min_failed_amount from 0, 500000 Money
        high_value_inactive min_invested_amount from 0, 10000000 Money
        high_value_inactive min_inactive_days from 1, 60 Days
        missed_debits min_missed_debits from 1, 1 Debits
        stopped_sips min_missed_debits from 3, 3 Debits
        never_started min_missed_debits from 1, 1 Debits
        paused_sips min_paused_days from 1, 30 Days
        no_step_up min_months from 1, 12 Months
        ending_sips max_days_left from 1, 90 Days
    "#]]
    .assert_eq(&table);
}

#[test]
fn the_kinds_are_named_titled_and_ordered() {
    let titled = |kind: Kind| format!("{} {}: {}\n", kind.index(), kind.name(), kind.rule().title);
    expect![[r#"
        0 no_sip_increase: No SIP Increase
        1 failed_sips: Failed SIP Transactions
        2 high_value_inactive: High-Value Inactive Client
        3 missed_debits: Missed Debits
        4 stopped_sips: Stopped SIP
        5 never_started: SIP Never Started
        6 paused_sips: Paused SIP
        7 no_step_up: No Step-Up Agreed
        8 ending_sips: SIP Ending Soon
        9 lost_mandates: No Mandate
    "#]]
    .assert_eq(&Kind::ALL.map(titled).concat());
    assert!(Kind::ALL.is_sorted());
}

#[test]
fn a_threshold_takes_its_least_and_refuses_what_is_smaller() {
    for (kind, name, value, refused) in [
        (Kind::NoSipIncrease, "min_months", 1, None),
        (Kind::NoSipIncrease, "min_months", 0, Some("min_months takes 1 or more")),
        (Kind::NoSipIncrease, "min_months", i64::MAX, None),
        (Kind::FailedSips, "min_failed_amount", 0, None),
        (Kind::FailedSips, "min_failed_amount", -1, Some("min_failed_amount takes 0 or more")),
        (Kind::HighValueInactive, "min_invested_amount", 0, None),
        (
            Kind::HighValueInactive,
            "min_invested_amount",
            -1,
            Some("min_invested_amount takes 0 or more"),
        ),
        (Kind::HighValueInactive, "min_inactive_days", 1, None),
        (
            Kind::HighValueInactive,
            "min_inactive_days",
            0,
            Some("min_inactive_days takes 1 or more"),
        ),
        (Kind::FailedSips, "min_months", 12, Some("failed_sips has no threshold min_months")),
    ] {
        let answer = Policy::default().with(kind, name, value).err();
        assert_eq!(answer.map(|e| e.to_string()).as_deref(), refused, "{name} = {value}");
    }
}

#[test]
fn moving_one_threshold_leaves_the_others() {
    let moved = Policy::default().with(Kind::HighValueInactive, "min_inactive_days", 90).unwrap();
    let limits = moved.of(Kind::HighValueInactive);
    assert_eq!((limits.money(0), limits.number(1)), (rupees(100_000), 90));
    assert_eq!(moved.of(Kind::FailedSips), Policy::default().of(Kind::FailedSips));
    let proven = moved.with(Kind::NoSipIncrease, "confidence", 1).unwrap();
    assert_eq!(proven.of(Kind::NoSipIncrease).number(1), 1);
    let back = moved.with(Kind::HighValueInactive, "min_inactive_days", 60).unwrap();
    assert_eq!(back, Policy::default());
}

#[test]
fn a_threshold_of_several_kinds_is_moved_for_all_of_them() {
    let of = |name: &str, value: i64| Policy::default().with_every(name, value);
    let moved = of("min_missed_debits", 2).unwrap();
    let numbers = [Kind::MissedDebits, Kind::StoppedSips, Kind::NeverStarted]
        .map(|kind| moved.of(kind).number(0));
    // Three missed debits are what a stopped SIP has at the least.
    assert_eq!(numbers, [2, 3, 2]);
    assert_eq!(moved.of(Kind::FailedSips), Policy::default().of(Kind::FailedSips));
    let months = of("min_months", 7).unwrap();
    assert_eq!([Kind::NoSipIncrease, Kind::NoStepUp].map(|kind| months.of(kind).number(0)), [7, 7]);
    let refused = of("min_missed_debits", 0).unwrap_err();
    assert_eq!(refused.to_string(), "min_missed_debits takes 1 or more");
    assert_eq!(of("nobody's", 1), Ok(Policy::default()));
}
