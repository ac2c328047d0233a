//! Words of a record that a rule repeats.

use crate::facts::SipFacts;

/// Words of a record that a rule repeats, borrowed from wherever the record lives.
#[derive(Clone, Copy, Debug)]
pub struct RecordWords<'a> {
    /// The status as the export words it.
    pub status: &'a str,
    /// Why it is paused, where the record says so.
    pub paused_reason: Option<&'a str>,
}

impl<'a> RecordWords<'a> {
    pub(crate) fn of(facts: &SipFacts<'a>) -> Self {
        Self { status: facts.status, paused_reason: facts.paused_reason }
    }
}
