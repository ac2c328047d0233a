//! Spells, book after book, held to a plain telling of the whole history.

use std::collections::BTreeMap;

use calls::Settlement;
use proptest::prelude::*;

use crate::invented::history;
use crate::naive::{Held, NaiveOutcome, NaiveReason, NaiveSpell, outcome};
use crate::story::{Story, ends};
use crate::support::cases;

/// What the story knows, in the words of the plain telling.
fn told(story: &Story, settlement: &Settlement) -> NaiveOutcome {
    let spells: BTreeMap<String, NaiveSpell> = story
        .spells
        .spells
        .iter()
        .map(|(key, spell)| {
            let reason = NaiveReason {
                user_id: spell.user_id.to_string(),
                agent_id: spell.agent_id.to_string(),
                kind: spell.kind.name(),
                mark: spell.mark,
                monthly_value: spell.monthly_value.paise(),
            };
            let (since, resting_since, regressed) =
                (spell.since, spell.resting_since, spell.regressed);
            (key.to_string(), NaiveSpell { since, reason, resting_since, regressed })
        })
        .collect();
    let changes = settlement.changes.iter().map(|change| {
        let place = ["ended", "grew", "appeared"].iter().position(|it| *it == change.change.name());
        let why = change.why.map_or("", calls::SpellEnd::name);
        (place.unwrap() as u8, change.key.to_string(), why)
    });
    let mut ended: Vec<(String, &'static str)> =
        ends(settlement).into_iter().map(|(key, why)| (key.to_owned(), why)).collect();
    ended.sort();
    NaiveOutcome { spells, changes: changes.collect(), ended }
}

fn check(history: &[Held]) -> Result<(), TestCaseError> {
    let mut story = Story::new();
    for at in 0..history.len() {
        let settlement = story.read_held(history[at].as_of, &history[at].records);
        let (found, expected) = (told(&story, &settlement), outcome(&history[..=at]));
        prop_assert_eq!(found, expected, "book {}", at);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn spells_and_changes_are_those_of_the_whole_history(history in history()) {
        check(&history)?;
    }

    /// The same book, and any other of the same date, ends no spell but for another client's.
    #[test]
    fn a_book_that_is_not_newer_ends_none_but_another_clients(history in history()) {
        let mut story = Story::new();
        let as_of = history.last().unwrap().as_of;
        for held in &history {
            let before: BTreeMap<Box<str>, bool> = story
                .spells
                .spells
                .iter()
                .map(|(key, spell)| (key.clone(), spell.resting_since.is_some()))
                .collect();
            let settlement = story.read_held(as_of, &held.records);
            prop_assert!(settlement.changes.is_empty());
            prop_assert!(ends(&settlement).iter().all(|(_, why)| *why == "other_client"));
            let ended: Vec<&str> = ends(&settlement).into_iter().map(|(key, _)| key).collect();
            for key in before.keys().filter(|key| !ended.contains(&&***key)) {
                prop_assert!(story.spell(key).is_some(), "{} vanished", key);
            }
        }
    }

    /// A SIP that changes agent or kind keeps its spell, with its since.
    #[test]
    fn what_moves_keeps_its_since(history in history()) {
        let mut story = Story::new();
        for held in &history {
            let before = story.spells.spells.clone();
            let settlement = story.read_held(held.as_of, &held.records);
            let ended: Vec<&str> = ends(&settlement).into_iter().map(|(key, _)| key).collect();
            for (key, spell) in before.iter().filter(|(key, _)| !ended.contains(&&***key)) {
                let now = story.spell(key).unwrap();
                prop_assert_eq!((now.since, &now.user_id), (spell.since, &spell.user_id));
            }
        }
    }
}
