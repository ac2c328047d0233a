//! Lives as the rules hold them to be: round beginnings, agreed steps, every debit paid. There a call
//! is right, and nothing is missing.

use opportunity_core::{Kind as Reason, Paise, VerdictKind};
use proptest::prelude::*;
use rules_report::{Case, Kind, Rounding};

use crate::support::{cases, few_seeds, paid_every_debit, story};

proptest! {
    #![proptest_config(few_seeds())]

    #[test]
    fn who_steps_as_agreed_and_pays_is_not_named_wrongly(seed: u64) {
        for case in cases(seed).filter(steps_as_agreed) {
            let wrongly = case.wrongly(Reason::NoSipIncrease) && !case.is_days_early();
            prop_assert!(!wrongly, "{}", story(&case));
        }
    }

    #[test]
    fn a_step_as_agreed_is_dated_to_its_debit(seed: u64) {
        for case in cases(seed).filter(steps_as_agreed) {
            let dated = case.said.verdict.is_some_and(|it| it.verdict == VerdictKind::Dated);
            // An instalment that nothing was paid at can be of any later day.
            let paid = case.life.course.last().is_some_and(|newest| newest.first_debit.is_some());
            if dated && paid {
                prop_assert_eq!(case.is_dated_rightly(), Some(true), "{}", story(&case));
            }
        }
    }

    #[test]
    fn who_pays_every_debit_misses_none(seed: u64) {
        // Where the export does not tell the end, debits seem to fall due on and on.
        let wanted = |case: &Case| paid_every_debit(case) && case.life.told.end;
        for case in cases(seed).filter(wanted) {
            prop_assert_eq!(case.fate.missed, 0);
            for reason in [Reason::MissedDebits, Reason::StoppedSips, Reason::NeverStarted] {
                prop_assert!(!case.is_named(reason), "{}", story(&case));
            }
        }
    }
}

fn steps_as_agreed(case: &Case) -> bool {
    let life = &case.life;
    let steps = matches!(life.kind, Kind::Tidy | Kind::NeverStepped | Kind::StoppedStepping);
    let rounds = life.agreement.growth.is_some_and(|growth| growth.rounding == Rounding::Near);
    let round_beginning = life.agreement.instalment.paise() % Paise::from_rupees(500).paise() == 0;
    steps && rounds && round_beginning && paid_every_debit(case)
}
