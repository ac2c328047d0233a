//! Lives by the hundred.

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;
use rules_report::{Case, Degree, Habit, Outcome};
use sample_book::chance::Seed;

/// How many lives one seed lives in a property.
const LIVES: u64 = 250;

/// The first lives of a seed, of both degrees and after every habit of importing in turn, judged.
pub(crate) fn cases(seed: u64) -> impl Iterator<Item = Case> {
    let seed = Seed::new(seed);
    let habits = Habit::ALL.into_iter().cycle();
    (0..LIVES).zip(habits).map(move |(number, habit)| {
        let degree = if number % 2 == 0 { Degree::Real } else { Degree::Untidy };
        Case::drawn(&seed, degree, habit, number).unwrap()
    })
}

/// So few seeds, for each of them is many lives; the same in every run.
pub(crate) fn few_seeds() -> ProptestConfig {
    ProptestConfig {
        cases: 24,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(1),
        ..ProptestConfig::default()
    }
}

/// The case in words, for a test that fails.
pub(crate) fn story(case: &Case) -> String {
    let mut story = Vec::new();
    rules_report::tell(case, &mut story).unwrap();
    String::from_utf8(story).unwrap()
}

/// Whether some debit went through in part.
pub(crate) fn paid_in_part(case: &Case) -> bool {
    case.life.debits.iter().any(|debit| matches!(debit.outcome, Outcome::PaidInPart(_)))
}

/// Whether every debit that fell due went through on its day, and was told of at once.
pub(crate) fn paid_every_debit(case: &Case) -> bool {
    let life = &case.life;
    let befell = &life.circumstances;
    let whole = |debit: &rules_report::Debit| {
        debit.outcome == Outcome::Paid && debit.on == debit.due && debit.is_told(life.as_of)
    };
    life.debits.iter().all(whole)
        && befell.lapses == [None, None]
        && befell.pause.is_none()
        && befell.closed_on.is_none_or(|closed| closed > life.as_of)
}
