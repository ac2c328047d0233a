//! Lives as the rule holds them to be: agreed steps on schedule, on time or stopped for good, every
//! debit paid. There the rule names whom the truth names, but where several courses of instalments
//! explain the totals.

use opportunity_core::{Paise, StepUp};
use proptest::prelude::*;
use rules_report::{Case, Ending, Kind, Outcome};

use crate::support::{cases, few_seeds, story};

proptest! {
    #![proptest_config(few_seeds())]

    #[test]
    fn the_rule_names_whom_the_truth_names(seed: u64) {
        for case in cases(seed).filter(on_schedule) {
            if case.wrongly() {
                prop_assert!(several_courses(&case), "{}", story(&case));
            }
            if case.missed() {
                // With several debit days the rule dates an increase by up to a month too late.
                let days = case.life.agreement.days.len() > 1 && case.truth.months == 12;
                prop_assert!(days || several_courses(&case), "{}", story(&case));
            }
        }
    }

    #[test]
    fn the_rule_tells_the_steps_that_were_made(seed: u64) {
        for case in cases(seed).filter(on_schedule) {
            let made = case.verdict.progress.map(|said| said.made);
            if made != Ok(case.truth.made) && !case.life.debits.is_empty() {
                let nothing_paid = case.life.successes().count() == 0;
                prop_assert!(nothing_paid || several_courses(&case), "{}", story(&case));
            }
        }
    }
}

/// The rule follows a course of instalments back so many steps, and no further.
const MOST_STEPS: u32 = 24;

/// The rule has nothing but the totals, and they are those of the schedule.
fn on_schedule(case: &Case) -> bool {
    let life = &case.life;
    let circumstances = &life.circumstances;
    let steps = matches!(life.kind, Kind::Tidy | Kind::NeverStepped | Kind::StoppedStepping);
    let rounds =
        life.agreement.rounded_to <= 10 || matches!(life.agreement.step_up, StepUp::Amount(_));
    let paid = life.debits.iter().all(|debit| match debit.outcome {
        Outcome::Paid => true,
        Outcome::UnderWay => life.agreement.schemes == 1,
        Outcome::PaidInPart(_) | Outcome::Bounced => false,
    });
    let whole = circumstances.pause.is_none() && circumstances.ending == Ending::Running;
    let short = case.truth.made <= MOST_STEPS;
    let totals_alone = circumstances.totals_told && case.history.len() == 1;
    steps && rounds && paid && whole && short && totals_alone
}

/// Whether more than one number of steps along the true levels comes to the totals.
fn several_courses(case: &Case) -> bool {
    let (Some(count), Some(total)) = (case.record.success_count, case.record.success_amount) else {
        return false;
    };
    let levels: Vec<Paise> =
        case.life.course.iter().rev().map(|instalment| instalment.amount).collect();
    let period = case.life.agreement.period.months() as u32;
    let per_period = period * case.life.agreement.days.len() as u32;
    (0..levels.len())
        .filter(|steps| {
            (0..count).any(|r| sum(&levels, *steps, r, count, per_period) == Some(total))
        })
        .count()
        > 1
}

/// What `count` payments come to: `newest` at today's level, a full period at each level between,
/// and the rest, one or more, at the level `steps` back. Without a step all are at today's.
fn sum(levels: &[Paise], steps: usize, newest: u32, count: u32, per_period: u32) -> Option<Paise> {
    if steps == 0 {
        return Some(levels[0].times(count));
    }
    let between = &levels[1..steps];
    let rest = count.checked_sub(newest + per_period * between.len() as u32)?;
    let full: Paise = between.iter().map(|level| level.times(per_period)).sum();
    (rest > 0).then(|| levels[0].times(newest) + full + levels[steps].times(rest))
}
