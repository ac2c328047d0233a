//! The order of imports does not matter.

use proptest::prelude::*;
use serde_json::Value;

use crate::naive_book::{File, bytes, date, expected, kept};
use crate::support::{Desk, record};

fn files() -> impl Strategy<Value = Vec<File>> {
    let line = (1u16..5, 0u8..5, 0u8..5);
    prop::collection::vec((1u8..5, prop::collection::vec(line, 0..6)), 2..7)
}

/// SIPs that come before those of the test, whose positions then lie on both sides of a word's end.
fn others() -> Vec<Value> {
    (0..62).map(|id| record(&format!("other {id}"), "1", "January 1, 2026")).collect()
}

fn desk_of(files: &[File], order: &[usize]) -> Desk {
    let desk = Desk::new();
    desk.import("2026-01-01", &others());
    for number in order {
        let file = &files[*number];
        let report = desk.import_file(&date(file.0), "export.json", bytes(file, *number));
        assert_eq!(report.exit_code(), 0, "{report}");
    }
    desk
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_the_same_files_gives_the_book_that_they_say(
        (files, order) in files().prop_flat_map(|files| {
            let order: Vec<usize> = (0..files.len()).collect();
            (Just(files), Just(order).prop_shuffle())
        })
    ) {
        let straight: Vec<usize> = (0..files.len()).collect();
        let (one, other) = (desk_of(&files, &straight), desk_of(&files, &order));
        prop_assert_eq!(kept(&one), expected(&files));
        prop_assert_eq!(kept(&other), expected(&files));
        prop_assert_eq!(one.book(), other.book());
    }
}

/// More SIPs than one part of what an import saw has room for, most of which have new stamps in every
/// file, some the same, while others have none.
#[test]
fn a_book_of_several_parts() {
    let line = |month: u16, sip: u16| {
        let turn = sip * 7 + month * sip % 11;
        (sip, (turn % 5) as u8, if sip.is_multiple_of(9) { 2 } else { (month + turn) as u8 })
    };
    let sips = |month: u16| (1..5_000u16).filter(move |sip| !(sip + month).is_multiple_of(6));
    let files: Vec<File> = [1, 2, 3, 4, 3]
        .into_iter()
        .map(|month| (month as u8, sips(month).map(|sip| line(month, sip)).collect()))
        .collect();
    let desk = desk_of(&files, &[2, 0, 3, 4, 1]);
    assert_eq!(kept(&desk), expected(&files));
}
