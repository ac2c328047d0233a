//! What the documentation shows of a rule is what the rule says.

use opportunity_core::{ClientAccount, EXAMPLE_AS_OF, Kind, Policy};

#[test]
fn every_rule_speaks_of_its_own_example() {
    for kind in Kind::ALL {
        let record = (kind.rule().example)();
        let account = ClientAccount::new(&[record.facts(&[], EXAMPLE_AS_OF)]).unwrap();
        let said = account.findings(EXAMPLE_AS_OF, &Policy::default());
        let of_sips = said.sips.into_iter().flat_map(|sip| sip.findings);
        let own = said.findings.into_iter().chain(of_sips).find(|finding| finding.kind == kind);
        assert!(own.is_some_and(|finding| finding.outcome.is_ok()), "{kind:?}");
    }
}
