//! The truth, by lives told one by one.

use expect_test::{Expect, expect};
use opportunity_core::Kind as Reason;
use rules_report::{Case, Degree, Habit, Instalment, Kind, SEED};
use sample_book::chance::Seed;

/// The first life that went through this.
fn check(went_through: fn(&Case) -> bool, expected: &Expect) {
    let seed = Seed::new(SEED);
    let mut cases =
        (0..).map(|number| Case::drawn(&seed, Degree::Real, Habit::Older, number).unwrap());
    expected.assert_eq(&crate::support::story(&cases.find(went_through).unwrap()));
}

#[test]
fn a_return_after_a_decrease_is_an_increase() {
    check(
        |case| {
            matches!(&case.life.course[..], [first, _, back] if back.amount == first.amount)
                && case.life.course.iter().all(|instalment| instalment.first_debit.is_some())
        },
        &expect![[r#"
            life 1479, decrease, as of 2025-10-29, and one of 15 months ago
              agreed: from 2018-11-02 to 2038-11-02, debits from 2018-11-02 on days [13], 2 schemes; 15.00% every 1Y counted from 2019-10-29, Near
              befell: Circumstances { bounces: 4, tried_again: 30, in_part: 0, pause: None, lapses: [None, Some(Lapse { from: 2025-05-27, until: None, cause: Bouncing })], closed_on: Some(2038-11-03) }
              told: Told { totals: true, start: true, days: true, end: true, mandate: true, pause_end: true, past_pause: true }
              paid: 24×1000.00 from 2018-11-13 3×900.00 from 2020-11-13 52×1000.00 from 2021-02-13
              newest debits: 2025-08-13 Bounced told 2025-08-14, 2025-09-13 Bounced told 2025-09-14, 2025-10-13 Bounced told 2025-10-14, 2025-10-15 Bounced told 2025-10-18
              record: 1000.00, Failed, 79 payments, 78700.00, failed 7000.00, from 2018-11-13 to 2025-05-13
              imports saw: 1000.00 from 2024-07-29 to 2025-10-29 (69, 68700.00);
              true: 1 made, last on 2021-02-13, 4 periods and 56 months ago
              true: Fate { live: true, paused_days: None, ended: false, running: false, paid: true, missed: 5, grows: true, months: 83, days_left: Some(4752), mandate: true, next_debit: Some(2025-11-13) }
              said: unknown, -, from - to -, - made
              said: [Call { kind: FailedSips, missed: None, next_debit: None }, Call { kind: StoppedSips, missed: Some(5), next_debit: None }], Some(NotRunning)
        "#]],
    );
}

#[test]
fn an_increase_is_dated_by_the_first_debit_at_it() {
    check(
        |case| case.life.kind == Kind::Late && case.life.course.iter().any(waited),
        &expect![[r#"
            life 274, late steps, as of 2025-05-16, and one of 15 months ago
              agreed: from 2020-03-17 to 2040-03-17, debits from 2020-02-07 on days [19], 2 schemes; 5.00% every 6M counted from 2020-05-22, Near
              befell: Circumstances { bounces: 7, tried_again: 30, in_part: 54, pause: None, lapses: [None, None], closed_on: None }
              told: Told { totals: true, start: true, days: true, end: true, mandate: true, pause_end: false, past_pause: false }
              paid: 19×4000.00 from 2020-02-19 1×4200.00 from 2021-09-19 9×4410.00 from 2021-10-19 2×4630.00 from 2022-07-19 6×4860.00 from 2022-09-19 9×5100.00 from 2023-03-19 7×5360.00 from 2023-12-19 2×5630.00 from 2024-09-19 6×5910.00 from 2024-11-19
              newest debits: 2025-01-19 Paid told 2025-01-21, 2025-02-19 Paid told 2025-02-19, 2025-03-19 Paid told 2025-03-22, 2025-04-19 Paid told 2025-04-22
              record: 5910.00, Success, 61 payments, 280945.00, failed 23585.00, from 2020-02-19 to 2025-04-19
              imports saw: 5360.00 from 2024-02-16 to 2024-02-16 (47, 205020.00); 5910.00 from 2025-05-16 to 2025-05-16 (61, 280945.00);
              true: 8 made, last on 2024-11-19, 0 periods and 5 months ago
              true: Fate { live: true, paused_days: None, ended: false, running: true, paid: true, missed: 0, grows: true, months: 62, days_left: Some(5419), mandate: true, next_debit: Some(2025-05-19) }
              said: unknown, -, from - to -, - made
              said: [Call { kind: FailedSips, missed: None, next_debit: None }], Some(ChangedOnUnknownDate)
        "#]],
    );
}

#[test]
fn a_rise_by_hand_is_an_increase() {
    check(
        |case| case.life.kind == Kind::ManualRise && case.life.course.len() == 3,
        &expect![[r#"
            life 291, manual rise, as of 2025-08-06, and one of 15 months ago
              agreed: from 2018-07-20 to 2028-07-20, debits from 2018-05-28 on days [9], 1 schemes; 10.00% every 6M counted from 2019-03-20, DownTo(10)
              befell: Circumstances { bounces: 0, tried_again: 30, in_part: 0, pause: None, lapses: [Some(Lapse { from: 2019-10-18, until: Some(2020-01-20), cause: Bouncing }), None], closed_on: Some(2028-07-21) }
              told: Told { totals: true, start: true, days: true, end: true, mandate: true, pause_end: true, past_pause: true }
              paid: 16×500.00 from 2018-06-09 52×550.00 from 2019-10-09 15×1100.00 from 2024-05-09
              newest debits: 2025-04-09 Paid told 2025-04-09, 2025-05-09 Paid told 2025-05-11, 2025-06-09 Paid told 2025-06-23, 2025-07-09 Paid told 2025-07-10
              record: 1100.00, Success, 83 payments, 53100.00, failed 2750.00, from 2018-06-09 to 2025-07-09
              imports saw: 1100.00 from 2024-05-06 to 2025-08-06 (68, 36600.00);
              true: 2 made, last on 2024-05-09, 2 periods and 14 months ago
              true: Fate { live: true, paused_days: None, ended: false, running: true, paid: true, missed: 0, grows: true, months: 85, days_left: Some(1079), mandate: true, next_debit: Some(2025-08-09) }
              said: unchanged, proven, from - to 2024-05-06, - made
              said: [Call { kind: NoSipIncrease, missed: None, next_debit: None }], None
        "#]],
    );
}

#[test]
fn an_instalment_that_was_never_debited_counts_from_its_order_while_it_stands() {
    let never_debited = |instalment: &Instalment| instalment.first_debit.is_none();
    check(
        |case| {
            let newest = case.truth.and_then(|truth| truth.last_increase);
            newest.is_some_and(|newest| newest.first_debit.is_none())
        },
        &expect![[r#"
            life 39, steps of another size, as of 2026-01-02, and one of 15 months ago
              agreed: from 2018-05-25 to 2038-05-25, debits from 2018-04-04 on days [9], 1 schemes; 10.00% every 3M counted from 2018-10-18, Near
              befell: Circumstances { bounces: 0, tried_again: 0, in_part: 0, pause: Some(Pause { from: 2020-10-30, until: 2020-11-30 }), lapses: [None, Some(Lapse { from: 2024-08-16, until: None, cause: GivenUp })], closed_on: None }
              told: Told { totals: true, start: true, days: true, end: true, mandate: true, pause_end: true, past_pause: true }
              paid: 10×500.00 from 2018-04-09 3×600.00 from 2019-02-09 3×720.00 from 2019-05-09 3×860.00 from 2019-08-09 3×1030.00 from 2019-11-09 3×1240.00 from 2020-02-09 3×1490.00 from 2020-05-09 3×1790.00 from 2020-08-09 2×2150.00 from 2020-12-09 3×2580.00 from 2021-02-09 3×3100.00 from 2021-05-09 3×3720.00 from 2021-08-09 3×4460.00 from 2021-11-09 3×5350.00 from 2022-02-09 3×6420.00 from 2022-05-09 3×7700.00 from 2022-08-09 3×9240.00 from 2022-11-09 3×11090.00 from 2023-02-09 3×13310.00 from 2023-05-09 3×15970.00 from 2023-08-09 3×19160.00 from 2023-11-09 3×22990.00 from 2024-02-09 3×27590.00 from 2024-05-09 1×33110.00 from 2024-08-09 0×39730.00 from 2024-11-09 0×47680.00 from 2025-01-18 0×57220.00 from 2025-04-18 0×68660.00 from 2025-07-18 0×82390.00 from 2025-10-18
              newest debits: 2024-08-09 Paid told 2024-08-11, 2024-09-09 Bounced told 2024-09-12, 2024-10-09 Bounced told 2024-10-09, 2024-11-09 Bounced told 2024-11-11
              record: 82390.00, Failed, 76 payments, 523640.00, failed 105950.00, from 2018-04-09 to 2024-08-09
              imports saw: 33110.00 from 2024-10-02 to 2024-10-02 (76, 523640.00); 82390.00 from 2026-01-02 to 2026-01-02 (76, 523640.00);
              true: 25 made, last on 2025-10-18, 0 periods and 2 months ago
              true: Fate { live: true, paused_days: None, ended: false, running: false, paid: true, missed: 16, grows: true, months: 92, days_left: Some(4526), mandate: true, next_debit: Some(2026-01-09) }
              said: unknown, -, from - to -, - made
              said: [Call { kind: FailedSips, missed: None, next_debit: None }, Call { kind: StoppedSips, missed: Some(16), next_debit: None }], Some(NotRunning)
        "#]],
    );
    let seed = Seed::new(SEED);
    for number in 0..2_000 {
        let case = Case::drawn(&seed, Degree::Untidy, Habit::One, number).unwrap();
        let Some(last) = case.truth.and_then(|truth| truth.last_increase) else { continue };
        assert!(!never_debited(&last) || case.life.course.last() == Some(&last));
    }
}

#[test]
fn debits_of_a_pause_are_not_missed() {
    check(
        |case| {
            let over = case.life.circumstances.pause.filter(|pause| pause.until < case.life.as_of);
            over.is_some() && case.fate.missed == 2 && case.rightly(Reason::MissedDebits)
        },
        &expect![[r#"
            life 75, no step-up, as of 2026-01-10, and one of 15 months ago
              agreed: from 2020-09-16 to 2040-09-16, debits from 2018-05-31 on days [27], 1 schemes
              befell: Circumstances { bounces: 0, tried_again: 0, in_part: 0, pause: Some(Pause { from: 2022-11-27, until: 2023-01-27 }), lapses: [None, Some(Lapse { from: 2025-11-19, until: None, cause: Unpresented })], closed_on: Some(2040-09-17) }
              told: Told { totals: true, start: true, days: true, end: true, mandate: true, pause_end: true, past_pause: true }
              paid: 87×1500.00 from 2018-06-27
              newest debits: 2025-07-27 Paid told 2025-07-29, 2025-08-27 Paid told 2025-08-29, 2025-09-27 Paid told 2025-09-27, 2025-10-27 Paid told 2025-10-29
              record: 1500.00, Success, 87 payments, 130500.00, failed 0.00, from 2018-06-27 to 2025-10-27
              imports saw: 1500.00 from 2024-10-10 to 2026-01-10 (74, 111000.00);
              true: Fate { live: true, paused_days: None, ended: false, running: true, paid: true, missed: 2, grows: false, months: 90, days_left: Some(5363), mandate: true, next_debit: Some(2026-01-27) }
              said: [Call { kind: MissedDebits, missed: Some(2), next_debit: None }], Some(NoStepUp)
        "#]],
    );
}

/// Whether weeks went by between the order and the first debit.
fn waited(instalment: &Instalment) -> bool {
    instalment.first_debit.is_some_and(|debit| (debit - instalment.ordered_on).num_days() > 20)
}
