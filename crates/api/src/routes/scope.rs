//! Whose clients a question is about, as the database is asked.

use opportunity_core::{Book, Scope};

/// The internal ids of the agents in scope; none for everyone's.
pub(super) fn internal_ids(book: &Book, scope: &Scope) -> Option<Vec<String>> {
    match scope {
        Scope::Everyone => None,
        Scope::Agent(id) => {
            // An agent who has no SIPs any more may have a past. PostgreSQL's text holds no NUL.
            let own = Some(id.as_str()).filter(|id| !id.contains('\0'));
            let known = book.agents_known_as(id).chain(own).map(str::to_owned);
            let mut ids: Vec<String> = known.collect();
            ids.sort_unstable();
            ids.dedup();
            Some(ids)
        }
        Scope::Agents(ids) => Some(ids.clone()),
    }
}
