//! "No step was ever made", said by the payments: number times instalment is their sum.

use opportunity_core::{Evidence, Paise};
use proptest::prelude::*;
use rules_report::{Case, paid};

use crate::support::{cases, few_seeds, paid_in_part, story};

proptest! {
    #![proptest_config(few_seeds())]

    /// The average of all payments is today's instalment. Where it never fell and nothing went
    /// through in part, no payment is above the average, so none is below.
    #[test]
    fn who_never_went_down_and_always_paid_in_full_is_rightly_called(seed: u64) {
        for case in cases(seed).filter(says_none_made) {
            let falls = case.life.course.windows(2).any(|pair| pair[1].amount < pair[0].amount);
            if !falls && !paid_in_part(&case) && !first_paid_after_a_rise(&case) {
                prop_assert!(case.truth.calls(), "{}", story(&case));
                prop_assert_eq!(case.truth.made, 0);
            }
        }
    }

    /// Whatever happened, a wrong call is one whose larger and smaller payments are even.
    #[test]
    fn a_wrong_call_has_payments_on_both_sides_of_the_instalment(seed: u64) {
        for case in cases(seed).filter(says_none_made).filter(Case::wrongly) {
            let today = case.record.amount;
            let any = |beside: fn(Paise, Paise) -> bool| {
                case.life.successes().any(|debit| beside(paid(debit), today))
            };
            let even = any(|paid, today| paid > today) && any(|paid, today| paid < today);
            prop_assert!(even || first_paid_after_a_rise(&case), "{}", story(&case));
        }
    }
}

fn says_none_made(case: &Case) -> bool {
    case.verdict.names()
        && case
            .verdict
            .progress
            .is_ok_and(|said| said.evidence == Evidence::Payments && said.made == 0)
}

/// Whether every debit before today's instalment bounced: then no payment tells of the rise.
fn first_paid_after_a_rise(case: &Case) -> bool {
    case.life.course.len() > 1
        && case.life.successes().all(|debit| debit.amount == case.record.amount)
}
