//! The history of amounts: what the imports saw, in the order of their dates.

use serde_json::json;

use crate::support::{Desk, record};

/// Imports one SIP's amounts in the order given, and compares the history kept.
fn check(imports: &[(&str, &str)], expected: &[&str]) {
    let desk = Desk::new();
    for (number, (as_of, amount)) in imports.iter().enumerate() {
        let mut sip = record("1", amount, &format!("January {}, 2026", number + 1));
        sip["goal_name"] = json!(format!("goal {number}"));
        desk.import(as_of, &[sip]);
    }
    let history = "SELECT as_of, amount_paise / 100 FROM sip_amounts ORDER BY as_of";
    assert_eq!(desk.rows(history), expected, "{imports:?}");
}

#[test]
fn amounts_that_differ_from_the_one_before_are_kept() {
    check(
        &[("2026-01-10", "100"), ("2026-02-10", "100"), ("2026-03-10", "150")],
        &["2026-01-10|100", "2026-03-10|150"],
    );
}

#[test]
fn a_late_import_takes_its_place() {
    check(
        &[("2026-01-10", "100"), ("2026-03-10", "100"), ("2026-02-10", "150")],
        &["2026-01-10|100", "2026-02-10|150", "2026-03-10|100"],
    );
    check(
        &[("2026-02-10", "150"), ("2026-03-10", "150"), ("2026-01-10", "150")],
        &["2026-01-10|150"],
    );
}

#[test]
fn of_two_imports_of_one_date_the_newer_stamp_speaks() {
    // What February's first import said is gone, and with it what made March's no change.
    check(
        &[
            ("2026-01-10", "100"),
            ("2026-02-10", "150"),
            ("2026-03-10", "150"),
            ("2026-02-10", "100"),
        ],
        &["2026-01-10|100", "2026-03-10|150"],
    );
}

#[test]
fn of_two_imports_of_one_date_and_amount_the_newer_stamp_is_named() {
    let files = ["January 1, 2026", "January 2, 2026"]
        .map(|stamp| serde_json::to_vec(&[record("1", "100", stamp)]).unwrap());
    let named = |order: [usize; 2]| {
        let desk = Desk::new();
        for number in order {
            desk.import_file("2026-01-10", &format!("{number}.json"), &files[number]);
        }
        desk.rows("SELECT i.file_name FROM sip_amounts a JOIN imports i USING (import_id)")
    };
    assert_eq!(named([0, 1]), ["1.json"]);
    assert_eq!(named([1, 0]), ["1.json"]);
}
