//! What counts of an account's reasons, and what the call comes to.

use std::cmp::Reverse;

use opportunity_core::{AccountSip, Paise, RiskScore};

use crate::chances::Chances;
use crate::nature::Nature;
use crate::order::CallOrder;
use crate::reason::Reason;
use crate::standing::State;

/// A reason to be weighed.
#[derive(Clone, Copy, Debug)]
pub struct ToWeigh<'a> {
    /// The SIP; none of the account's own reason.
    pub sip_meta_id: Option<&'a str>,
    /// The reason.
    pub reason: Reason,
    /// Its state.
    pub state: State,
    /// Whether a promise about it was broken.
    pub promise_broken: bool,
}

impl<'a> ToWeigh<'a> {
    /// One of an account that nothing was done about.
    #[must_use]
    pub fn untouched((sip, reason): &(Option<AccountSip<'a>>, Reason)) -> Self {
        Self {
            sip_meta_id: sip.map(AccountSip::sip_meta_id),
            reason: *reason,
            state: State::Open,
            promise_broken: false,
        }
    }
}

/// What became of one reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WeighedReason {
    /// It is a part of the call.
    pub counts: bool,
    /// It would count, but a debit of the account bounces.
    pub held_back: bool,
    /// What it adds to the priority.
    pub part: Paise,
}

/// What a call comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// What became of each reason, in the order given.
    pub reasons: Vec<WeighedReason>,
    /// The most pressing state of what counts.
    pub state: State,
    /// A promise about something that counts was broken.
    pub promise_broken: bool,
    /// Rupees a month, of what counts and has the call's state.
    pub monthly_value: Paise,
    /// The same, each times its chance.
    pub expected_value: Paise,
    /// What orders it; `order.priority` is the call's priority.
    pub order: CallOrder,
}

/// Weighs the reasons of one account, at least one.
///
/// A SIP's repair counts, else its keep; the account's own reason where no SIP has either; grow
/// unless the account has repair. What is dismissed neither counts nor holds back, unless all is.
#[must_use]
pub fn weigh(reasons: &[ToWeigh<'_>], chances: &Chances) -> Weighed {
    let is_dismissed_whole = reasons.iter().all(|one| one.state == State::Dismissed);
    let bears = |one: &ToWeigh<'_>| is_dismissed_whole || one.state != State::Dismissed;
    let has = |natures: &[Nature], sip: Option<&str>| {
        reasons.iter().any(|one| {
            natures.contains(&one.reason.nature())
                && bears(one)
                && sip.is_none_or(|id| one.sip_meta_id == Some(id))
        })
    };
    let has_repair = has(&[Nature::Repair], None);
    let has_either = has_repair || has(&[Nature::Keep], None);
    let weighed = reasons.iter().map(|one| {
        let is_held_back = one.reason.nature() == Nature::Grow && has_repair;
        let would_count = match one.reason.nature() {
            Nature::Repair => true,
            Nature::Keep => !has(&[Nature::Repair], one.sip_meta_id),
            Nature::Account => !has_either,
            Nature::Grow => !is_held_back,
        };
        let counts = would_count && bears(one);
        WeighedReason { counts, held_back: is_held_back, part: Paise::ZERO }
    });
    sum_up(reasons, weighed.collect(), chances)
}

fn sum_up(reasons: &[ToWeigh<'_>], mut weighed: Vec<WeighedReason>, chances: &Chances) -> Weighed {
    let counting = || reasons.iter().zip(&weighed).filter(|(_, it)| it.counts).map(|(one, _)| one);
    let state = counting().map(|one| one.state).min().unwrap_or(State::Dismissed);
    let is_of_repair_or_keep =
        |one: &ToWeigh<'_>| matches!(one.reason.nature(), Nature::Repair | Nature::Keep);
    let promise_broken = counting().any(|one| one.promise_broken);
    let is_broken = counting().any(|one| one.promise_broken && is_of_repair_or_keep(one));
    let risk_score: RiskScore =
        counting().map(|one| one.reason.risk_score).max().unwrap_or_default();
    let (mut monthly_value, mut expected_value, mut priority) =
        (Paise::ZERO, Paise::ZERO, Paise::ZERO);
    for (one, it) in reasons.iter().zip(&mut weighed) {
        if it.counts && one.state == state {
            let chance = chances.of(one.reason.kind);
            let value = one.reason.monthly_value;
            it.part = chance.part_in_priority(value, one.reason.risk_score);
            monthly_value += value;
            expected_value += chance.expected(value);
            priority += it.part;
        }
    }
    let order = CallOrder { is_broken, priority, risk_score };
    Weighed { reasons: weighed, state, promise_broken, monthly_value, expected_value, order }
}

impl Weighed {
    /// The order in which the reasons stand, as places of those given: by their part in priority,
    /// then kind, then SIP.
    #[must_use]
    pub fn reading_order(&self, reasons: &[ToWeigh<'_>]) -> Vec<usize> {
        let mut places: Vec<usize> = (0..reasons.len()).collect();
        places.sort_by_key(|place| {
            let one = &reasons[*place];
            (Reverse(self.reasons[*place].part), Nature::place_of(one.reason.kind), one.sip_meta_id)
        });
        places
    }

    /// The first that counts, of places in reading order.
    #[must_use]
    pub fn opening(&self, reading_order: &[usize]) -> Option<usize> {
        reading_order.iter().copied().find(|place| self.reasons[*place].counts)
    }
}
