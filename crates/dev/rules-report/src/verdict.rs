//! What the core says of a life: the only place that asks it.

use chrono::NaiveDate;
use opportunity_core::{
    BadFacts, Evidence, Kind, Observation, Policy, Progress, Silence, SipDigest, SipRecord,
};

/// What the rule says of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Where it holds the SIP to stand, or why it cannot tell.
    pub progress: Result<Progress, Silence>,
    /// Why it names nobody, where it does not.
    pub silence: Option<Silence>,
}

impl Verdict {
    /// Asks the rule, at its default thresholds.
    ///
    /// # Errors
    /// A record that no book would take.
    pub fn on(
        record: &SipRecord,
        history: &[Observation],
        as_of: NaiveDate,
    ) -> Result<Self, BadFacts> {
        let facts = record.facts(history, as_of);
        let said = facts.findings(as_of, &Policy::default())?;
        let silence = said
            .into_iter()
            .find(|finding| finding.kind == Kind::NoSipIncrease)
            .and_then(|finding| finding.outcome.err());
        let digest = SipDigest::new(&facts)?;
        Ok(Self { progress: digest.progress(), silence })
    }

    /// Whether the rule names the SIP.
    #[must_use]
    pub fn names(&self) -> bool {
        self.silence.is_none()
    }

    /// How it knows, where it does.
    #[must_use]
    pub fn evidence(&self) -> Option<Evidence> {
        self.progress.ok().map(|progress| progress.evidence)
    }
}
