//! The report as it is printed: every change of a rule shows here.

use expect_test::expect_file;
use rules_report::{Report, SEED, tables};
use sample_book::chance::Seed;

#[test]
fn a_report_of_four_thousand_lives() {
    let mut table = Vec::new();
    tables::write(&Report::drawn(&Seed::new(SEED), 4_000).unwrap(), &mut table).unwrap();
    expect_file!["table.txt"].assert_eq(&String::from_utf8(table).unwrap());
}
