//! What the crate says of an invented life is what the plainest code says of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use opportunity_core::{ClientAccount, Detail, Kind, Verdict};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::invented::{asked, cases, held};
use crate::naive::Held;
use crate::naive::increases::verdict;
use crate::naive::lists::calls;
use crate::naive::no_sip_increase::verdict_word;
use crate::naive::row::{Asked, DEFAULTS, Row};

proptest! {
    #![proptest_config(cases(5_000))]

    #[test]
    fn verdicts_are_the_naive_ones(held in held(), (as_of, asked) in asked()) {
        let facts = held.record.facts(&held.history, held.record_as_of);
        let said = facts.verdict(as_of, asked.min_months).unwrap();
        let expected = verdict(&held.record, &held.history, as_of, asked.min_months);
        prop_assert_eq!(said, expected);

        let account = ClientAccount::new(&[facts]).unwrap().findings(as_of, &asked.policy());
        prop_assert_eq!(account.sips[0].verdict, expected);
    }

    #[test]
    fn findings_are_the_naive_ones(held in held(), (as_of, asked) in asked()) {
        let facts = held.record.facts(&held.history, held.record_as_of);
        let findings = facts.findings(as_of, &asked.policy()).unwrap();
        let kinds: Vec<Kind> = findings.iter().map(|finding| finding.kind).collect();
        let of_sips: Vec<Kind> =
            Kind::ALL.into_iter().filter(|kind| *kind != Kind::HighValueInactive).collect();
        prop_assert_eq!(kinds, of_sips);
        let said: Vec<Row<'_>> = findings
            .iter()
            .filter_map(|finding| finding.outcome.as_ref().ok())
            .map(Row::from)
            .collect();
        prop_assert_eq!(said, calls(&held, as_of, &asked));
    }
}

/// How often each thing is said of so many invented lives, which are always the same.
fn counts(
    lives: u32,
    said: impl Fn(&Held, NaiveDate, &Asked) -> Vec<String>,
) -> BTreeMap<String, u32> {
    let mut runner = TestRunner::deterministic();
    let lives_and_questions = (held(), asked());
    let mut counts = BTreeMap::new();
    for _ in 0..lives {
        let (held, (as_of, asked)) = lives_and_questions.new_tree(&mut runner).unwrap().current();
        for what in said(&held, as_of, &asked) {
            *counts.entry(what).or_default() += 1;
        }
    }
    counts
}

/// What is rare holds the crate to nothing.
fn check_none_is_rare(counts: &BTreeMap<String, u32>, all: &str, least: u32) {
    let count = |what: &str| counts.get(what).copied().unwrap_or(0);
    let all = all.lines().map(str::trim).filter(|what| !what.is_empty());
    let rare: Vec<&str> = all.filter(|what| count(what) < least).collect();
    assert!(rare.is_empty(), "{rare:?} come up too seldom in {counts:#?}");
}

#[test]
fn invented_lives_come_to_every_verdict() {
    let counts = counts(2_000, |held, as_of, asked| {
        let verdict = verdict(&held.record, &held.history, as_of, asked.min_months);
        vec![verdict.map_or("no verdict".to_owned(), in_words)]
    });
    let verdicts = "
        none proven
        none likely
        unchanged proven
        nothing_due
        between likely
        dated likely
        between proven
        unknown
        no verdict";
    check_none_is_rare(&counts, verdicts, 40);
}

fn in_words(verdict: Verdict) -> String {
    let confidence = verdict.confidence.map_or("", |confidence| confidence.name());
    format!("{} {confidence}", verdict_word(verdict.verdict)).trim_end().to_owned()
}

#[test]
fn invented_lives_come_to_every_kind() {
    let counts = counts(3_000, |held, as_of, _| {
        let calls = calls(held, as_of, &DEFAULTS);
        let with_words = |row: &Row<'_>| {
            let words = row.details.iter().filter_map(|(_, detail)| match detail {
                Detail::Word(word) => Some(*word),
                _ => None,
            });
            [row.kind].into_iter().chain(words).collect::<Vec<_>>().join(" ")
        };
        calls.iter().map(with_words).collect()
    });
    let kinds = "
        no_sip_increase proven none
        no_sip_increase proven unchanged
        no_sip_increase likely none
        no_sip_increase likely between
        failed_sips renew_mandate
        failed_sips recover_missed
        failed_sips resume
        failed_sips resolve_payment
        failed_sips ask_status
        missed_debits no_mandate
        missed_debits failed
        missed_debits unreported
        stopped_sips no_mandate
        stopped_sips failed
        stopped_sips unreported
        never_started no_mandate
        never_started failed
        never_started unreported
        paused_sips
        no_step_up
        ending_sips
        lost_mandates";
    check_none_is_rare(&counts, kinds, 15);
}
