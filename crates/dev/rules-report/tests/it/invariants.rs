//! What is so of every life, and of the record and the history that come of it.

use chrono::Months;
use opportunity_core::{Paise, SipRecord};
use proptest::prelude::*;
use rules_report::{Case, Debit, Degree, Habit, Kind, Life, Outcome, record};
use sample_book::chance::{Seed, Stream};

use crate::support::{cases, few_seeds, story};

proptest! {
    #![proptest_config(few_seeds())]

    #[test]
    fn a_record_tells_what_the_debits_come_to(seed: u64) {
        for case in cases(seed) {
            let Life { as_of, debits, told, .. } = &case.life;
            let known = || debits.iter().filter(|debit| debit.is_told(*as_of));
            if told.totals {
                let paid: Paise = known().map(Debit::paid).sum();
                let count = known().filter(|debit| debit.outcome != Outcome::Bounced).count();
                prop_assert_eq!(case.record.success_amount, Some(paid));
                prop_assert_eq!(case.record.success_count, Some(count as u32));
            }
            let presented = debits.iter().filter(|debit| debit.on <= *as_of);
            let asked: Paise = presented.map(|debit| debit.amount).sum();
            let paid: Paise = known().map(Debit::paid).sum();
            let SipRecord { failed_amount, in_progress_amount, .. } = &case.record;
            let all = paid + failed_amount.unwrap() + in_progress_amount.unwrap();
            prop_assert_eq!(all, asked, "{}", story(&case));
            prop_assert_eq!(case.record.amount, case.life.instalment(*as_of));
        }
    }

    #[test]
    fn debits_are_in_order_at_the_instalment_of_their_day(seed: u64) {
        for case in cases(seed) {
            let Life { debits, course, as_of, agreement, .. } = &case.life;
            prop_assert!(debits.is_sorted_by_key(|debit| debit.on));
            for debit in debits {
                prop_assert!(debit.due <= debit.on && debit.due <= *as_of);
                prop_assert!(debit.on <= debit.told_on);
                prop_assert!(debit.due >= agreement.first_debit_from);
                let at = course.iter().rev().find(|instalment| instalment.ordered_on <= debit.due);
                prop_assert_eq!(at.map(|instalment| instalment.amount), Some(debit.amount));
            }
            prop_assert!(course.iter().all(|instalment| instalment.amount.is_positive()));
            prop_assert!(course.windows(2).all(|pair| pair[0].amount != pair[1].amount));
        }
    }

    #[test]
    fn runs_of_imports_follow_each_other_and_tell_what_their_first_import_saw(seed: u64) {
        for case in cases(seed) {
            let Case { history, life, record: today, .. } = &case;
            prop_assert!(history.iter().all(|run| run.as_of <= run.to));
            prop_assert!(history.windows(2).all(|pair| pair[0].to < pair[1].as_of));
            prop_assert!(history.windows(2).all(|pair| pair[0].amount != pair[1].amount));
            let last = history.last().unwrap();
            prop_assert_eq!((last.to, last.amount), (life.as_of, today.amount));
            for run in history {
                let seen = record(life, run.as_of);
                prop_assert_eq!(run.amount, seen.amount);
                prop_assert_eq!(run.success_count, seen.success_count);
                prop_assert_eq!(run.success_amount, seen.success_amount);
                prop_assert_eq!(run.failed_amount, seen.failed_amount);
            }
        }
    }

    #[test]
    fn an_older_record_is_of_the_same_life(seed: u64) {
        for case in cases(seed) {
            let (life, now) = (&case.life, &case.record);
            let then = record(life, life.as_of - Months::new(15));
            prop_assert!(then.success_count <= now.success_count, "{}", story(&case));
            prop_assert!(then.success_amount <= now.success_amount);
            prop_assert!(then.failed_amount <= now.failed_amount);
            prop_assert!(then.latest_success_order_date <= now.latest_success_order_date);
            prop_assert_eq!(&then.sip_days, &now.sip_days);
            prop_assert_eq!(then.start_date, now.start_date);
            prop_assert_eq!(then.increment_percentage, now.increment_percentage);
        }
    }

    #[test]
    fn a_life_up_to_a_date_tells_what_the_whole_life_told_on_it(seed: u64, months in 0..24_u32) {
        for case in cases(seed) {
            let date = case.life.as_of - Months::new(months);
            let then = case.life.until(date);
            prop_assert_eq!(record(&then, date), record(&case.life, date), "{}", story(&case));
            prop_assert_eq!(then.as_of, date);
            prop_assert!(then.debits.iter().all(|debit| debit.due <= date));
        }
    }

    #[test]
    fn a_life_that_is_lived_on_anew_stays_as_it_was_until_then(seed: u64, months in 0..24_u32) {
        for case in cases(seed) {
            let day = case.life.as_of - Months::new(months);
            let mut other = case.life.clone();
            other.live_on(day, &mut Seed::new(seed).stream(Stream::Book));
            let before = day.pred_opt().unwrap();
            prop_assert_eq!(record(&other, before), record(&case.life, before), "{}", story(&case));
            prop_assert!(other.debits.is_sorted_by_key(|debit| debit.on));
            for debit in &other.debits {
                prop_assert_eq!(debit.amount, other.instalment(debit.due));
            }
        }
    }

    #[test]
    fn a_client_keeps_to_the_kind(seed: u64) {
        for case in cases(seed) {
            let Life { course, kind, agreement, .. } = &case.life;
            let falls = course.windows(2).any(|pair| pair[1].amount < pair[0].amount);
            prop_assert!(!falls || *kind == Kind::Decrease, "{}", story(&case));
            prop_assert_eq!(*kind == Kind::NoStepUp, agreement.growth.is_none());
            prop_assert_eq!(case.truth.is_none(), agreement.growth.is_none());
            if matches!(kind, Kind::NeverStepped | Kind::NoStepUp) {
                prop_assert_eq!(course.len(), 1);
            }
            if agreement.schemes == 1 {
                let in_part = |debit: &Debit| matches!(debit.outcome, Outcome::PaidInPart(_));
                prop_assert!(!case.life.debits.iter().any(in_part));
            }
        }
    }

    #[test]
    fn a_life_depends_on_its_seed_degree_and_number_alone(seed: u64, number in 0..1_000_u64) {
        let drawn = |habit| Case::drawn(&Seed::new(seed), Degree::Real, habit, number).unwrap();
        prop_assert_eq!(story(&drawn(Habit::One)), story(&drawn(Habit::One)));
        let after = drawn(Habit::One).after(Habit::Fourteen).unwrap();
        prop_assert_eq!(story(&drawn(Habit::Fourteen)), story(&after));
    }
}
