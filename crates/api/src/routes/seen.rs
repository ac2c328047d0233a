//! What somebody sees of work: that of their agents, and what is about SIPs and clients that are theirs
//! now, as far as it is.

use std::sync::Arc;

use access::Caller;
use calls::{ReasonKey, WorkEvent};
use opportunity_core::Book;

use crate::answers::work_event::{SeenEvent, is_of_client};

/// Whose a reason of an event is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// A SIP of an agent whom the caller sees.
    Seen,
    /// A SIP of another agent.
    Others,
    /// No SIP of the client that the book has.
    Nobodys,
}

fn whose(book: &Book, caller: &Caller, user_id: &str, key: &str) -> Whose {
    let key = ReasonKey::parse(key).ok();
    let Some(sip) = key.as_ref().and_then(ReasonKey::sip_meta_id) else { return Whose::Nobodys };
    let account = book.accounts_of(user_id).find(|account| account.sip(sip).is_some());
    match account {
        Some(account) if caller.sees_agent(account.agent_id()) => Whose::Seen,
        Some(_) => Whose::Others,
        None => Whose::Nobodys,
    }
}

/// Whether somebody sees an event at all.
pub(super) fn sees(book: &Book, caller: &Caller, event: &WorkEvent) -> bool {
    let is_of_theirs = || {
        let of_reason = |key: &str| whose(book, caller, &event.user_id, key) == Whose::Seen;
        event.reasons.iter().any(|worked| of_reason(&worked.key))
    };
    let is_their_client = || {
        let mut accounts = book.accounts_of(&event.user_id);
        is_of_client(event) && accounts.any(|account| caller.sees_agent(account.agent_id()))
    };
    event.by == caller.id
        || caller.sees_agent(&event.agent_id)
        || is_of_theirs()
        || is_their_client()
}

/// Whether an event is about nothing that is another agent's now, whom the caller does not see.
pub(super) fn is_about_nobody_else(book: &Book, caller: &Caller, event: &WorkEvent) -> bool {
    let is_others = |key: &str| whose(book, caller, &event.user_id, key) == Whose::Others;
    !event.reasons.iter().any(|worked| is_others(&worked.key))
}

/// An event as somebody sees it. What another agent noted is shown where all of it is about SIPs that
/// have moved to those whom the caller sees; of a client who is not to be contacted it is not.
pub(super) fn seen_event(book: &Book, caller: &Caller, event: &WorkEvent) -> SeenEvent {
    if event.by == caller.id || caller.sees_agent(&event.agent_id) {
        return SeenEvent { event: Arc::new(event.clone()), shows_note: true };
    }
    let mut shown = event.clone();
    shown.reasons.retain(|worked| whose(book, caller, &event.user_id, &worked.key) == Whose::Seen);
    let is_all = shown.reasons.len() == event.reasons.len();
    SeenEvent { shows_note: is_all && !is_of_client(event), event: Arc::new(shown) }
}
