//! The small values of a record: periods, debit days, step-ups, statuses, what is absent.

use opportunity_core::{
    AmountRun, BadFacts, Paise, Percent, Period, PeriodUnit, SipDigest, SipFacts, SipRecord,
    Status, StepUp,
};

use crate::support::{day, paying, rupees};

#[test]
fn a_period_is_a_number_of_months_or_years() {
    for (text, months) in [
        ("1M", Some(1)),
        ("6M", Some(6)),
        ("18M", Some(18)),
        ("1Y", Some(12)),
        ("10Y", Some(120)),
        ("06M", Some(6)),
        ("4294967295Y", Some(4_294_967_295 * 12)),
        ("0M", None),
        ("0Y", None),
        ("00M", None),
        ("6m", None),
        ("1y", None),
        ("6", None),
        ("M", None),
        ("", None),
        ("6W", None),
        ("-6M", None),
        ("+6M", None),
        (" 6M", None),
        ("6 M", None),
        ("6M ", None),
        ("1.5Y", None),
        ("6MM", None),
        ("१Y", None),
        ("4294967296M", None),
    ] {
        assert_eq!(Period::parse(text).map(Period::months), months, "{text:?}");
    }
}

#[test]
fn a_period_is_shown_as_it_was_agreed() {
    for text in ["6M", "12M", "1Y", "2Y"] {
        assert_eq!(Period::parse(text).unwrap().to_string(), text);
        assert_eq!(String::from(Period::parse(text).unwrap()), text);
        assert_eq!(Period::try_from(text.to_owned()).ok(), Period::parse(text));
    }
    assert_eq!(Period::new(0, PeriodUnit::Years), None);
    assert_eq!(Period::new(12, PeriodUnit::Months), Period::parse("12M"));
    // A year and twelve months fall due together, but were not agreed in the same words.
    assert_ne!(Period::parse("1Y"), Period::parse("12M"));
}

#[test]
fn debit_days_are_those_said_else_those_listed_else_one() {
    for (num_days, sip_days, expected) in [
        (Some(2), Some("1,15"), 2),
        (Some(3), Some("1,15"), 3),
        (Some(2), None, 2),
        (None, Some("1,15"), 2),
        (None, Some("5"), 1),
        (None, Some("1, 5 ,10,15,20"), 5),
        (None, Some("1,,15,"), 2),
        (None, Some(""), 1),
        (None, Some(" , "), 1),
        (None, None, 1),
        (Some(0), None, 1),
        (Some(31), None, 31),
        (Some(32), None, 31),
        (Some(u32::MAX), None, 31),
        (Some(0), Some("1,15"), 1),
        (None, Some("15,1,15"), 2),
        (None, Some("0,15"), 1),
        (None, Some("1;15|20"), 3),
    ] {
        let record =
            SipRecord { num_days, sip_days: sip_days.map(str::to_owned), ..SipRecord::default() };
        let facts = record.facts(&[], day("2026-01-30"));
        assert_eq!(facts.debit_days().get(), expected, "{num_days:?} {sip_days:?}");
    }
}

#[test]
fn a_percentage_is_agreed_before_an_amount_and_nothing_is_no_agreement() {
    let percentage = |hundredths| Some(Percent::from_hundredths(hundredths));
    for (percent, amount, agreed) in [
        (percentage(1_000), None, Some(StepUp::Percentage(Percent::from_hundredths(1_000)))),
        (
            percentage(1_000),
            Some(rupees(500)),
            Some(StepUp::Percentage(Percent::from_hundredths(1_000))),
        ),
        (percentage(0), Some(rupees(500)), Some(StepUp::Amount(rupees(500)))),
        (None, Some(rupees(500)), Some(StepUp::Amount(rupees(500)))),
        (percentage(1), None, Some(StepUp::Percentage(Percent::from_hundredths(1)))),
        (None, Some(Paise::new(1)), Some(StepUp::Amount(Paise::new(1)))),
        (percentage(0), Some(Paise::ZERO), None),
        (None, None, None),
    ] {
        assert_eq!(StepUp::agreed(percent, amount), agreed, "{percent:?} {amount:?}");
    }
}

#[test]
fn one_step_is_rounded_half_up_to_the_paisa() {
    for (instalment, step_up, step) in [
        (rupees(5_500), StepUp::Percentage(Percent::from_hundredths(1_000)), rupees(550)),
        (rupees(2_000), StepUp::Percentage(Percent::from_hundredths(10_000)), rupees(2_000)),
        (rupees(1_000), StepUp::Percentage(Percent::from_hundredths(1)), Paise::new(10)),
        (Paise::new(101), StepUp::Percentage(Percent::from_hundredths(5_000)), Paise::new(51)),
        (
            Paise::new(100_101),
            StepUp::Percentage(Percent::from_hundredths(1_250)),
            Paise::new(12_513),
        ),
        (Paise::new(4_999), StepUp::Percentage(Percent::from_hundredths(1)), Paise::new(0)),
        (Paise::new(5_000), StepUp::Percentage(Percent::from_hundredths(1)), Paise::new(1)),
        (rupees(3_500), StepUp::Amount(rupees(500)), rupees(500)),
        (rupees(1), StepUp::Amount(Paise::new(33)), Paise::new(33)),
    ] {
        assert_eq!(step_up.on(instalment), step, "{step_up:?} on {instalment}");
    }
}

#[test]
fn statuses_are_known_by_the_exports_words_and_others_kept() {
    for (word, status) in [
        ("Success", Status::Success),
        ("Failed", Status::Failed),
        ("In Progress", Status::InProgress),
        ("Paused", Status::Paused),
        ("Unknown", Status::Unknown),
        ("Cancelled", Status::Other("Cancelled".into())),
        ("SUCCESSFUL", Status::Other("SUCCESSFUL".into())),
    ] {
        assert_eq!(Status::from(word), status, "{word:?}");
        assert_eq!(status.as_str(), word);
        assert_eq!(Status::from(word.to_owned()), status);
        assert_eq!(String::from(status), word);
    }
    for (word, status) in [
        ("success", Status::Success),
        ("FAILED", Status::Failed),
        ("IN_PROGRESS", Status::InProgress),
        ("in-progress", Status::InProgress),
        ("paused", Status::Paused),
        ("unknown", Status::Unknown),
        ("", Status::Unknown),
    ] {
        assert_eq!(Status::from(word), status, "{word:?}");
    }
    assert_eq!(Status::default(), Status::Unknown);
}

#[test]
fn what_is_absent_speaks_for_the_client() {
    let as_of = day("2026-01-30");
    for (is_active, deleted, mandate, active, gone, lacks) in [
        (None, None, None, true, false, false),
        (Some(true), Some(false), Some(true), true, false, false),
        (Some(false), None, None, false, false, false),
        (None, Some(true), None, false, true, false),
        (Some(true), Some(true), None, false, true, false),
        (None, None, Some(false), true, false, true),
    ] {
        let record = SipRecord { is_active, deleted, has_current_mandate: mandate, ..paying() };
        let digest = SipDigest::new(&record.facts(&[], as_of)).unwrap();
        let said = (digest.is_active(), digest.is_deleted(), digest.lacks_mandate());
        assert_eq!(said, (active, gone, lacks), "{is_active:?} {deleted:?} {mandate:?}");
    }
}

#[test]
fn a_percentage_is_shown_with_two_decimals() {
    for (hundredths, shown) in [(1_000, "10.00"), (1_250, "12.50"), (5, "0.05"), (0, "0.00")] {
        assert_eq!(Percent::from_hundredths(hundredths).to_string(), shown);
    }
}

#[test]
fn amounts_that_cannot_be_are_refused_by_name() {
    type Change = fn(&mut SipRecord);
    let most = Paise::new(999_999_999_999_999);
    let rows: [(&str, Change, Option<&str>); 13] = [
        ("an instalment of a paisa", |sip| sip.amount = Paise::new(1), None),
        ("no instalment", |sip| sip.amount = Paise::ZERO, Some("amount")),
        ("a negative instalment", |sip| sip.amount = Paise::new(-1), Some("amount")),
        ("10^13 rupees", |sip| sip.amount = Paise::new(1_000_000_000_000_000), Some("amount")),
        ("one paisa less", |sip| sip.amount = Paise::new(999_999_999_999_999), None),
        ("nothing invested", |sip| sip.success_amount = Some(Paise::ZERO), None),
        ("negative", |sip| sip.success_amount = Some(Paise::new(-1)), Some("success_amount")),
        (
            "10^13 rupees invested",
            |sip| sip.success_amount = Some(Paise::new(1_000_000_000_000_000)),
            Some("success_amount"),
        ),
        ("negative", |sip| sip.failed_amount = Some(Paise::new(-1)), Some("failed_amount")),
        (
            "10^13 rupees failed",
            |sip| sip.failed_amount = Some(Paise::new(1_000_000_000_000_000)),
            Some("failed_amount"),
        ),
        (
            "10^13 percent",
            |sip| sip.increment_percentage = Some(Percent::from_hundredths(1_000_000_000_000_000)),
            Some("increment_percentage"),
        ),
        (
            "10^13 rupees more",
            |sip| sip.increment_amount = Some(Paise::new(1_000_000_000_000_000)),
            Some("increment_amount"),
        ),
        ("no more", |sip| sip.increment_amount = Some(Paise::ZERO), None),
    ];
    let as_of = day("2026-01-30");
    for (what, change, at_fault) in rows {
        let mut record = paying();
        change(&mut record);
        let refused = record.facts(&[], as_of).verdict(as_of, 12).err();
        let expected = at_fault.map(|field| BadFacts::OutOfRange { field });
        assert_eq!(refused, expected, "{what}");
    }
    let record = SipRecord { amount: most, ..paying() };
    let digest = SipDigest::new(&record.facts(&[], as_of)).unwrap();
    assert_eq!(digest.monthly_amount(), most);
}

#[test]
fn a_step_up_of_nothing_is_no_step_up() {
    let percentage = |hundredths| Some(Percent::from_hundredths(hundredths));
    for (increment_percentage, increment_amount) in
        [(percentage(0), None), (None, Some(Paise::ZERO)), (percentage(0), Some(Paise::ZERO))]
    {
        let record = SipRecord {
            increment_percentage,
            increment_amount,
            increment_period: Period::parse("1Y"),
            ..paying()
        };
        let facts = record.facts(&[], day("2026-01-30"));
        assert_eq!(facts.step_up(), None);
        assert_eq!(facts.verdict(day("2026-01-30"), 12), Ok(None));
        assert!(!SipDigest::new(&facts).unwrap().has_step_up());
    }
}

#[test]
fn amounts_beside_the_record_are_held_to_their_range_too() {
    let record = paying();
    let as_of = day("2026-01-30");
    let facts = record.facts(&[], as_of);
    for (amount, refused) in [(0, false), (1, false), (-1, true)] {
        let amount = Some(Paise::new(amount));
        for (changed, field) in [
            (SipFacts { pending_amount: amount, ..facts }, "pending_amount"),
            (SipFacts { in_progress_amount: amount, ..facts }, "in_progress_amount"),
        ] {
            let made = changed.verdict(as_of, 12).err();
            assert_eq!(made, refused.then_some(BadFacts::OutOfRange { field }), "{amount:?}");
        }
    }
    let most = 999_999_999_999_999;
    for (amount, total, failed, refused) in [
        (1, 0, 0, false),
        (most, most, most, false),
        (0, 0, 0, true),
        (-1, 0, 0, true),
        (most + 1, 0, 0, true),
        (1, -1, 0, true),
        (1, most + 1, 0, true),
        (1, 0, -1, true),
    ] {
        let history = [AmountRun {
            amount: Paise::new(amount),
            success_amount: Some(Paise::new(total)),
            failed_amount: Some(Paise::new(failed)),
            ..run("2026-01-30", "2026-01-30")
        }];
        let made = record.facts(&history, as_of).verdict(as_of, 12).err();
        let expected = refused.then_some(BadFacts::OutOfRange { field: "history" });
        assert_eq!(made, expected, "{amount} {total} {failed}");
    }
}

fn run(as_of: &str, to: &str) -> AmountRun {
    AmountRun {
        as_of: day(as_of),
        to: day(to),
        amount: rupees(1_000),
        success_count: None,
        success_amount: None,
        failed_amount: None,
    }
}

#[test]
fn the_runs_of_a_history_lie_one_behind_the_other() {
    let record = paying();
    let as_of = day("2026-01-30");
    for (runs, accepted) in [
        (&[][..], true),
        (&[("2025-01-01", "2025-01-01")], true),
        (&[("2025-01-01", "2025-03-01")], true),
        (&[("2025-01-02", "2025-01-01")], false),
        (&[("2025-01-01", "2025-01-01"), ("2025-01-02", "2025-01-02")], true),
        (&[("2025-01-01", "2025-01-02"), ("2025-01-02", "2025-01-03")], false),
        (&[("2025-01-01", "2025-01-05"), ("2025-01-02", "2025-01-06")], false),
        (&[("2025-01-02", "2025-01-02"), ("2025-01-01", "2025-01-01")], false),
    ] {
        let history: Vec<AmountRun> = runs.iter().map(|(as_of, to)| run(as_of, to)).collect();
        let made = record.facts(&history, as_of).verdict(as_of, 12).map(|_| ());
        let expected = if accepted { Ok(()) } else { Err(BadFacts::HistoryOutOfOrder) };
        assert_eq!(made, expected, "{runs:?}");
    }
}

#[test]
fn a_digest_knows_the_last_day() {
    for end_date in [None, Some(day("2026-01-30")), Some(day("2030-02-28"))] {
        let record = SipRecord { end_date, ..paying() };
        let digest = SipDigest::new(&record.facts(&[], day("2026-01-30"))).unwrap();
        assert_eq!(digest.end_date(), end_date);
    }
}

#[test]
fn monthly_amounts_count_every_debit_day() {
    let mut record = paying();
    record.amount = Paise::new(101);
    for (num_days, monthly) in [(None, 101), (Some(0), 101), (Some(3), 303)] {
        record.num_days = num_days;
        let digest = SipDigest::new(&record.facts(&[], day("2026-01-30"))).unwrap();
        assert_eq!(digest.monthly_amount(), Paise::new(monthly));
    }
}
