//! A reason to call: one kind that speaks of a SIP or an account, and what it is worth a month.

use chrono::NaiveDate;
use opportunity_core::{Kind, Paise, RiskScore, SipDigest, suggested_action_of};

use crate::nature::Nature;

/// A reason to call, by what weighs it. Whose it is stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The first kind of its nature that speaks.
    pub kind: Kind,
    /// Rupees a month that go on, or come, if the call succeeds: above zero.
    pub monthly_value: Paise,
    /// What the opportunity says that it is worth.
    pub potential_increase: Paise,
    /// How urgent the call is.
    pub risk_score: RiskScore,
    /// How bad it is: of repair the missed debits, at most 3; else 0.
    pub mark: u8,
    /// The date of the newest import that held the record (the oldest of an account's).
    pub record_as_of: NaiveDate,
}

impl Reason {
    /// Its nature.
    #[must_use]
    pub const fn nature(&self) -> Nature {
        Nature::of(self.kind)
    }
}

/// The worst mark.
const WORST_MARK: u32 = 3;

/// How bad it is: of repair the debits that are missing, at most 3; else 0.
#[must_use]
pub fn mark_of(nature: Nature, sip: &SipDigest) -> u8 {
    let missed = sip.missed_debits().filter(|_| nature == Nature::Repair && !sip.is_paused());
    u8::try_from(missed.unwrap_or(0).min(WORST_MARK)).unwrap_or(0)
}

/// Rupees a month that go on, or come, if a call of this kind about a SIP succeeds; zero where a call
/// brings none. `potential_increase` is what the opportunity says.
#[must_use]
pub fn monthly_value_of(
    kind: Kind,
    sip: &SipDigest,
    potential_increase: Paise,
    as_of: NaiveDate,
) -> Paise {
    match kind {
        Kind::NoSipIncrease | Kind::NoStepUp | Kind::HighValueInactive => potential_increase,
        Kind::FailedSips => {
            let is_mended_by_a_call =
                matches!(suggested_action_of(sip), "renew_mandate" | "resolve_payment");
            let is_worth = is_mended_by_a_call && sip.is_live(as_of);
            if is_worth { sip.monthly_amount() } else { Paise::ZERO }
        }
        Kind::MissedDebits
        | Kind::LostMandates
        | Kind::NeverStarted
        | Kind::StoppedSips
        | Kind::EndingSips
        | Kind::PausedSips => sip.monthly_amount(),
    }
}
