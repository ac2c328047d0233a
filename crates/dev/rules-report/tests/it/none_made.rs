//! "No step was ever made", proven by the payments: number times instalment is their sum.

use opportunity_core::{Confidence, Kind as Reason, Verdict, VerdictKind};
use proptest::prelude::*;
use rules_report::{Case, Debit};

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
                prop_assert!(case.rightly(Reason::NoSipIncrease), "{}", story(&case));
                prop_assert!(case.truth.is_some_and(|truth| truth.made == 0), "{}", story(&case));
            }
        }
    }

    /// Whatever happened, a wrong call is one whose larger and smaller payments are even.
    #[test]
    fn a_wrong_call_has_payments_on_both_sides_of_the_instalment(seed: u64) {
        let wrongly = |case: &Case| case.wrongly(Reason::NoSipIncrease);
        for case in cases(seed).filter(says_none_made).filter(wrongly) {
            let today = case.record.amount;
            let paid = || case.life.successes(case.life.as_of).map(Debit::paid);
            let even = paid().any(|paid| paid > today) && paid().any(|paid| paid < today);
            prop_assert!(even || first_paid_after_a_rise(&case), "{}", story(&case));
        }
    }
}

fn says_none_made(case: &Case) -> bool {
    let proven = |verdict: &Verdict| {
        verdict.verdict == VerdictKind::None && verdict.confidence == Some(Confidence::Proven)
    };
    case.is_named(Reason::NoSipIncrease) && case.said.verdict.as_ref().is_some_and(proven)
}

/// Whether every debit before today's instalment bounced, or none was presented yet at it: then no
/// payment tells of the rise.
fn first_paid_after_a_rise(case: &Case) -> bool {
    let today = case.record.amount;
    case.life.course.len() > 1
        && case.life.successes(case.life.as_of).all(|debit| debit.amount == today)
}
