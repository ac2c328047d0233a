//! A book made of an older one and of what has changed since.

use opportunity_core::{AgentSummary, BadFacts, Book, BookBuilder, Query, SipRecord, Status};

use crate::support::{day, paying, rupees};

const BEFORE: &str = "2026-01-30";
const AFTER: &str = "2026-03-15";

fn failing(id: &str, user: &str, agent: &str, failed: i64) -> SipRecord {
    SipRecord {
        sip_meta_id: id.into(),
        user_id: user.into(),
        agent_id: agent.into(),
        failed_amount: Some(rupees(failed)),
        status: Status::Other(format!("Held {agent}")),
        ..paying()
    }
}

fn add(builder: &mut BookBuilder, record: &SipRecord) {
    builder.add(&record.facts(&[], day(BEFORE))).unwrap();
}

fn filled(as_of: &str, records: &[SipRecord]) -> BookBuilder {
    let mut builder = Book::builder(day(as_of));
    for record in records {
        add(&mut builder, record);
    }
    builder
}

fn older() -> Book {
    let mut builder = filled(
        BEFORE,
        &[
            failing("1", "asha", "10", 6_000),
            failing("2", "bala", "10", 7_000),
            failing("3", "asha", "20", 8_000),
            failing("4", "dev", "0", 9_000),
        ],
    );
    builder.external_id("10", "ag_10");
    builder.external_id("20", "ag_20");
    builder.build().unwrap()
}

fn check(rebuilt: &Book, read_anew: &Book) {
    assert_eq!(rebuilt.as_of(), read_anew.as_of());
    let page = |book: &Book| format!("{:#?}", book.page(&Query::default(), 0, 100));
    assert_eq!(page(rebuilt), page(read_anew));
    let agents = |book: &Book| book.agents().cloned().collect::<Vec<AgentSummary>>();
    assert_eq!(agents(rebuilt), agents(read_anew));
}

#[test]
fn what_is_kept_and_what_is_added_make_the_book() {
    let mut asked = Vec::new();
    let mut builder = older()
        .rebuilder(day(AFTER), |agent, user, sip, digest| {
            asked.push(format!("{agent} {user} {sip} {}", digest.failed_amount()));
            sip != "2"
        })
        .unwrap();
    add(&mut builder, &failing("2", "bala", "20", 5_000));
    add(&mut builder, &failing("0", "zoya", "10", 5_500));
    assert_eq!(
        asked,
        ["0 dev 4 9000.00", "10 asha 1 6000.00", "10 bala 2 7000.00", "20 asha 3 8000.00"]
    );

    let mut all = filled(
        AFTER,
        &[
            failing("0", "zoya", "10", 5_500),
            failing("1", "asha", "10", 6_000),
            failing("2", "bala", "20", 5_000),
            failing("3", "asha", "20", 8_000),
            failing("4", "dev", "0", 9_000),
        ],
    );
    all.external_id("10", "ag_10");
    all.external_id("20", "ag_20");
    check(&builder.build().unwrap(), &all.build().unwrap());
}

#[test]
fn external_ids_that_are_forgotten_are_named_anew() {
    let mut builder = older().rebuilder(day(BEFORE), |_, _, _, _| true).unwrap();
    builder.forget_external_ids();
    builder.external_id("20", "ag_new");
    let book = builder.build().unwrap();
    let known = ["10", "20", "0", "30"].map(|agent| book.external_id(agent));
    assert_eq!(known, [None, Some("ag_new"), Some("unassigned"), None]);
    let known = ["10", "20"].map(|agent| older().external_id(agent).map(str::to_owned));
    assert_eq!(known, [Some("ag_10".to_owned()), Some("ag_20".to_owned())]);
}

#[test]
fn a_book_is_not_made_of_one_that_knows_more() {
    let refused = |as_of: &str, keeps: bool| {
        older().rebuilder(day(as_of), |_, _, _, _| keeps).map(|_| ()).err()
    };
    let later = BadFacts::LaterThanBook { record_as_of: day(BEFORE), as_of: day("2026-01-29") };
    assert_eq!(refused("2026-01-29", true), Some(later));
    assert_eq!(refused("2026-01-29", false), None);
    assert_eq!(refused(BEFORE, true), None);
}

#[test]
fn a_sip_that_is_kept_and_added_is_given_twice() {
    for (added, expected) in [
        // Moved to another agent, and not taken out where it was.
        (&["5", "3"][..], Some("3")),
        (&["5", "6", "5"], Some("5")),
        (&["5", "6"], None),
        (&[], None),
    ] {
        let mut builder = older().rebuilder(day(AFTER), |_, _, _, _| true).unwrap();
        for id in added {
            add(&mut builder, &failing(id, "zoya", "30", 5_000));
        }
        let refused = builder.build().err().map(|twice| twice.sip_meta_id);
        assert_eq!(refused.as_deref(), expected, "{added:?}");
    }
}

/// Why SIPs are paused is said in free words, which no later record need repeat.
#[test]
fn words_that_no_record_repeats_are_forgotten() {
    let paused = |reason: String| SipRecord {
        paused_from: Some(day("2026-01-05")),
        paused_reason: Some(reason),
        status: Status::Paused,
        ..failing("1", "asha", "10", 6_000)
    };
    let mut book = filled(BEFORE, &[paused("Moving house".to_owned())]).build().unwrap();
    for number in 0..100 {
        let mut builder = book.rebuilder(day(BEFORE), |_, _, _, _| false).unwrap();
        add(&mut builder, &paused(format!("Said for the {number}th time")));
        book = builder.build().unwrap();
    }
    let anew = filled(BEFORE, &[paused("Said for the 99th time".to_owned())]).build().unwrap();
    assert_eq!(book.memory_bytes(), anew.memory_bytes());
    check(&book, &anew);
}
