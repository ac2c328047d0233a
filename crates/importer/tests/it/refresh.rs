//! A book brought up to date is the book read anew.

use opportunity_core::{Book, Kind, Policy, Query};
use proptest::prelude::*;
use serde_json::{Value, json};
use store_pg::{Loading, load_book, load_book_telling, refresh_book};

use crate::support::{Desk, record};

/// A line of a file: SIP, agent, what it says of the agent's external id, amount, day of its stamp,
/// and whether it is deleted.
type Line = (u8, u8, u8, u8, u8, bool);

/// A file: its month, whether it is the whole book, its lines, and SIPs that bad records name.
type File = (u8, bool, Vec<Line>, Vec<u8>);

const SIPS: u8 = 40;

fn line() -> impl Strategy<Value = Line> {
    let sip = prop_oneof![4 => 1..=SIPS, 1 => SIPS + 1..SIPS + 5];
    (sip, 0u8..4, 0u8..5, 1u8..4, 1u8..28, prop::bool::weighted(0.2))
}

fn files() -> impl Strategy<Value = Vec<File>> {
    let lines = prop::collection::vec(line(), 0..7);
    let bad = prop::collection::vec(1..=SIPS, 0..3);
    prop::collection::vec((2u8..5, prop::bool::weighted(0.2), lines, bad), 1..6)
}

fn sip((sip, agent, name, amount, stamp, deleted): Line) -> Value {
    let mut said =
        record(&sip.to_string(), &format!("{amount},000"), &format!("January {stamp}, 2026"));
    said["user_id"] = json!(format!("u{}", sip % 7));
    said["agent_id"] = json!(agent.to_string());
    said["agent_external_id"] = match name {
        0 => json!(""),
        1 => json!("ag_other"),
        _ => json!(format!("ag_{agent}")),
    };
    said["failed_amount"] = json!("100");
    said["increment_percentage"] = json!("10");
    said["increment_period"] = json!("6M");
    said["start_date"] = json!("2022-01-05");
    said["latest_success_order_date"] = json!("2026-01-05");
    said["currentSipStatus"] = json!("Success");
    said["deleted"] = json!(deleted);
    said
}

/// All that a book says, of every SIP and client.
fn said(book: &Book) -> String {
    let policy = Policy::default()
        .with(Kind::FailedSips, "min_failed_amount", 0)
        .and_then(|policy| policy.with(Kind::HighValueInactive, "min_invested_amount", 0))
        .and_then(|policy| policy.with(Kind::HighValueInactive, "min_inactive_days", 1))
        .unwrap();
    let everything = Query { policy, ..Query::default() };
    let agents: Vec<_> = book.agents().collect();
    let ranked = book.page(&Query::default(), 0, usize::MAX);
    format!("{:?}\n{agents:#?}\n{ranked:#?}\n{:#?}", book.as_of(), book.page(&everything, 0, 999))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_imported_since(files in files(), undone in prop::option::of(0i64..5)) {
        let desk = Desk::new();
        let mut connection = desk.database.connect();
        let whole: Vec<Value> =
            (1..=SIPS).map(|number| sip((number, number % 4, 2, 1, 1, number == SIPS))).collect();
        desk.import("2026-02-15", &whole);
        let (mut version, mut book) = load_book(&mut connection).unwrap();
        for (number, (month, complete, lines, bad)) in files.into_iter().enumerate() {
            let mut records: Vec<Value> = lines.into_iter().map(sip).collect();
            records.extend(bad.into_iter().map(|id| record(&id.to_string(), "none", "")));
            records.push(record(&format!("only {number}"), "1", "January 1, 2026"));
            let content = serde_json::to_vec(&records).unwrap();
            desk.import_with("export.json", content, |options| {
                options.as_of = format!("2026-0{month}-15").parse().ok();
                options.complete = complete;
                options.hide_up_to = Some(100);
            });
            // Sometimes the import before is taken back as well.
            if undone == i64::try_from(number).ok() {
                prop_assert!(desk.undo(1 + number as i64).is_ok());
            }
            let (newer, refreshed) = refresh_book(&mut connection, &version, &book).unwrap();
            let (newest, read_anew) = load_book(&mut connection).unwrap();
            prop_assert_eq!(&newer, &newest);
            prop_assert_eq!(said(&refreshed), said(&read_anew));
            // Sometimes two imports land between two looks.
            if number % 3 != 1 {
                (version, book) = (newer, refreshed);
            }
        }
    }
}

#[test]
fn a_book_of_another_line_is_read_anew() {
    let desk = Desk::new();
    let mut connection = desk.database.connect();
    desk.import("2026-02-15", &[sip((1, 1, 2, 1, 1, false)), sip((2, 1, 2, 1, 1, false))]);
    let (version, book) = load_book(&mut connection).unwrap();
    let (same, again) = refresh_book(&mut connection, &version, &book).unwrap();
    assert_eq!((&same, said(&again)), (&version, said(&book)));

    // Another import got the number of the one that the book was read after.
    desk.rows("UPDATE imports SET token = gen_random_uuid()");
    desk.rows("UPDATE sip_records SET failed_amount_paise = 200");
    let (other, anew) = refresh_book(&mut connection, &version, &book).unwrap();
    assert_ne!(other, version);
    assert_ne!(said(&anew), said(&book));
    assert_eq!(said(&anew), said(&load_book(&mut connection).unwrap().1));
}

/// The whole book held SIP 1, if by a record older than the one that is kept, and lacked SIP 2.
#[test]
fn what_is_hidden_was_not_held_at_all() {
    let desk = Desk::new();
    let mut connection = desk.database.connect();
    let others = (3..=20).map(|number| sip((number, 1, 2, 1, 1, false)));
    let whole: Vec<Value> = [sip((1, 1, 2, 2, 9, false)), sip((2, 1, 2, 1, 1, false))]
        .into_iter()
        .chain(others)
        .collect();
    desk.import("2026-02-15", &whole);
    let (version, book) = load_book(&mut connection).unwrap();
    let content = serde_json::to_vec(&[sip((1, 1, 2, 1, 5, false))]).unwrap();
    desk.import_with("whole.json", content, |options| {
        options.as_of = "2026-03-15".parse().ok();
        options.complete = true;
        options.hide_up_to = Some(100);
    });
    let (_, refreshed) = refresh_book(&mut connection, &version, &book).unwrap();
    let (_, read_anew) = load_book(&mut connection).unwrap();
    let policy = Policy::default().with(Kind::FailedSips, "min_failed_amount", 0).unwrap();
    let failed = Query { kind: Some(Kind::FailedSips), policy, ..Query::default() };
    for book in [refreshed, read_anew] {
        let list = book.page(&failed, 0, 99).opportunities;
        let shown: Vec<_> = list.iter().map(|sip| (sip.sip_meta_id, sip.record_as_of)).collect();
        assert_eq!(shown, [(Some("1"), "2026-02-15".parse().unwrap())]);
    }
    let client = store_pg::client_records(&mut connection, "u1").unwrap().unwrap();
    let records: Vec<_> = client.records.iter().map(|record| record.record_as_of).collect();
    assert_eq!(records, ["2026-02-15".parse().unwrap()]);
}

/// One agent's export over an older one of everybody: what the older one saw of instalments is known
/// of the newer records too, whether the book is refreshed or read anew.
#[test]
fn what_an_older_export_saw_speaks_of_newer_records() {
    let desk = Desk::new();
    let mut connection = desk.database.connect();
    let grown = |latest: &str, stamp: &str, count: u32, total: u32| {
        json!({
            "sip_meta_id": "grown", "user_id": "asha", "amount": "9,000", "sip_days": "14",
            "start_date": "September 14, 2021", "latest_success_order_date": latest,
            "increment_percentage": "10", "increment_period": "1Y", "success_count": count,
            "success_amount": total, "event_date": stamp, "currentSipStatus": "Success",
        })
    };
    let others = (0..20).map(|id| record(&id.to_string(), "1", "October 1, 2024"));
    let older = grown("October 14, 2024", "October 20, 2024", 38, 216_000);
    desk.import("2024-10-31", &others.chain([older]).collect::<Vec<_>>());
    let (version, book) = load_book(&mut connection).unwrap();
    desk.import("2026-01-30", &[grown("January 14, 2026", "January 20, 2026", 53, 351_000)]);
    let (_, refreshed) = refresh_book(&mut connection, &version, &book).unwrap();
    let (_, read_anew) = load_book(&mut connection).unwrap();
    for book in [refreshed, read_anew] {
        let said = book.client("asha", None, &Policy::default());
        let call = said[0].sips[0].findings[0].outcome.as_ref().unwrap();
        assert_eq!(
            call.description,
            "Client hasn't increased SIP for at least 14 months. Expected 1 increment based on 1Y \
             period since October 31, 2024, 0 made."
        );
    }
}

#[test]
fn a_book_says_how_far_it_is_read() {
    for (sips, about, words) in [
        (10_000, Some(12_000), "10000 of about 12000 SIPs"),
        (12_000, Some(12_000), "12000 of about 12000 SIPs"),
        (12_001, Some(12_000), "12001 SIPs so far"),
        (10_000, None, "10000 SIPs so far"),
    ] {
        assert_eq!(Loading { sips, about }.to_string(), words);
    }
    let desk = Desk::new();
    let many: Vec<Value> =
        (0..20_001).map(|id| record(&id.to_string(), "1", "January 1, 2026")).collect();
    desk.import("2026-02-15", &many);
    let mut told = Vec::new();
    let (_, book) = load_book_telling(&mut desk.database.connect(), &mut |loading| {
        told.push(loading.sips);
    })
    .unwrap();
    assert_eq!((told, book.sip_count()), (vec![10_000, 20_000], 20_001));
}
