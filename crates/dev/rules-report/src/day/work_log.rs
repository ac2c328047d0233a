//! What partners did, as the product keeps it.

use std::collections::HashMap;
use std::sync::Arc;

use calls::{
    Action, Call, CallReason, EndedSpell, NewWork, Promise, WorkByClient, WorkEvent, Worked,
};
use chrono::{NaiveDate, NaiveTime};

/// All that was done.
#[derive(Debug, Default)]
pub(crate) struct WorkLog {
    pub(crate) by_client: WorkByClient,
    /// The last promise of each spell that runs, by key.
    promises: HashMap<Box<str>, Promise>,
    /// The newest event on each key, and how its spell ended since, if it did.
    last: HashMap<Box<str>, LastWork>,
    written: i64,
}

/// The newest event on a key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LastWork {
    pub(crate) action: Action,
    /// Until when it put the reason off, where a day was said.
    pub(crate) until: Option<NaiveDate>,
    /// By when a promise is to be kept.
    pub(crate) check_on: Option<NaiveDate>,
    /// How bad it was.
    pub(crate) mark: u8,
    /// Whether the spell that it was of has ended by a recovery; none while it runs.
    pub(crate) has_recovered: Option<bool>,
}

impl WorkLog {
    /// Writes down what was done about some reasons of a call.
    pub(crate) fn write(
        &mut self,
        call: &Call<'_>,
        reasons: &[&CallReason<'_>],
        work: NewWork,
        today: NaiveDate,
        book_as_of: NaiveDate,
    ) {
        self.written += 1;
        let NewWork { action, outcome, dismissal, until, check_on, note } = work;
        let account = call.account;
        let event = WorkEvent {
            work_id: self.written,
            at: today.and_time(NaiveTime::MIN).and_utc(),
            by: account.agent_id().to_owned(),
            agent_id: account.agent_id().to_owned(),
            user_id: account.user_id().to_owned(),
            action,
            outcome,
            dismissal,
            until,
            check_on,
            note,
            reasons: reasons.iter().map(|reason| worked(call, reason)).collect(),
            undoes: None,
            undone_by: None,
            book_as_of,
        };
        for Worked { key, mark, .. } in &event.reasons {
            let last = LastWork { action, until, check_on, mark: *mark, has_recovered: None };
            self.last.insert(key.clone(), last);
            if let (Action::Promised, Some(check_on)) = (action, check_on) {
                let promise = Promise { day: today, book_as_of, check_on };
                self.promises.insert(key.clone(), promise);
            }
        }
        let work = self.by_client.entry(account.user_id().into()).or_default();
        Arc::make_mut(work).events.push(Arc::new(event));
    }

    /// Marks the work of a spell that has ended, and gives the promise that claims it.
    pub(crate) fn end(&mut self, ended: &EndedSpell) -> Option<Promise> {
        if let Some(work) = self.by_client.get_mut(&ended.spell.user_id) {
            for event in &mut Arc::make_mut(work).events {
                if event.is_of_spell(&ended.key) {
                    mark_ended(Arc::make_mut(event), &ended.key);
                }
            }
        }
        if let Some(last) = self.last.get_mut(&ended.key) {
            last.has_recovered.get_or_insert(ended.is_recovery());
        }
        self.promises.remove(&ended.key)
    }

    /// The promises of spells that run, by their keys.
    pub(crate) fn running_promises(&self) -> impl Iterator<Item = (&str, Promise)> {
        self.promises.iter().map(|(key, promise)| (&**key, *promise))
    }

    /// Whether a promise about a key waits on a day.
    pub(crate) fn waits(&self, key: &str, day: NaiveDate) -> bool {
        self.promises.get(key).is_some_and(|promise| day < promise.check_on)
    }

    /// The newest event on a key.
    pub(crate) fn last(&self, key: &str) -> Option<LastWork> {
        self.last.get(key).copied()
    }

    /// Whether anything was ever done about a client.
    pub(crate) fn knows(&self, user_id: &str) -> bool {
        self.by_client.contains_key(user_id)
    }
}

fn worked(call: &Call<'_>, reason: &CallReason<'_>) -> Worked {
    Worked {
        key: call.key(reason).into(),
        kind: reason.reason.kind,
        mark: reason.reason.mark,
        has_ended: false,
    }
}

fn mark_ended(event: &mut WorkEvent, key: &str) {
    for worked in event.reasons.iter_mut().filter(|worked| *worked.key == *key) {
        worked.has_ended = true;
    }
}
