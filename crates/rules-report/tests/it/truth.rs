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
        |life| matches!(&life.course[..], [first, _, back] if first.amount == back.amount),
        &expect![[r#"
            life 142, decrease, as of 2025-05-18
              agreed: 10.00% every 1Y, rounded to ₹10, from 2020-08-30, debits from 2020-08-30, days [22], 1 schemes
              paid: 0×5000.00 from 2020-08-30 2×3750.00 from 2020-09-19 54×5000.00 from 2020-11-13
              totals: 56 payments, 277500.00, last on 2025-04-22
              imports saw: 5000.00 on 2025-05-18
              true: 4 due, 0 made, last on -, 56 months
              said: nothing (changed_on_unknown_date)
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
    check(Kind::ManualRise, |life| life.course.len() == 3, &expect![[r#"
        life 11, manual rise, as of 2025-11-01
          agreed: 10.00% every 1Y, rounded to ₹10, from 2025-04-29, debits from 2025-04-29, days [8], 1 schemes
          paid: 0×2500.00 from 2025-04-29 0×5000.00 from 2025-07-18 0×12500.00 from 2025-07-20
          totals: 0 payments, 0.00, last on -
          imports saw: 2500.00 on 2025-05-01 12500.00 on 2025-08-01
          true: 0 due, 2 made, last on 2025-07-20, 3 months
          said: nothing (nothing_paid)
    "#]]);
}

/// Whether weeks went by between the order and the first debit.
fn waited(instalment: &Instalment) -> bool {
    instalment.first_debit.is_some_and(|debit| (debit - instalment.ordered_on).num_days() > 20)
}
