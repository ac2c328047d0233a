//! What has become, in a newer book, of the SIP or the account that a reason was about.

use chrono::NaiveDate;
use opportunity_core::Account;

use crate::sip_now::SipNow;
use crate::spell_end::SpellEnd;

/// What has become of the SIP or the account that a reason was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// The SIP is the client's still, and says this.
    Sip(SipNow),
    /// The account has SIPs still.
    Account(AccountNow),
    /// The SIP is another client's.
    OtherClient,
    /// The SIP was deleted, or all of the account's were.
    Deleted,
    /// The book has no such SIP, or the agent none of the client's.
    Left,
}

/// What is true of an account's SIPs, deleted ones out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountNow {
    /// The newest debit that went through of any that is live.
    pub latest_success_of_live: Option<NaiveDate>,
    /// All have ended.
    pub have_all_ended: bool,
    /// None is active, nor paused.
    pub are_all_inactive: bool,
}

impl AccountNow {
    /// What an account of a book says on a date.
    #[must_use]
    pub fn of(account: Account<'_>, as_of: NaiveDate) -> Self {
        let sips = || account.sips().map(|sip| SipNow::of(sip.sip().digest(), as_of));
        Self {
            latest_success_of_live: sips()
                .filter(|sip| sip.is_live)
                .filter_map(|sip| sip.latest_success)
                .max(),
            have_all_ended: sips().all(|sip| sip.has_ended),
            are_all_inactive: sips().all(|sip| is_inactive(&sip)),
        }
    }
}

const fn is_inactive(sip: &SipNow) -> bool {
    !sip.is_active && !sip.is_paused
}

impl Whereabouts {
    /// Why a reason that is gone can come back no more; none where it may.
    #[must_use]
    pub const fn end(&self) -> Option<SpellEnd> {
        let (has_ended, is_inactive) = match self {
            Self::Left => return Some(SpellEnd::LeftTheBook),
            Self::OtherClient => return Some(SpellEnd::OtherClient),
            Self::Deleted => return Some(SpellEnd::Deleted),
            Self::Sip(sip) => (sip.has_ended, is_inactive(sip)),
            Self::Account(account) => (account.have_all_ended, account.are_all_inactive),
        };
        if has_ended {
            Some(SpellEnd::Ended)
        } else if is_inactive {
            Some(SpellEnd::NotActive)
        } else {
            None
        }
    }
}
