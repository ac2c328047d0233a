//! What is so of every life, and of the record and the history that come of it.

use opportunity_core::Paise;
use proptest::prelude::*;
use rules_report::{Case, Kind, Life, Outcome, paid};
use sample_book::chance::Seed;

use crate::support::{cases, few_seeds, story};

proptest! {
    #![proptest_config(few_seeds())]

    #[test]
    fn a_record_tells_what_the_debits_come_to(seed: u64) {
        for case in cases(seed) {
            let life = &case.life;
            let sum: Paise = life.debits.iter().map(paid).sum();
            let successes = life.debits.iter().filter(|debit| debit.went_through());
            if life.circumstances.totals_told {
                prop_assert_eq!(case.record.success_amount, Some(sum));
                prop_assert_eq!(case.record.success_count, Some(successes.count() as u32));
            }
            let asked: Paise = life.debits.iter().map(|debit| debit.amount).sum();
            let told = sum
                + case.record.failed_amount.unwrap()
                + case.record.in_progress_amount.unwrap();
            prop_assert_eq!(told, asked, "{}", story(&case));
            prop_assert_eq!(case.record.amount, life.instalment());
        }
    }

    #[test]
    fn debits_are_in_order_at_the_instalment_of_their_day(seed: u64) {
        for case in cases(seed) {
            let Life { debits, course, as_of, agreement, .. } = &case.life;
            prop_assert!(debits.is_sorted_by(|one, next| one.on < next.on));
            prop_assert!(debits.iter().all(|debit| debit.on <= *as_of));
            prop_assert!(debits.iter().all(|debit| debit.on >= agreement.first_debit_from));
            for debit in debits {
                let at = course.iter().rev().find(|instalment| instalment.ordered_on <= debit.on);
                prop_assert_eq!(at.map(|instalment| instalment.amount), Some(debit.amount));
            }
            prop_assert!(course.iter().all(|instalment| instalment.amount.is_positive()));
            prop_assert!(course.windows(2).all(|pair| pair[0].amount != pair[1].amount));
        }
    }

    #[test]
    fn imports_see_the_instalment_of_their_day_and_keep_changes_only(seed: u64) {
        for case in cases(seed) {
            prop_assert!(case.history.windows(2).all(|pair| pair[0].as_of < pair[1].as_of));
            prop_assert!(case.history.windows(2).all(|pair| pair[0].amount != pair[1].amount));
            prop_assert_eq!(case.history.last().unwrap().amount, case.record.amount);
            prop_assert!(case.history.last().unwrap().as_of <= case.life.as_of);
        }
    }

    #[test]
    fn a_client_keeps_to_the_kind(seed: u64) {
        for case in cases(seed) {
            let Life { course, kind, .. } = &case.life;
            let falls = course.windows(2).any(|pair| pair[1].amount < pair[0].amount);
            prop_assert!(!falls || *kind == Kind::Decrease, "{}", story(&case));
            if *kind == Kind::NeverStepped {
                prop_assert_eq!(case.truth.made, 0);
            }
            if case.life.agreement.schemes == 1 {
                let in_part = |outcome| matches!(outcome, Outcome::PaidInPart(_));
                prop_assert!(!case.life.debits.iter().any(|debit| in_part(debit.outcome)));
            }
        }
    }

    #[test]
    fn a_life_depends_on_its_seed_and_number_alone(seed: u64, number in 0..1_000_u64) {
        let drawn = || story(&Case::drawn(&Seed::new(seed), number).unwrap());
        prop_assert_eq!(drawn(), drawn());
    }
}
