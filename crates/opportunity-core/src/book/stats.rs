//! Totals over all opportunities, capped nowhere.

use super::layout::Book;
use super::query::Query;
use super::tally::Stats;
use crate::rules::Kind;

impl Book {
    /// The totals of what a query finds.
    #[must_use]
    pub fn stats(&self, query: &Query) -> Stats {
        let mut stats = Stats::default();
        let open = self.open_kinds(query);
        if let Some(part) = self.part(&query.scope) {
            let ranked = self.ranked_stats(part);
            for kind in Kind::ALL.into_iter().filter(|kind| query.asks_for(*kind)) {
                if !open.contains(&kind) {
                    stats.by_kind[kind.index()] = ranked.of(kind);
                }
            }
        }
        self.each_judgement(query, &open, |judgement, entry, _| {
            stats.add(entry.kind, judgement.potential_increase());
        });
        stats
    }
}
