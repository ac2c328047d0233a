//! What the rules find in a book: every kind and every verdict, as often as in a real one.

use std::collections::{HashMap, HashSet};

use opportunity_core::{AmountRun, Book, Kind, Query, SipRecord, Status, VerdictKind};
use sample_book::SampleBook;

use crate::support::{as_of, book, day};

/// Fifteen months before the book.
fn older(book: &SampleBook) -> SampleBook {
    book.before(day("2024-10-30")).unwrap()
}

/// What an import of a record saw.
fn run(record: &SipRecord, as_of: chrono::NaiveDate) -> AmountRun {
    AmountRun {
        as_of,
        to: as_of,
        amount: record.amount,
        success_count: record.success_count,
        success_amount: record.success_amount,
        failed_amount: record.failed_amount,
    }
}

/// Every record with what the two imports saw of its instalment.
fn with_history(book: &SampleBook) -> Vec<(SipRecord, Vec<AmountRun>)> {
    let older = older(book);
    let then: HashMap<String, AmountRun> = older
        .records()
        .map(|record| (record.sip_meta_id.clone(), run(&record, older.as_of())))
        .collect();
    let history = |record: &SipRecord| {
        let now = run(record, book.as_of());
        match then.get(&record.sip_meta_id) {
            Some(then) if then.amount == now.amount => vec![AmountRun { to: now.as_of, ..*then }],
            Some(then) => vec![*then, now],
            None => vec![now],
        }
    };
    book.records().map(|record| (record.clone(), history(&record))).collect()
}

#[test]
fn every_kind_occurs_in_a_demo_book_with_one_export_and_with_an_older_one() {
    for seed in 1..4 {
        let sample = book(seed, 2_000);
        for with_older in [false, true] {
            let mut builder = Book::builder(as_of());
            for (record, history) in &with_history(&sample) {
                let seen = if with_older { &history[..] } else { &[] };
                builder.add(&record.facts(seen, as_of())).unwrap();
            }
            let book = builder.build().unwrap();
            for kind in Kind::ALL {
                let query = Query { kind: Some(kind), ..Query::default() };
                let found = book.page(&query, 0, 1).total;
                assert!(found >= 1, "seed {seed}: {kind:?}: {found}");
            }
        }
    }
}

#[test]
fn every_verdict_occurs_in_a_demo_book() {
    for seed in 1..4 {
        let mut found = HashSet::new();
        for (record, history) in with_history(&book(seed, 2_000)) {
            let verdict = record.facts(&history, as_of()).verdict(as_of(), 12).unwrap();
            found.extend(verdict.map(|verdict| verdict.verdict.name()));
        }
        for verdict in VerdictKind::ALL {
            assert!(found.contains(verdict.name()), "seed {seed}: {verdict:?}");
        }
    }
}

/// Of a hundred records that `of` takes, how many `have` it.
fn share(
    records: &[SipRecord],
    of: impl Fn(&SipRecord) -> bool,
    have: impl Fn(&SipRecord) -> bool,
) -> f64 {
    let asked: Vec<&SipRecord> = records.iter().filter(|record| of(record)).collect();
    let count = asked.iter().filter(|record| have(record)).count();
    count as f64 * 100.0 / asked.len() as f64
}

#[test]
fn a_book_is_as_uneven_as_a_real_one() {
    let records: Vec<SipRecord> = book(10, 20_000).records().collect();
    let active = |record: &SipRecord| record.is_active == Some(true);
    let any = |_: &SipRecord| true;
    let steps = |record: &SipRecord| {
        record.increment_percentage.is_some_and(|percent| percent.hundredths() > 0)
            || record.increment_amount.is_some_and(|amount| amount.is_positive())
    };
    let paid = |record: &SipRecord| record.latest_success_order_date.is_some();
    let on_a_debit_day = |record: &SipRecord| {
        let days: Vec<&str> = record.sip_days.iter().flat_map(|days| days.split(',')).collect();
        let day = record.latest_success_order_date.map(|on| chrono::Datelike::day(&on).to_string());
        day.is_some_and(|day| days.contains(&day.as_str()))
    };
    for (what, share, least, most) in [
        ("active", share(&records, any, active), 86.0, 95.0),
        ("no step-up", share(&records, active, |it| !steps(it)), 56.0, 60.0),
        ("several schemes", share(&records, any, |it| it.scheme_name.len() > 1), 37.0, 41.0),
        (
            "failed money",
            share(&records, any, |it| it.failed_amount.is_some_and(|it| it.is_positive())),
            54.0,
            66.0,
        ),
        (
            "paid before the start",
            share(&records, paid, |it| it.first_success_order_date < it.start_date),
            62.0,
            70.0,
        ),
        ("paid on a debit day", share(&records, paid, on_a_debit_day), 95.0, 97.0),
        ("never paid", share(&records, active, |it| !paid(it)), 1.0, 6.0),
        (
            "no mandate",
            share(&records, active, |it| it.has_current_mandate == Some(false)),
            3.0,
            15.0,
        ),
        ("paused", share(&records, any, |it| it.status == Status::Paused), 2.0, 6.0),
    ] {
        assert!((least..most).contains(&share), "{what}: {share}");
    }
    let paused = |record: &SipRecord| record.status == Status::Paused;
    assert!(share(&records, paused, |it| it.paused_till.is_some()) > 50.0);
    assert!(share(&records, paused, |it| it.paused_reason.is_some()) > 50.0);
    assert!(share(&records, paused, |it| it.is_active == Some(false)) > 99.9);
}

#[test]
fn debits_are_missed_as_often_as_in_a_real_book() {
    let records: Vec<SipRecord> = book(10, 20_000).records().collect();
    let missed = |record: &SipRecord| {
        let facts = record.facts(&[], as_of());
        let found = facts.findings(as_of(), &opportunity_core::Policy::default()).unwrap();
        let found = found.iter().filter_map(|finding| finding.outcome.as_ref().ok());
        found.flat_map(|found| found.details.to_vec()).find_map(|(name, detail)| match detail {
            opportunity_core::Detail::Count(count) if name == "missed_debits" => Some(count),
            _ => None,
        })
    };
    let active = |record: &SipRecord| record.is_active == Some(true);
    let two = |record: &SipRecord| missed(record) >= Some(2);
    for (what, share, least, most) in [
        ("none", share(&records, active, |it| missed(it).is_none()), 60.0, 70.0),
        ("one or two", share(&records, active, |it| matches!(missed(it), Some(1..=2))), 7.0, 13.0),
        ("three or more", share(&records, active, |it| missed(it) >= Some(3)), 22.0, 30.0),
        (
            "two or more though Success",
            share(&records, active, |it| two(it) && it.status == Status::Success),
            1.0,
            3.5,
        ),
    ] {
        assert!((least..most).contains(&share), "{what}: {share}");
    }
}
