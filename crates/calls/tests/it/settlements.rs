//! What a book tells, what it does not, and what moves with a SIP.

use calls::{Change, RULES_VERSION, RunningSpells, Settlement, WHOLE_BOOK};
use opportunity_core::{Kind, SipRecord};

use crate::story::{Story, ends, told};
use crate::support::{AS_OF, day, named, quiet, rupees, speaking};

/// A debit fails month after month: one is missing, then two, then three.
fn missing(as_of: &str) -> (String, SipRecord) {
    (as_of.to_owned(), SipRecord { latest_success_order_date: Some(day("2025-12-05")), ..quiet() })
}

/// The same, and a debit of February went through.
fn paid(sip: SipRecord) -> SipRecord {
    SipRecord { latest_success_order_date: Some(day("2026-02-05")), ..sip }
}

fn other() -> SipRecord {
    named("9", SipRecord { user_id: "bina".into(), ..quiet() })
}

#[test]
fn a_mark_that_grows_is_told_and_the_spell_goes_on() {
    let mut story = Story::new();
    for (on, lines, kind, mark) in [
        ("2026-01-30", vec![], Kind::MissedDebits, 1),
        ("2026-02-06", vec![], Kind::MissedDebits, 1),
        ("2026-02-13", vec!["grew repair~1"], Kind::MissedDebits, 2),
        ("2026-03-13", vec!["grew repair~1"], Kind::StoppedSips, 3),
        ("2026-04-13", vec![], Kind::StoppedSips, 3),
    ] {
        let (on, sip) = missing(on);
        assert_eq!(told(&story.read(&on, &[sip])), lines, "{on}");
        let spell = story.spell("repair~1").unwrap();
        assert_eq!((spell.since, spell.kind, spell.mark), (day(AS_OF), kind, mark), "{on}");
    }
}

#[test]
fn within_a_book_what_ended_stands_before_what_grew_and_what_appeared() {
    let mut story = Story::new();
    let ending = |id| named(id, speaking(Kind::EndingSips));
    let (_, grows) = missing(AS_OF);
    story.read(AS_OF, &[grows.clone(), ending("2"), ending("3")]);
    let settled = story.read(
        "2026-02-13",
        &[
            grows,
            paid(SipRecord { end_date: None, ..ending("2") }),
            paid(SipRecord { end_date: Some(day("2026-03-06")), ..ending("3") }),
            ending("10"),
        ],
    );
    assert_eq!(
        told(&settled),
        [
            "ended keep~2 recovered",
            "ended keep~3 recovered",
            "grew repair~1",
            "appeared keep~10",
            "appeared keep~3",
            "appeared repair~10",
        ]
    );
}

#[test]
fn nothing_is_told_of_first_books_old_exports_and_new_rules() {
    let mut story = Story::new();
    assert!(told(&story.read(AS_OF, &[speaking(Kind::EndingSips), other()])).is_empty());
    // An agent's first.
    let of_77 = named("2", SipRecord { agent_id: "77".into(), ..speaking(Kind::EndingSips) });
    let all = [speaking(Kind::EndingSips), of_77.clone(), other()];
    assert!(told(&story.read("2026-01-31", &all)).is_empty());
    assert_eq!(story.spell("keep~2").unwrap().since, day("2026-01-31"));
    // Later ones of the same agent are.
    let third = named("3", of_77.clone());
    let all = [speaking(Kind::EndingSips), of_77.clone(), third.clone(), other()];
    assert_eq!(told(&story.read("2026-02-01", &all)), ["appeared keep~3"]);
    // Not newer: begun, and not told.
    let all =
        [speaking(Kind::EndingSips), of_77, third, named("4", speaking(Kind::EndingSips)), other()];
    let settled = story.read("2026-02-01", &all);
    assert!(told(&settled).is_empty() && !settled.is_newer);
    assert_eq!(story.spell("keep~4").unwrap().since, day("2026-02-01"));
    // What the newest book told is still what it told.
    assert!(story.spells.told.contains("keep~3"));
    // Other rules.
    story.rules = RULES_VERSION + 1;
    let settled = story.read("2026-02-02", &[other()]);
    assert!(told(&settled).is_empty());
    assert_eq!(ends(&settled).len(), 4);
    assert!(story.spells.told.is_empty());
}

#[test]
fn an_agents_first_book_may_have_had_no_reason() {
    let mut story = Story::new();
    let of_77 = |sip: SipRecord| named("2", SipRecord { agent_id: "77".into(), ..sip });
    story.read(AS_OF, &[other()]);
    story.read("2026-02-01", &[other(), of_77(quiet())]);
    let settled = story.read("2026-02-02", &[other(), of_77(speaking(Kind::EndingSips))]);
    assert_eq!(told(&settled), ["appeared keep~2"]);
}

type Edit = fn(&mut SipRecord);

#[test]
fn a_book_that_is_not_newer_ends_nothing_but_another_clients() {
    let gone: [(&str, Edit); 5] = [
        ("renewed", |sip| sip.end_date = None),
        ("ended", |sip| sip.end_date = Some(day("2026-01-01"))),
        ("not active", |sip| sip.is_active = Some(false)),
        ("deleted", |sip| sip.deleted = Some(true)),
        ("left", |sip| sip.sip_meta_id = "7".into()),
    ];
    for (why, change) in gone {
        let mut story = Story::new();
        story.read(AS_OF, &[speaking(Kind::EndingSips), other()]);
        let mut sip = SipRecord { ..speaking(Kind::EndingSips) };
        change(&mut sip);
        let settled = story.read(AS_OF, &[sip, other()]);
        assert!(settled.ended.is_empty(), "{why}: {:?}", ends(&settled));
        assert_eq!(story.spell("keep~1").unwrap().resting_since, Some(day(AS_OF)), "{why}");
    }
    let mut story = Story::new();
    story.read(AS_OF, &[speaking(Kind::EndingSips), other()]);
    let binas = SipRecord { user_id: "bina".into(), ..speaking(Kind::EndingSips) };
    let settled = story.read(AS_OF, &[binas, other()]);
    assert_eq!(ends(&settled), [("keep~1", "other_client")]);
    assert_eq!(&*story.spell("keep~1").unwrap().user_id, "bina");
    assert!(told(&settled).is_empty());
}

#[test]
fn a_sip_under_another_agent_keeps_its_spell_and_is_told_of_there() {
    let mut story = Story::new();
    let (_, sip) = missing(AS_OF);
    let of_77 = named("5", SipRecord { agent_id: "77".into(), ..other() });
    story.read(AS_OF, &[sip.clone(), of_77.clone()]);
    let moved = SipRecord { agent_id: "77".into(), ..sip };
    assert!(told(&story.read("2026-02-06", &[moved.clone(), of_77.clone()])).is_empty());
    let spell = story.spell("repair~1").unwrap();
    assert_eq!((spell.since, &*spell.agent_id), (day(AS_OF), "77"));
    let settled = story.read("2026-02-13", &[moved, paid(of_77)]);
    let agents: Vec<&str> = settled.changes.iter().map(|change| &*change.agent_id).collect();
    assert_eq!((told(&settled), agents), (vec!["grew repair~1".to_owned()], vec!["77"]));
}

#[test]
fn a_change_says_what_it_was_about() {
    let mut story = Story::new();
    let ending = speaking(Kind::EndingSips);
    story.read(AS_OF, &[ending.clone(), other()]);
    let settled = story.read(
        "2026-02-06",
        &[SipRecord { end_date: None, amount: rupees(9_000), ..ending }, other()],
    );
    let [Change { user_id, agent_id, kind, monthly_value, .. }] = settled.changes.as_slice() else {
        panic!("{:?}", settled.changes)
    };
    // What it was worth while it was there.
    assert_eq!(
        (&**user_id, &**agent_id, *kind, *monthly_value),
        ("asha", "4220", Kind::EndingSips, rupees(5_000))
    );
}

/// Count, rupees a month that count, and what appeared, ended and recovered, of one agent and kind.
fn totals(settlement: &Settlement, agent: &str, kind: Kind) -> Option<(u64, i128, u64, u64, u64)> {
    let row = settlement.totals.iter().find(|row| *row.agent_id == *agent && row.kind == kind)?;
    let it = row.totals;
    let rupees = it.level.monthly_value.paise() / 100;
    Some((it.level.count, rupees, it.appeared, it.ended, it.recovered))
}

#[test]
fn totals_are_stored_where_they_differ() {
    let mut story = Story::new();
    let ending = |id| named(id, speaking(Kind::EndingSips));
    let first = story.read(AS_OF, &[ending("1"), other()]);
    assert_eq!(totals(&first, "4220", Kind::EndingSips), Some((1, 5_000, 0, 0, 0)));
    assert_eq!(totals(&first, WHOLE_BOOK, Kind::EndingSips), Some((1, 5_000, 0, 0, 0)));
    assert_eq!(totals(&first, "4220", Kind::PausedSips), None);
    let same = story.read("2026-01-31", &[ending("1"), other()]);
    assert!(same.totals.is_empty());
    let more = story.read("2026-02-01", &[ending("1"), ending("2"), other()]);
    assert_eq!(totals(&more, "4220", Kind::EndingSips), Some((2, 10_000, 1, 0, 0)));
    // One goes and one comes: the level is the same, and the flows are told.
    let renewed = SipRecord { end_date: None, ..ending("1") };
    let swapped = story.read("2026-02-02", &[renewed, ending("2"), ending("3"), other()]);
    assert_eq!(totals(&swapped, WHOLE_BOOK, Kind::EndingSips), Some((2, 10_000, 1, 1, 1)));
    let gone = story.read("2026-02-03", &[other()]);
    assert_eq!(totals(&gone, "4220", Kind::EndingSips), Some((0, 0, 0, 2, 0)));
}

#[test]
fn totals_count_all_reasons_and_add_up_those_that_count() {
    let mut story = Story::new();
    let grow = named("2", speaking(Kind::NoStepUp));
    let settled = story.read(AS_OF, &[speaking(Kind::MissedDebits), grow]);
    assert_eq!(totals(&settled, "4220", Kind::MissedDebits), Some((1, 5_000, 0, 0, 0)));
    // Held back: it is there, and adds nothing.
    assert_eq!(totals(&settled, "4220", Kind::NoStepUp), Some((1, 0, 0, 0, 0)));
}

#[test]
fn a_book_without_a_date_is_compared_with_nothing() {
    let nothing = RunningSpells::default();
    assert!(calls::Comparison::of(&nothing, &opportunity_core::Book::default()).is_none());
}
