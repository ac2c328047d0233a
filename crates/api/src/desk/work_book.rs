//! All work that bears on today's calls, client by client.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use calls::{Action, ClientWork, Reach, WorkByClient, WorkEvent};

/// All work that bears on today's calls, and up to which event it is known.
#[derive(Clone, Debug, Default)]
pub(super) struct WorkBook {
    by_client: WorkByClient,
    /// Every event up to this one is in it.
    newest: i64,
}

impl WorkBook {
    /// All that there is: events, oldest first, and whom the directory says not to contact.
    pub(super) fn of(events: Vec<WorkEvent>, newest: i64, no_contact: &HashSet<String>) -> Self {
        let mut book = Self { by_client: WorkByClient::new(), newest };
        for event in events {
            let work = book.by_client.entry(event.user_id.as_str().into()).or_default();
            Arc::make_mut(work).events.push(Arc::new(event));
        }
        for user_id in no_contact {
            let work = book.by_client.entry(user_id.as_str().into()).or_default();
            Arc::make_mut(work).no_contact = true;
        }
        book
    }

    pub(super) fn by_client(&self) -> &WorkByClient {
        &self.by_client
    }

    pub(super) fn newest(&self) -> i64 {
        self.newest
    }

    /// Adds events that are later than all that it has, and tells whose they are.
    pub(super) fn add(&mut self, events: Vec<WorkEvent>) -> BTreeSet<Box<str>> {
        let mut clients = BTreeSet::new();
        for event in events {
            self.newest = self.newest.max(event.work_id);
            let work = self.by_client.entry(event.user_id.as_str().into()).or_default();
            let work = Arc::make_mut(work);
            clients.insert(event.user_id.as_str().into());
            if let Some(undone) = event.undoes {
                work.events.retain(|earlier| earlier.work_id != undone);
            } else if bears(&event) {
                work.events.push(Arc::new(event));
            }
        }
        clients
    }

    /// What was done about a client; nothing where that was all taken back.
    pub(super) fn of_client(&self, user_id: &str) -> Arc<ClientWork> {
        self.by_client.get(user_id).cloned().unwrap_or_default()
    }
}

/// Whether an event may bear on a reason: on one whose spell runs, or on all of an account or client.
fn bears(event: &WorkEvent) -> bool {
    event.stands()
        && (event.action == Action::Reopened
            || matches!(event.dismisses(), Some(Reach::Account | Reach::Client))
            || event.reasons.iter().any(|worked| !worked.has_ended))
}
