//! What the core says of a record: the only place that asks it.

use chrono::NaiveDate;
use opportunity_core::{
    AmountRun, BadFacts, Confidence, Detail, Kind, Opportunity, Policy, Silence, SipRecord, Verdict,
};

/// Months that make an increase overdue, where nobody asks for others.
const MIN_MONTHS: u32 = 12;

/// What the rules say of one record, at their default thresholds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What is known of its increases, where a step-up was agreed.
    pub verdict: Option<Verdict>,
    /// How it is known that none was made for long, where the SIP is named for it.
    pub named: Option<Confidence>,
    /// Why it is not, where it is not.
    pub silence: Option<Silence>,
    /// The kinds for which it is named, each with what is said.
    pub calls: Vec<Call>,
}

/// One kind for which a SIP is named, and what a partner is told that a life can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// Why.
    pub kind: Kind,
    /// How many debits are missing, where the call is about that.
    pub missed: Option<u32>,
    /// The day on which the next debit falls due, where the call is about that.
    pub next_debit: Option<NaiveDate>,
}

impl Said {
    /// Asks the rules.
    ///
    /// # Errors
    /// A record that no book would take.
    pub fn on(
        record: &SipRecord,
        history: &[AmountRun],
        as_of: NaiveDate,
    ) -> Result<Self, BadFacts> {
        let facts = record.facts(history, as_of);
        let verdict = facts.verdict(as_of, MIN_MONTHS)?;
        let mut said = Self { verdict, named: None, silence: None, calls: Vec::new() };
        for finding in facts.findings(as_of, &Policy::default())? {
            match finding.outcome {
                Ok(opportunity) => said.take(&opportunity),
                Err(silence) if finding.kind == Kind::NoSipIncrease => {
                    said.silence = Some(silence);
                }
                Err(_) => {}
            }
        }
        Ok(said)
    }

    fn take(&mut self, opportunity: &Opportunity<'_>) {
        let detail = |wanted| {
            let mut details = opportunity.details.iter();
            details.find(|(name, _)| *name == wanted).map(|(_, detail)| *detail)
        };
        if opportunity.kind == Kind::NoSipIncrease {
            let proven = Detail::Word(Confidence::Proven.name());
            let is_proven = detail("confidence") == Some(proven);
            let confidence = if is_proven { Confidence::Proven } else { Confidence::Likely };
            self.named = Some(confidence);
        }
        let missed = match detail("missed_debits") {
            Some(Detail::Count(count)) => Some(count),
            _ => None,
        };
        let next_debit = match detail("next_debit_on") {
            Some(Detail::Date(day)) => Some(day),
            _ => None,
        };
        self.calls.push(Call { kind: opportunity.kind, missed, next_debit });
    }

    /// What is said of one kind, where the SIP is named for it.
    #[must_use]
    pub fn call(&self, kind: Kind) -> Option<Call> {
        self.calls.iter().find(|call| call.kind == kind).copied()
    }
}
