//! What of a record shows that a reason was mended, and whether it was.

use chrono::NaiveDate;
use opportunity_core::{Account, Kind, Paise};

use crate::sip_now::SipNow;
use crate::subject::{AccountNow, Whereabouts};

/// What the newest record that had a reason said of whatever would show that it was mended: all that
/// has to be remembered of that record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Nothing: what a later record says is enough.
    Nothing,
    /// The instalment.
    Instalment(Paise),
    /// The newest debit that went through.
    Success(Option<NaiveDate>),
    /// The last day.
    End(Option<NaiveDate>),
}

impl Seen {
    /// What is to be remembered of a SIP that has a reason of this kind.
    #[must_use]
    pub const fn of_sip(kind: Kind, sip: &SipNow) -> Self {
        match kind {
            Kind::NoSipIncrease => Self::Instalment(sip.instalment),
            Kind::NoStepUp | Kind::PausedSips => Self::Nothing,
            Kind::EndingSips => Self::End(sip.end_date),
            Kind::FailedSips
            | Kind::MissedDebits
            | Kind::NeverStarted
            | Kind::StoppedSips
            | Kind::LostMandates
            | Kind::HighValueInactive => Self::Success(sip.latest_success),
        }
    }

    /// What is to be remembered of an account.
    #[must_use]
    pub fn of_account(account: Account<'_>) -> Self {
        Self::Success(account.digest().latest_success())
    }
}

/// Whether what a newer book says of a SIP or an account shows that a reason of this kind was
/// mended. `stands` is whether the reason is there still: a mandate that is gone is then mended by a
/// mandate alone.
#[must_use]
pub fn recovered(kind: Kind, seen: Seen, now: &Whereabouts, stands: bool) -> bool {
    match now {
        Whereabouts::Sip(sip) => sip.is_live && sip_recovered(kind, seen, sip, stands),
        Whereabouts::Account(AccountNow { latest_success_of_live, .. }) => {
            is_later(*latest_success_of_live, seen)
        }
        Whereabouts::OtherClient | Whereabouts::Deleted | Whereabouts::Left => false,
    }
}

fn sip_recovered(kind: Kind, seen: Seen, now: &SipNow, stands: bool) -> bool {
    let has_paid = || is_later(now.latest_success, seen);
    match kind {
        Kind::NoSipIncrease => matches!(seen, Seen::Instalment(before) if now.instalment > before),
        Kind::NoStepUp => now.has_step_up,
        Kind::FailedSips
        | Kind::MissedDebits
        | Kind::NeverStarted
        | Kind::StoppedSips
        | Kind::HighValueInactive => has_paid(),
        Kind::LostMandates => !now.lacks_mandate || !stands && has_paid(),
        Kind::PausedSips => !now.is_paused && now.missed_debits == Some(0),
        Kind::EndingSips => match (seen, now.end_date) {
            (Seen::End(_), None) => true,
            (Seen::End(Some(before)), Some(end)) => end > before,
            _ => false,
        },
    }
}

fn is_later(success: Option<NaiveDate>, seen: Seen) -> bool {
    // A day is later than none.
    matches!(seen, Seen::Success(before) if success > before)
}
