//! Why debits are missing, as far as the record tells.

use crate::digest::SipDigest;
use crate::standing::Standing;

/// Why debits are missing.
#[derive(Clone, Copy)]
pub(super) enum Cause {
    NoMandate,
    Failed,
    Unreported,
}

impl Cause {
    /// The names of all causes, in answers.
    pub(super) const NAMES: &[&str] = &["no_mandate", "failed", "unreported"];

    pub(super) const MEANING: &str = "Why debits are missing: `no_mandate` (there is none), \
                                      `failed` (the last debit did), `unreported`.";

    pub(super) fn of(sip: &SipDigest) -> Self {
        if sip.lacks_mandate() {
            Self::NoMandate
        } else if sip.standing() == Standing::Failed {
            Self::Failed
        } else {
            Self::Unreported
        }
    }

    pub(super) const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// What the partner can do about it.
    pub(super) const fn advice(self) -> &'static str {
        match self {
            Self::NoMandate => "There is no current mandate: renew it.",
            Self::Failed => "The last debit failed: resolve the payment issue.",
            Self::Unreported => "No failure is reported: ask what became of them.",
        }
    }
}
