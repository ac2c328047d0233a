//! How many of those named are rightly named. The aim of the product is 99.5 in a hundred.

use rules_report::{Report, SEED, Tally};
use sample_book::chance::Seed;

#[test]
fn who_is_named_by_evidence_is_rightly_named() {
    let report = Report::drawn(&Seed::new(SEED), 20_000).unwrap();
    let precision = |tally: Tally| tally.precision().unwrap();
    let [payments, observed, assumed] =
        ["payments", "observed", "assumed"].map(|name| report.by_evidence.get(name));
    assert!(precision(payments) >= 99.5, "{payments:?}");
    // The core's PROOF.md says why calls that rest on less evidence are right less often.
    assert!(precision(observed) >= 94.0, "{observed:?}");
    assert!(precision(assumed) >= 60.0, "{assumed:?}");
    assert!(precision(report.all) >= 96.0, "{:?}", report.all);
    assert!(report.all.recall().unwrap() >= 69.0, "{:?}", report.all);
}
