//! Lives by the hundred.

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;
use rules_report::{Case, Outcome};
use sample_book::chance::Seed;

/// How many lives one seed lives in a property.
const LIVES: u64 = 250;

/// The first lives of a seed, judged.
pub(crate) fn cases(seed: u64) -> impl Iterator<Item = Case> {
    let seed = Seed::new(seed);
    (0..LIVES).map(move |number| Case::drawn(&seed, number).unwrap())
}

/// So few seeds, for each of them is many lives; the same in every run.
pub(crate) fn few_seeds() -> ProptestConfig {
    ProptestConfig {
        cases: 48,
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
