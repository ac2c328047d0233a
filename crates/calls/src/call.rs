//! One call: a client account with its reasons, as they stand today.

use std::sync::Arc;

use chrono::NaiveDate;
use opportunity_core::{Account, AccountSip};

use crate::chances::Chances;
use crate::event::{Action, Reach, WorkEvent};
use crate::judged::{AccountReasons, Also, key_of, reasons_of};
use crate::reason::Reason;
use crate::standing::{Held, ReasonState, StandingNow, state_of};
use crate::weighing::{ToWeigh, Weighed, WeighedReason, weigh};

/// What was done about a client, under every agent, as far as it bears on running spells.
#[derive(Clone, Debug, Default)]
pub struct ClientWork {
    /// The events, oldest first.
    pub events: Vec<Arc<WorkEvent>>,
    /// Whether the directory says that the client is not to be contacted.
    pub no_contact: bool,
}

/// A client account with at least one reason.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    /// The account.
    pub account: Account<'a>,
    /// The reasons, in the order in which they are read.
    pub reasons: Vec<CallReason<'a>>,
    /// What stands beside them.
    pub also: Vec<Also<'a>>,
    /// What it comes to; its `reasons` are in the order in which they were found.
    pub weighed: Weighed,
}

/// A reason of a call.
#[derive(Clone, Debug)]
pub struct CallReason<'a> {
    /// The SIP; none of the account's own.
    pub sip: Option<AccountSip<'a>>,
    /// The reason.
    pub reason: Reason,
    /// Whether it counts, and for how much.
    pub weighed: WeighedReason,
    /// Its state.
    pub state: ReasonState<'a>,
    /// Its place among the account's reasons as they were found.
    pub found_at: usize,
}

impl<'a> Call<'a> {
    /// The call of an account on a day; none where there is no reason for one.
    #[must_use]
    pub fn of(
        account: Account<'a>,
        as_of: NaiveDate,
        work: &'a ClientWork,
        today: NaiveDate,
        chances: &Chances,
    ) -> Option<Self> {
        let AccountReasons { reasons: found, also } = reasons_of(account, as_of);
        if found.is_empty() {
            return None;
        }
        let states = states_of(account, &found, work, today);
        let to_weigh: Vec<ToWeigh<'_>> = found
            .iter()
            .zip(&states)
            .map(|((sip, reason), state)| ToWeigh {
                sip_meta_id: sip.map(AccountSip::sip_meta_id),
                reason: *reason,
                state: state.state,
                promise_broken: state.promise_broken,
            })
            .collect();
        let weighed = weigh(&to_weigh, chances);
        let reasons = weighed.reading_order(&to_weigh).into_iter().map(|place| CallReason {
            sip: found[place].0,
            reason: found[place].1,
            weighed: weighed.reasons[place],
            state: states[place],
            found_at: place,
        });
        let reasons = reasons.collect();
        Some(Self { account, reasons, also, weighed })
    }

    /// Its reasons in the order in which they were found, as they were weighed.
    #[must_use]
    pub fn as_found(&self) -> (Vec<ToWeigh<'a>>, &Weighed) {
        let mut reasons: Vec<&CallReason<'a>> = self.reasons.iter().collect();
        reasons.sort_unstable_by_key(|reason| reason.found_at);
        let to_weigh = reasons.into_iter().map(|reason| ToWeigh {
            sip_meta_id: reason.sip.map(AccountSip::sip_meta_id),
            reason: reason.reason,
            state: reason.state.state,
            promise_broken: reason.state.promise_broken,
        });
        (to_weigh.collect(), &self.weighed)
    }

    /// The reason that a call opens with: the first that counts.
    #[must_use]
    pub fn opening(&self) -> Option<&CallReason<'a>> {
        self.reasons.iter().find(|reason| reason.weighed.counts)
    }

    /// The text of the key of one of its reasons.
    #[must_use]
    pub fn key(&self, reason: &CallReason<'a>) -> String {
        key_of(self.account, reason.sip, reason.reason.nature()).to_string()
    }
}

fn states_of<'a>(
    account: Account<'a>,
    found: &[(Option<AccountSip<'a>>, Reason)],
    work: &'a ClientWork,
    today: NaiveDate,
) -> Vec<ReasonState<'a>> {
    if work.events.is_empty() && !work.no_contact {
        return vec![ReasonState::UNTOUCHED; found.len()];
    }
    let events = || work.events.iter().map(|event| &**event);
    let of_account: Vec<&WorkEvent> = events()
        .filter(|event| event.agent_id == account.agent_id())
        .filter(|event| {
            event.action == Action::Reopened || event.dismisses() == Some(Reach::Account)
        })
        .collect();
    let of_client: Vec<&WorkEvent> =
        events().filter(|event| event.dismisses() == Some(Reach::Client)).collect();
    let state = |(sip, reason): &(Option<AccountSip<'a>>, Reason)| {
        let key = key_of(account, *sip, reason.nature()).to_string();
        let own: Vec<&WorkEvent> = events().filter(|event| event.is_of_spell(&key)).collect();
        let held = Held {
            key: &key,
            own: &own,
            of_account: &of_account,
            of_client: &of_client,
            no_contact: work.no_contact,
        };
        let now = StandingNow { today, mark: reason.mark, record_as_of: reason.record_as_of };
        state_of(&held, now)
    };
    found.iter().map(state).collect()
}
