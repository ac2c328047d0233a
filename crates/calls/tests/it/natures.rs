//! What is a reason, of which nature, and what it is worth a month.

use calls::{Chances, Nature, reasons_of};
use opportunity_core::{Kind, Paise, SipRecord, Status};

use crate::support::{AS_OF, book, day, only_reasons, rupees, speaking};

/// The table of natures, kinds in order, and chances in percent.
const TABLE: [(&str, &str, u16); 10] = [
    ("repair", "missed_debits", 60),
    ("repair", "lost_mandates", 60),
    ("repair", "never_started", 35),
    ("repair", "stopped_sips", 20),
    ("repair", "failed_sips", 40),
    ("keep", "ending_sips", 50),
    ("keep", "paused_sips", 30),
    ("account", "high_value_inactive", 15),
    ("grow", "no_sip_increase", 30),
    ("grow", "no_step_up", 15),
];

#[test]
fn every_kind_has_its_nature_place_and_chance() {
    let of_natures = Nature::ALL
        .into_iter()
        .flat_map(|nature| nature.kinds().iter().map(move |kind| (nature.name(), kind.name())));
    assert!(of_natures.eq(TABLE.map(|(nature, kind, _)| (nature, kind))));
    for (place, (nature, kind, percent)) in TABLE.into_iter().enumerate() {
        let kind = Kind::named(kind).unwrap();
        assert_eq!(Nature::of(kind).name(), nature, "{kind:?}");
        assert_eq!(Nature::place_of(kind), place, "{kind:?}");
        let chance = Chances::default().of(kind).hundredths_of_percent();
        assert_eq!(chance, percent * 100, "{kind:?}");
    }
}

#[test]
fn every_kind_is_worth_what_goes_on_or_comes() {
    let rows: [(Kind, i64, u8); 10] = [
        (Kind::MissedDebits, 500_000, 1),
        (Kind::LostMandates, 500_000, 0),
        (Kind::NeverStarted, 500_000, 2),
        (Kind::StoppedSips, 500_000, 3),
        (Kind::FailedSips, 500_000, 0),
        (Kind::EndingSips, 500_000, 0),
        (Kind::PausedSips, 500_000, 0),
        (Kind::HighValueInactive, 250_000, 0),
        (Kind::NoSipIncrease, 35_000, 0),
        (Kind::NoStepUp, 50_000, 0),
    ];
    for (kind, paise, mark) in rows {
        let book = book(AS_OF, &[speaking(kind)]);
        let found = only_reasons(&book);
        assert_eq!(found.len(), 1, "{kind:?}: {found:?}");
        let reason = found[0].1;
        assert_eq!(reason.kind, kind);
        assert_eq!((reason.monthly_value, reason.mark), (Paise::new(paise), mark), "{kind:?}");
        assert_eq!(found[0].0.is_none(), kind == Kind::HighValueInactive, "{kind:?}");
        assert_eq!(reason.record_as_of, day(AS_OF));
    }
}

#[test]
fn debit_days_make_a_monthly_amount() {
    let twice = SipRecord { num_days: Some(2), ..speaking(Kind::MissedDebits) };
    let book = book(AS_OF, &[twice]);
    assert_eq!(only_reasons(&book)[0].1.monthly_value, rupees(10_000));
}

/// The words, what is to be done about the failure, and whether the call is worth something for it.
type FailedRow = (&'static str, fn(&mut SipRecord), bool);

#[test]
fn a_failed_sip_is_worth_something_where_a_call_mends_it() {
    let rows: [FailedRow; 9] = [
        ("resolve_payment", |_| {}, true),
        ("recover_missed", |sip| sip.status = Status::Success, false),
        ("recover_missed in progress", |sip| sip.status = Status::InProgress, false),
        ("resume", |sip| sip.status = Status::Paused, false),
        ("ask_status", |sip| sip.status = Status::Unknown, false),
        (
            "renew_mandate, not active",
            |sip| {
                sip.has_current_mandate = Some(false);
                sip.is_active = Some(false);
            },
            false,
        ),
        ("not active", |sip| sip.is_active = Some(false), false),
        ("ended yesterday", |sip| sip.end_date = Some(day("2026-01-29")), false),
        ("ends today", |sip| sip.end_date = Some(day(AS_OF)), true),
    ];
    for (why, change, is_worth) in rows {
        let mut sip = speaking(Kind::FailedSips);
        change(&mut sip);
        let book = book(AS_OF, &[sip]);
        let account = book.accounts().next().unwrap();
        let found = reasons_of(account, day(AS_OF));
        let is_reason = found.reasons.iter().any(|(_, it)| it.kind == Kind::FailedSips);
        let is_beside = found.also.iter().any(|also| also.kind == Kind::FailedSips);
        assert_eq!((is_reason, is_beside), (is_worth, !is_worth), "{why}");
    }
}

#[test]
fn the_first_kind_of_a_nature_is_the_reason_and_the_others_stand_beside() {
    // No mandate and debits that failed: both are repair. It also ends soon, and no step-up is agreed.
    let sip = SipRecord {
        has_current_mandate: Some(false),
        failed_amount: Some(rupees(10_000)),
        end_date: Some(day("2026-03-05")),
        ..speaking(Kind::NoStepUp)
    };
    let book = book(AS_OF, &[sip]);
    let found = reasons_of(book.accounts().next().unwrap(), day(AS_OF));
    let kinds: Vec<Kind> = found.reasons.iter().map(|(_, it)| it.kind).collect();
    assert_eq!(kinds, [Kind::LostMandates, Kind::EndingSips, Kind::NoStepUp]);
    let beside: Vec<Kind> = found.also.iter().map(|also| also.kind).collect();
    assert_eq!(beside, [Kind::FailedSips]);
    let words = found.also[0].opportunity(book.accounts().next().unwrap()).unwrap();
    assert_eq!(words.kind, Kind::FailedSips);
}

#[test]
fn what_is_worth_nothing_lets_the_next_kind_of_the_nature_speak() {
    // A debit failed once, and goes through again; nothing else is said.
    let sip = SipRecord { status: Status::Success, ..speaking(Kind::FailedSips) };
    let book = book(AS_OF, &[sip]);
    assert!(only_reasons(&book).is_empty());
}

#[test]
fn a_mark_is_the_missed_debits_of_repair_and_at_most_three() {
    let rows = [("2025-12-05", 1), ("2025-11-05", 2), ("2025-10-05", 3), ("2025-07-05", 3)];
    for (latest, mark) in rows {
        let sip = SipRecord {
            latest_success_order_date: Some(day(latest)),
            ..speaking(Kind::MissedDebits)
        };
        let book = book(AS_OF, &[sip]);
        assert_eq!(only_reasons(&book)[0].1.mark, mark, "{latest}");
    }
    // What ends soon has no mark, though a debit is missing.
    let both = SipRecord { end_date: Some(day("2026-03-05")), ..speaking(Kind::MissedDebits) };
    let book = book(AS_OF, &[both]);
    let marks: Vec<_> = only_reasons(&book).iter().map(|(_, it)| (it.kind, it.mark)).collect();
    assert_eq!(marks, [(Kind::MissedDebits, 1), (Kind::EndingSips, 0)]);
}

#[test]
fn an_accounts_reason_is_as_old_as_the_oldest_record() {
    let rows = [("2026-01-30", "2026-01-30"), ("2026-01-10", "2026-01-10")];
    for (held, expected) in rows {
        let records = [
            (speaking(Kind::HighValueInactive), day(AS_OF)),
            (crate::support::named("2", speaking(Kind::HighValueInactive)), day(held)),
        ];
        let book = crate::support::book_of(day(AS_OF), &records);
        let found = only_reasons(&book);
        let account = found.iter().find(|(sip, _)| sip.is_none()).unwrap();
        assert_eq!(account.1.record_as_of, day(expected));
    }
}
