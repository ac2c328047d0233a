//! The order of imports does not matter.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Desk, record};

/// A file: its date, and for each SIP it holds an amount and the day of its stamp.
type File = (u8, Vec<(u8, u8, u8)>);

fn files() -> impl Strategy<Value = Vec<File>> {
    let line = (1u8..5, 1u8..4, 1u8..4);
    prop::collection::vec((1u8..4, prop::collection::vec(line, 0..6)), 2..5)
}

fn records((_, lines): &File, number: usize) -> Vec<Value> {
    let line = |(sip, amount, stamp): &(u8, u8, u8)| {
        let mut sip =
            record(&sip.to_string(), &format!("{amount}00"), &format!("January {stamp}, 2026"));
        // Two files are not to be the same bytes by chance.
        sip["goal_name"] = json!(format!("{number} {amount}"));
        sip
    };
    lines.iter().map(line).collect()
}

fn book_of(
    files: &[File],
    order: &[usize],
) -> std::collections::BTreeMap<&'static str, Vec<String>> {
    let desk = Desk::new();
    for number in order {
        let file = &files[*number];
        let mut records = records(file, *number);
        records.push(json!({"sip_meta_id": format!("only {number}"), "user_id": "u", "amount": 1}));
        desk.import(&format!("2026-0{}-15", file.0), &records);
    }
    desk.book()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_the_same_files_gives_the_same_book(
        (files, order) in files().prop_flat_map(|files| {
            let order: Vec<usize> = (0..files.len()).collect();
            (Just(files), Just(order).prop_shuffle())
        })
    ) {
        let straight: Vec<usize> = (0..files.len()).collect();
        prop_assert_eq!(book_of(&files, &straight), book_of(&files, &order));
    }
}
