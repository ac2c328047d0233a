//! Debits that are missing: what a record shows of the debits that fell due since the latest payment.
//!
//! It goes by the record's own date: what an old record does not show is not missed.

use core::num::NonZeroU16;

use chrono::{Days, NaiveDate};

use crate::debit_days::{DebitDays, DueDebits, Span};
use crate::facts::SipFacts;
use crate::standing::Standing;

/// A debit is told of within so many days.
const TOLD_WITHIN: Days = Days::new(7);

/// That many in a row that fail end a SIP: the rule of India's fund houses (AMFI) since April 2024.
pub(crate) const MISSED_THAT_END: u32 = 3;

/// Whether anything was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paid {
    /// There is a latest payment.
    Something,
    /// There is none, and none is counted.
    Nothing,
    /// Payments are counted of which none has a date.
    Unclear,
}

/// The debits since the latest payment, or since the start where nothing was ever paid. Whether the
/// SIP is live and not paused, so that it is debited at all, is for the rules to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Debits {
    /// The record does not tell when it is debited.
    Silent,
    /// None was missed.
    NoneMissed {
        /// The first that falls due after the record's date, before the SIP ends.
        next: Option<NaiveDate>,
    },
    /// Some were.
    Missed {
        /// How many, as far as 16 bits count.
        count: NonZeroU16,
        /// The first of them.
        since: NaiveDate,
        /// The day of the debit that ends the SIP if it fails too.
        cancels_on: Option<NaiveDate>,
    },
}

impl Paid {
    pub(crate) fn of(facts: &SipFacts<'_>) -> Self {
        match (facts.latest_success_order_date, facts.success_count) {
            (Some(_), _) => Self::Something,
            (None, None | Some(0)) => Self::Nothing,
            (None, Some(_)) => Self::Unclear,
        }
    }
}

/// Whether it is paused on the record's date. An open end is told by the status alone.
pub(crate) fn is_paused(facts: &SipFacts<'_>) -> bool {
    let within = |(from, till): Span| (from..=till).contains(&facts.record_as_of);
    Standing::of(facts.status) == Standing::Paused || pause(facts).is_some_and(within)
}

fn pause(facts: &SipFacts<'_>) -> Option<Span> {
    facts.paused_from.zip(facts.paused_till)
}

impl Debits {
    pub(crate) fn of(facts: &SipFacts<'_>) -> Self {
        let (Some(days), Some(after)) = (debit_days(facts), counted_after(facts)) else {
            return Self::Silent;
        };
        let due = DueDebits::new(days, pause(facts));
        let known_until = facts.record_as_of.checked_sub_days(TOLD_WITHIN);
        let under_way = u32::from(Standing::of(facts.status) == Standing::InProgress);
        let counted = known_until.map_or(0, |until| due.count(after, until, u16::MAX.into()));
        let count = counted.saturating_sub(under_way);
        let missed = u16::try_from(count).ok().and_then(NonZeroU16::new);
        match missed.zip(due.next(after)) {
            Some((count, since)) => {
                let cancels_on = due.nth(after, MISSED_THAT_END + under_way);
                Self::Missed { count, since, cancels_on }
            }
            None => {
                let next = due.next(after.max(facts.record_as_of));
                let in_time = |day: &NaiveDate| facts.end_date.is_none_or(|end| *day <= end);
                Self::NoneMissed { next: next.filter(in_time) }
            }
        }
    }
}

/// The days that are listed, else that of the latest payment, else that of the start.
fn debit_days(facts: &SipFacts<'_>) -> Option<DebitDays> {
    let listed = facts.sip_days.map(DebitDays::listed).filter(|days| days.count() > 0);
    let like = || facts.latest_success_order_date.or(facts.start_date).map(DebitDays::on);
    listed.or_else(like)
}

/// Debits fall due after the latest payment; where nothing was ever paid, from the start on.
fn counted_after(facts: &SipFacts<'_>) -> Option<NaiveDate> {
    match Paid::of(facts) {
        Paid::Something => facts.latest_success_order_date,
        Paid::Nothing => facts.start_date?.pred_opt(),
        Paid::Unclear => None,
    }
}
