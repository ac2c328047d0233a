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

/// Whether more than one number of steps comes to the totals, along the true levels or, where the
/// firm rounds to a rupee, along those of a firm that rounds to ten: the rule tries these first.
fn several_courses(case: &Case) -> bool {
    let truly: Vec<Paise> =
        case.life.course.iter().rev().map(|instalment| instalment.amount).collect();
    let in_tens = match case.life.agreement.rounded_to {
        1 => courses(case, &levels_in_tens(case.record.amount, case.life.agreement.step_up), 1),
        _ => 0,
    };
    courses(case, &truly, 0) + in_tens > 1
}

/// How many numbers of steps, from `fewest` on, come to the totals along these levels.
fn courses(case: &Case, levels: &[Paise], fewest: usize) -> usize {
    let (Some(count), total) = (case.record.success_count, case.record.success_amount) else {
        return 0;
    };
    let period = case.life.agreement.period.months() as u32;
    let per_period = period * case.life.agreement.days.len() as u32;
    let fits =
        |steps: &usize| (0..count).any(|r| sum(levels, *steps, r, count, per_period) == total);
    (fewest..levels.len()).filter(fits).count()
}

/// The levels before today's, each stepping up to the next when rounded down to ten rupees.
fn levels_in_tens(today: Paise, step_up: StepUp) -> Vec<Paise> {
    let ten = Paise::from_rupees(10);
    let before = |level: &Paise| {
        let smaller = (1..).map(|tens| ten.times(tens)).take_while(|smaller| smaller < level);
        let steps_up = |smaller: &Paise| *smaller + step_up.on(*smaller);
        let mut fits =
            smaller.filter(|smaller| (*level..*level + ten).contains(&steps_up(smaller)));
        fits.next()
    };
    std::iter::successors(Some(today), before).collect()
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
