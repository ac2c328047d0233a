//! The order of opportunities.

use core::cmp::{Ordering, Reverse};

use super::layout::Book;
use super::ranking::{Candidate, Entry};
use super::texts::beginning;
use crate::rules::Subject;

impl Book {
    /// Puts them in order as [`Book::order`] has it, looking up ids only where all else is equal.
    pub(super) fn sort(&self, found: &mut [Candidate]) {
        let rank = |candidate: &Candidate| (Reverse(candidate.key), candidate.entry.kind);
        found.sort_unstable_by_key(rank);
        for equals in found.chunk_by_mut(|a, b| rank(a) == rank(b)) {
            equals.sort_by_cached_key(|candidate| {
                let ids = self.ids_in_order(candidate.entry);
                (beginning(ids[0]), ids)
            });
        }
    }

    /// The larger key first; then the kind; then SIP, client and agent, by bytes.
    pub(super) fn order(&self, a: &Candidate, b: &Candidate) -> Ordering {
        b.key
            .cmp(&a.key)
            .then_with(|| a.entry.kind.cmp(&b.entry.kind))
            .then_with(|| self.ids_in_order(a.entry).cmp(&self.ids_in_order(b.entry)))
    }

    fn ids_in_order(&self, entry: Entry) -> [&str; 2] {
        let place = entry.place as usize;
        match entry.kind.rule().subject {
            // A book has each SIP once, so that its id alone decides.
            Subject::Sip { .. } => [self.sip_ids.get(place), ""],
            Subject::Client { .. } => {
                [self.user_ids.get(place), &self.agent_of_client(place).agent_id]
            }
        }
    }
}
