//! A SIP as the rules scan it: small, and with all that no date or threshold changes worked out.

use core::num::NonZeroU8;

use chrono::NaiveDate;

use crate::bad_facts::BadFacts;
use crate::debits::{Debits, Paid, is_paused};
use crate::facts::SipFacts;
use crate::money::Paise;
use crate::range::{lifetime, positive};
use crate::silence::Silence;
use crate::standing::Standing;

/// What the rules scan of one SIP, in 64 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SipDigest {
    instalment_paise: i64,
    invested_paise: i64,
    failed_paise: i64,
    debit_days: NonZeroU8,
    running_since: Option<NaiveDate>,
    end_date: Option<NaiveDate>,
    latest_success: Option<NaiveDate>,
    paused_from: Option<NaiveDate>,
    record_as_of: NaiveDate,
    debits: Debits,
    paid: Paid,
    standing: Standing,
    is_active: bool,
    deleted: bool,
    paused: bool,
    lacks_mandate: bool,
    has_step_up: bool,
}

/// A book has as many of these as SIPs, and a scan goes through all of them, a cache line each: a
/// field more costs a server gigabytes at a hundred million SIPs, so that growth is a decision. What only some SIPs
/// have, or nobody scans, belongs into a column beside the digests.
const _: () = assert!(size_of::<SipDigest>() == 64);

impl SipDigest {
    /// Works out what `facts` say.
    ///
    /// # Errors
    /// [`BadFacts::OutOfRange`] for an instalment that is not above zero, a negative amount, and
    /// 10^13 rupees or more.
    pub fn new(facts: &SipFacts<'_>) -> Result<Self, BadFacts> {
        lifetime("pending_amount", facts.pending_amount)?;
        lifetime("in_progress_amount", facts.in_progress_amount)?;
        Ok(Self {
            instalment_paise: positive("amount", facts.amount)?,
            invested_paise: lifetime("success_amount", facts.success_amount)?,
            failed_paise: lifetime("failed_amount", facts.failed_amount)?,
            debit_days: facts.debit_days(),
            running_since: facts.running_since(),
            end_date: facts.end_date,
            latest_success: facts.latest_success_order_date,
            paused_from: facts.paused_from,
            record_as_of: facts.record_as_of,
            debits: Debits::of(facts),
            paid: Paid::of(facts),
            standing: Standing::of(facts.status),
            is_active: facts.is_active(),
            deleted: facts.is_deleted(),
            paused: is_paused(facts),
            lacks_mandate: facts.lacks_mandate(),
            has_step_up: facts.step_up().is_some(),
        })
    }

    /// Today's instalment.
    #[must_use]
    pub fn instalment(&self) -> Paise {
        Paise(self.instalment_paise.into())
    }

    /// Lifetime money of the debits that went through; zero where the record does not say.
    #[must_use]
    pub fn total_invested(&self) -> Paise {
        Paise(self.invested_paise.into())
    }

    /// Lifetime money whose debit failed.
    #[must_use]
    pub fn failed_amount(&self) -> Paise {
        Paise(self.failed_paise.into())
    }

    /// How many debits a month has.
    #[must_use]
    pub fn debit_days(&self) -> NonZeroU8 {
        self.debit_days
    }

    /// Instalment times debit days: what the client invests a month.
    #[must_use]
    pub fn monthly_amount(&self) -> Paise {
        self.instalment().times(self.debit_days.get().into())
    }

    /// Whether a step-up was agreed.
    #[must_use]
    pub fn has_step_up(&self) -> bool {
        self.has_step_up
    }

    /// Since when it runs: the earlier of its start date and its first payment.
    #[must_use]
    pub fn running_since(&self) -> Option<NaiveDate> {
        self.running_since
    }

    /// The newest debit that went through.
    #[must_use]
    pub fn latest_success(&self) -> Option<NaiveDate> {
        self.latest_success
    }

    /// The date of the newest import that held this very record.
    #[must_use]
    pub fn record_as_of(&self) -> NaiveDate {
        self.record_as_of
    }

    /// Active, and its end date not before `as_of`.
    #[must_use]
    pub fn is_live(&self, as_of: NaiveDate) -> bool {
        self.is_active && !self.has_ended(as_of)
    }

    /// The first reason for which it is not live.
    pub(crate) fn check_live(&self, as_of: NaiveDate) -> Result<(), Silence> {
        if !self.deleted && !self.is_active {
            return Err(Silence::NotActive);
        }
        self.check_kept(as_of)
    }

    /// The first reason for which it neither runs nor could run again.
    pub(crate) fn check_kept(&self, as_of: NaiveDate) -> Result<(), Silence> {
        if self.deleted {
            Err(Silence::Deleted)
        } else if self.has_ended(as_of) {
            Err(Silence::Ended)
        } else {
            Ok(())
        }
    }

    /// The last day of the SIP, where it has one.
    #[must_use]
    pub fn end_date(&self) -> Option<NaiveDate> {
        self.end_date
    }

    /// Whether its end date lies before `as_of`.
    #[must_use]
    pub fn has_ended(&self, as_of: NaiveDate) -> bool {
        self.end_date.is_some_and(|end| end < as_of)
    }

    /// Active and not deleted.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.is_active
    }

    /// Whether it was deleted.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.deleted
    }

    /// Whether it is paused on its record's date.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// The first day of its pause, past or present.
    #[must_use]
    pub fn paused_from(&self) -> Option<NaiveDate> {
        self.paused_from
    }

    /// Whether there is no mandate to debit by.
    #[must_use]
    pub fn lacks_mandate(&self) -> bool {
        self.lacks_mandate
    }

    /// How many debits it missed, as far as its record shows; none where nobody can tell. Whether it
    /// is live and not paused, so that it is debited at all, is another question.
    #[must_use]
    pub fn missed_debits(&self) -> Option<u32> {
        match self.debits {
            Debits::Silent => None,
            Debits::NoneMissed { .. } => Some(0),
            Debits::Missed { count, .. } => Some(count.get().into()),
        }
    }

    pub(crate) fn debits(&self) -> Debits {
        self.debits
    }

    pub(crate) fn paid(&self) -> Paid {
        self.paid
    }

    pub(crate) fn standing(&self) -> Standing {
        self.standing
    }
}
