//! The truth, by lives told one by one.

use expect_test::{Expect, expect};
use rules_report::{Case, Instalment, Kind, Life, SEED};
use sample_book::chance::Seed;

/// The first life of this kind that went through this.
fn check(kind: Kind, went_through: fn(&Life) -> bool, expected: &Expect) {
    let seed = Seed::new(SEED);
    let mut cases = (0..).map(|number| Case::drawn(&seed, number).unwrap());
    let told = cases.find(|case| case.life.kind == kind && went_through(&case.life));
    expected.assert_eq(&crate::support::story(&told.unwrap()));
}

#[test]
fn a_return_after_a_decrease_is_no_rise() {
    check(
        Kind::Decrease,
        |life| matches!(&life.course[..], [first, _, back] if first.amount == back.amount && first.first_debit.is_some()),
        &expect![[r#"
            life 198, decrease, as of 2026-01-08
              agreed: 5.00% every 6M, rounded to ₹10, from 2019-01-22, debits from 2019-01-22, days [17], 2 schemes
              paid: 3×2000.00 from 2019-01-22 11×600.00 from 2019-04-28 69×2000.00 from 2020-03-22
              totals: 83 payments, 150600.00, last on 2025-12-17
              imports saw: 2000.00 on 2024-11-14
              true: 13 due, 0 made, last on -, 83 months
              said: 13 due, 3 made, last on 2024-07-17 (payments)
        "#]],
    );
}

#[test]
fn a_rise_is_dated_by_the_first_debit_at_it() {
    check(
        Kind::Late,
        |life| life.course.len() == 2 && life.course.iter().any(waited),
        &expect![[r#"
            life 116, late steps, as of 2025-11-13
              agreed: 15.00% every 1Y, rounded to ₹10, from 2023-10-22, debits from 2023-10-22, days [9], 1 schemes
              paid: 14×7500.00 from 2023-10-22 11×8620.00 from 2024-12-18
              totals: 25 payments, 199820.00, last on 2025-11-09
              imports saw: 8620.00 on 2025-11-13
              true: 2 due, 1 made, last on 2025-01-09, 10 months
              said: 2 due, 1 made, last on 2025-01-09 (payments)
        "#]],
    );
}

#[test]
fn a_rise_by_hand_makes_up_for_a_step() {
    check(
        Kind::ManualRise,
        |life| life.course.len() == 3 && life.successes().count() > 30,
        &expect![[r#"
            life 66, manual rise, as of 2025-02-11
              agreed: 10.00% every 6M, rounded to ₹10, from 2018-07-06, debits from 2018-05-16, days [6], 1 schemes
              paid: 16×7500.00 from 2018-05-16 28×15000.00 from 2019-09-16 37×45000.00 from 2022-01-31
              totals: 81 payments, 2205000.00, last on 2025-02-06
              imports saw: 45000.00 on 2025-02-11
              true: 13 due, 2 made, last on 2022-02-06, 36 months
              said: nothing (changed_on_unknown_date)
        "#]],
    );
}

/// Whether weeks went by between the order and the first debit.
fn waited(instalment: &Instalment) -> bool {
    instalment.first_debit.is_some_and(|debit| (debit - instalment.ordered_on).num_days() > 20)
}
