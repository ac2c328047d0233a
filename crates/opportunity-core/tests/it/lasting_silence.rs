//! A rule that is silent for a lasting reason stays silent, and one that does not depend on the date
//! judges alike on every date: a book looks at neither again.

use opportunity_core::{ClientAccount, Finding, Policy, Silence};
use proptest::prelude::*;

use crate::invented::{AS_OF, asked, cases, held};
use crate::support::day;

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn no_later_date_changes_what_a_book_relies_on(held in held(), (as_of, asked) in asked()) {
        let sips = [held.record.facts(&held.history, held.record_as_of)];
        let account = ClientAccount::new(&sips).unwrap();
        let said = |as_of, policy: &Policy| -> Vec<Finding<'_>> {
            let account = account.findings(as_of, policy);
            let of_sips = account.sips.into_iter().flat_map(|sip| sip.findings);
            account.findings.into_iter().chain(of_sips).collect()
        };
        let first = said(day(AS_OF), &Policy::default());
        let later = said(as_of, &asked.policy());
        prop_assert_eq!(first.len(), later.len());
        for (first, later) in first.into_iter().zip(later) {
            if !first.kind.rule().depends_on_date && asked.policy() == Policy::default() {
                let judged = |finding: &Finding<'_>| {
                    let call = finding.outcome.as_ref().map_err(|silence| *silence)?;
                    Ok::<_, Silence>((call.risk_score, call.potential_increase))
                };
                prop_assert_eq!(judged(&first), judged(&later));
            }
            if first.outcome.as_ref().is_err_and(|silence| silence.is_lasting()) {
                prop_assert!(later.outcome.is_err(), "{:?}, then {:?}", first, later);
            }
        }
    }
}
