//! What counts, what a call is worth, and which calls a question finds, once more in the plainest words.

use std::cmp::Reverse;
use std::collections::HashSet;

use calls::{Call, CallQuery, ClientWork, Nature, State, Whose, WorkByClient};
use chrono::NaiveDate;
use opportunity_core::{Book, Kind};

use crate::support::call_of;

/// A call, worked out from the states of its reasons.
#[derive(Clone, Debug)]
pub(crate) struct NaiveCall {
    pub(crate) user_id: String,
    pub(crate) agent_id: String,
    pub(crate) agent: usize,
    pub(crate) state: State,
    pub(crate) goes_first: bool,
    pub(crate) promise_broken: bool,
    pub(crate) priority: i128,
    pub(crate) risk: u16,
    pub(crate) monthly_value: i128,
    pub(crate) expected_value: i128,
    /// Kind, state, value and expected value of what counts.
    pub(crate) counting: Vec<(Kind, State, i128, i128)>,
    pub(crate) is_new: bool,
    /// What counts and what is held back, by key.
    pub(crate) marks: Vec<(String, bool, bool)>,
}

/// Hundredths of a percent.
fn chance(kind: Kind) -> i128 {
    match kind.name() {
        "missed_debits" | "lost_mandates" => 6_000,
        "never_started" => 3_500,
        "stopped_sips" => 2_000,
        "failed_sips" => 4_000,
        "ending_sips" => 5_000,
        "paused_sips" | "no_sip_increase" => 3_000,
        _ => 1_500,
    }
}

fn half_up(numerator: i128, denominator: i128) -> i128 {
    (2 * numerator + denominator) / (2 * denominator)
}

/// Weighs a call by the states of its reasons alone.
pub(crate) fn naive(call: &Call<'_>, told: &HashSet<Box<str>>) -> NaiveCall {
    let reasons = &call.reasons;
    let is_whole = reasons.iter().all(|it| it.state.state == State::Dismissed);
    let bears: Vec<_> =
        reasons.iter().filter(|it| is_whole || it.state.state != State::Dismissed).collect();
    let sip = |it: &calls::CallReason<'_>| it.sip.map(|sip| sip.sip_meta_id().to_owned());
    let has = |natures: &[Nature], id: Option<Option<String>>| {
        bears.iter().any(|it| {
            natures.contains(&it.reason.nature()) && id.as_ref().is_none_or(|id| *id == sip(it))
        })
    };
    let has_repair = has(&[Nature::Repair], None);
    let mut marks = Vec::new();
    let mut counting = Vec::new();
    for it in reasons {
        let is_bearing = is_whole || it.state.state != State::Dismissed;
        let counts = is_bearing
            && match it.reason.nature() {
                Nature::Repair => true,
                Nature::Keep => !has(&[Nature::Repair], Some(sip(it))),
                Nature::Account => !has(&[Nature::Repair, Nature::Keep], None),
                Nature::Grow => !has_repair,
            };
        marks.push((call.key(it), counts, it.reason.nature() == Nature::Grow && has_repair));
        if counts {
            counting.push(it);
        }
    }
    let order = [State::Open, State::Waiting, State::Snoozed, State::Dismissed];
    let is_in = |state: State| counting.iter().any(|it| it.state.state == state);
    let state = order.into_iter().find(|state| is_in(*state)).unwrap();
    let value = |it: &calls::CallReason<'_>| it.reason.monthly_value.paise();
    let expected = |it: &calls::CallReason<'_>| half_up(chance(it.reason.kind) * value(it), 10_000);
    let part = |it: &calls::CallReason<'_>| {
        let risk = i128::from(it.reason.risk_score.hundredths());
        half_up(chance(it.reason.kind) * value(it) * (1_000 + risk), 10_000_000)
    };
    let pressing: Vec<_> = counting.iter().filter(|it| it.state.state == state).collect();
    let is_repair_or_keep =
        |it: &calls::CallReason<'_>| [Nature::Repair, Nature::Keep].contains(&it.reason.nature());
    NaiveCall {
        user_id: call.account.user_id().to_owned(),
        agent_id: call.account.agent_id().to_owned(),
        agent: call.account.agent_place(),
        state,
        goes_first: counting.iter().any(|it| it.state.promise_broken && is_repair_or_keep(it)),
        promise_broken: counting.iter().any(|it| it.state.promise_broken),
        priority: pressing.iter().map(|it| part(it)).sum(),
        risk: counting.iter().map(|it| it.reason.risk_score.hundredths()).max().unwrap(),
        monthly_value: pressing.iter().map(|it| value(it)).sum(),
        expected_value: pressing.iter().map(|it| expected(it)).sum(),
        counting: counting
            .iter()
            .map(|it| (it.reason.kind, it.state.state, value(it), expected(it)))
            .collect(),
        is_new: reasons.iter().any(|it| told.contains(call.key(it).as_str())),
        marks,
    }
}

/// Every call of a book, in order.
pub(crate) fn all_calls(
    book: &Book,
    work: &WorkByClient,
    told: &HashSet<Box<str>>,
    today: NaiveDate,
) -> Vec<NaiveCall> {
    let nothing = ClientWork::default();
    let mut calls: Vec<NaiveCall> = book
        .accounts()
        .filter_map(|account| {
            let done = work.get(account.user_id()).map_or(&nothing, |work| &**work);
            Some(naive(&call_of(account, book, done, today)?, told))
        })
        .collect();
    calls.sort_by_key(|it| {
        let ids = (it.user_id.clone(), it.agent_id.clone());
        (Reverse((it.goes_first, it.priority, it.risk)), ids)
    });
    calls
}

/// Whether a question finds a call.
pub(crate) fn finds(query: &CallQuery, call: &NaiveCall) -> bool {
    let is_theirs = match &query.whose {
        Whose::Everyones => true,
        Whose::Agents(agents) => agents.contains(&call.agent),
    };
    is_theirs
        && query.state.is_none_or(|state| state == call.state)
        && query.kind.is_none_or(|kind| call.counting.iter().any(|it| it.0 == kind))
        && (!query.is_new || (call.is_new && call.state == State::Open))
        && query.min_monthly_value.is_none_or(|least| call.monthly_value >= least.paise())
}
