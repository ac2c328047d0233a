//! The reasons of a client account, as a book's rules find them at the default thresholds.

use opportunity_core::{Account, AccountSip, Kind, Opportunity};

use crate::nature::Nature;
use crate::reason::{Reason, mark_of, monthly_value_of};
use crate::reason_key::ReasonKey;

/// What there is to say about a client account.
#[derive(Clone, Debug, Default)]
pub struct AccountReasons<'a> {
    /// The reasons, with the SIP of each; the account's own has none. By SIP, then nature.
    pub reasons: Vec<(Option<AccountSip<'a>>, Reason)>,
    /// Opportunities that are no reasons: another kind of the same nature goes before them, or a
    /// call would bring nothing a month.
    pub also: Vec<Also<'a>>,
}

/// An opportunity that stands beside the reasons.
#[derive(Clone, Copy, Debug)]
pub struct Also<'a> {
    /// The SIP; none where it is about the account.
    pub sip: Option<AccountSip<'a>>,
    /// The kind.
    pub kind: Kind,
}

impl<'a> Also<'a> {
    /// The opportunity in words.
    #[must_use]
    pub fn opportunity(self, of: Account<'a>) -> Option<Opportunity<'a>> {
        opportunity_of(self.kind, self.sip, of)
    }
}

/// The key of a reason of an account, or of one of its SIPs.
#[must_use]
pub fn key_of<'a>(
    account: Account<'a>,
    sip: Option<AccountSip<'a>>,
    nature: Nature,
) -> ReasonKey<'a> {
    match sip {
        Some(sip) => ReasonKey::of_sip(nature, sip.sip_meta_id()),
        None => ReasonKey::of_account(account.agent_id(), account.user_id()),
    }
}

/// What a kind says of an account or of one of its SIPs, in words.
#[must_use]
pub fn opportunity_of<'a>(
    kind: Kind,
    sip: Option<AccountSip<'a>>,
    account: Account<'a>,
) -> Option<Opportunity<'a>> {
    match sip {
        Some(sip) => sip.opportunity(kind),
        None => account.opportunity(kind),
    }
}

/// The reasons of an account, and what stands beside them, on the book's own date.
///
/// A SIP has at most one reason of a nature: the first kind whose call is worth something a month.
#[must_use]
pub fn reasons_of(account: Account<'_>, as_of: chrono::NaiveDate) -> AccountReasons<'_> {
    let mut found = AccountReasons::default();
    for sip in account.sips() {
        for nature in Nature::ALL {
            let mut has_reason = false;
            for kind in nature.kinds().iter().copied() {
                let Some(judgement) = sip.judgement(kind) else { continue };
                let digest = sip.sip().digest();
                let potential_increase = judgement.potential_increase();
                let monthly_value = monthly_value_of(kind, digest, potential_increase, as_of);
                if has_reason || !monthly_value.is_positive() {
                    found.also.push(Also { sip: Some(sip), kind });
                    continue;
                }
                has_reason = true;
                let reason = Reason {
                    kind,
                    monthly_value,
                    potential_increase,
                    risk_score: judgement.risk_score(),
                    mark: mark_of(nature, digest),
                    record_as_of: digest.record_as_of(),
                };
                found.reasons.push((Some(sip), reason));
            }
        }
    }
    of_account_itself(account, as_of, &mut found);
    found
}

fn of_account_itself<'a>(
    account: Account<'a>,
    as_of: chrono::NaiveDate,
    found: &mut AccountReasons<'a>,
) {
    for kind in Nature::Account.kinds().iter().copied() {
        let Some(judgement) = account.judgement(kind) else { continue };
        let potential_increase = judgement.potential_increase();
        if !potential_increase.is_positive() {
            found.also.push(Also { sip: None, kind });
            continue;
        }
        let reason = Reason {
            kind,
            monthly_value: potential_increase,
            potential_increase,
            risk_score: judgement.risk_score(),
            mark: 0,
            record_as_of: account.digest().record_as_of().unwrap_or(as_of),
        };
        found.reasons.push((None, reason));
    }
}
