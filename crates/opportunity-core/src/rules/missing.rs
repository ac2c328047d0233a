//! What the kinds about missing debits have in common.

use chrono::NaiveDate;

use super::cause::Cause;
use super::running::check_debited;
use crate::debits::Debits;
use crate::detail::{DetailField, DetailShape};
use crate::digest::SipDigest;
use crate::silence::Silence;
use crate::threshold::{Threshold, Unit};

/// The debits that a SIP missed.
#[derive(Clone, Copy)]
pub(super) struct Missing {
    pub(super) count: u32,
    pub(super) since: NaiveDate,
    pub(super) cancels_on: Option<NaiveDate>,
}

impl Missing {
    /// The debits that a live SIP missed, or why there are none.
    pub(super) fn of(sip: &SipDigest, as_of: NaiveDate) -> Result<Self, Silence> {
        check_debited(sip, as_of)?;
        match sip.debits() {
            Debits::Silent => Err(Silence::DebitsUnknown),
            Debits::NoneMissed { .. } => Err(Silence::NothingMissed),
            Debits::Missed { count, since, cancels_on } => {
                Ok(Self { count: count.get().into(), since, cancels_on })
            }
        }
    }

    /// Silent below a threshold.
    pub(super) fn at_least(self, least: u32) -> Result<Self, Silence> {
        if self.count < least { Err(Silence::TooFew) } else { Ok(self) }
    }
}

pub(super) const MIN_MISSED_DEBITS: usize = 0;

/// The threshold of all of them, with the least it takes, which is its default.
pub(super) const fn min_missed_debits(least: i64) -> Threshold {
    Threshold {
        name: "min_missed_debits",
        unit: Unit::Debits,
        least,
        default: least,
        meaning: "Debits that are missing.",
    }
}

pub(super) const MISSED_DEBITS: DetailField =
    DetailField::new("missed_debits", DetailShape::Count, "Debits that are missing.");

pub(super) const MISSED_SINCE: DetailField =
    DetailField::new("missed_since", DetailShape::Date, "The first of these debits.");

pub(super) const CAUSE: DetailField =
    DetailField::new("cause", DetailShape::Word(Cause::NAMES), Cause::MEANING);
