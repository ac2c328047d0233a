//! The totals of a book, added up, and what of them differs from those before.

use std::collections::{HashMap, HashSet};

use opportunity_core::{Account, AccountSip, Kind, Paise};

use crate::chances::Chances;
use crate::change::{Change, ChangeKind};
use crate::reason::Reason;
use crate::spell::SpellEnd;
use crate::totals::{KindTotals, Level, Levels, WHOLE_BOOK};
use crate::weighing::{ToWeigh, weigh};

/// The totals of an agent and a kind in a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentTotals {
    /// The agent, or [`WHOLE_BOOK`].
    pub agent_id: Box<str>,
    /// The kind.
    pub kind: Kind,
    /// The totals.
    pub totals: KindTotals,
}

/// Totals that are being added up.
#[derive(Debug, Default)]
pub(crate) struct BookTotals {
    levels: HashMap<Box<str>, [Level; Kind::ALL.len()]>,
    whole: [Level; Kind::ALL.len()],
    chances: Chances,
}

impl BookTotals {
    pub(crate) fn add(
        &mut self,
        account: Account<'_>,
        reasons: &[(Option<AccountSip<'_>>, Reason)],
    ) {
        if reasons.is_empty() {
            return;
        }
        let to_weigh: Vec<ToWeigh<'_>> = reasons.iter().map(ToWeigh::untouched).collect();
        let weighed = weigh(&to_weigh, &self.chances);
        if !self.levels.contains_key(account.agent_id()) {
            self.levels.insert(account.agent_id().into(), <[Level; Kind::ALL.len()]>::default());
        }
        let Some(of_agent) = self.levels.get_mut(account.agent_id()) else { return };
        for ((_, reason), it) in reasons.iter().zip(&weighed.reasons) {
            let counted = if it.counts { reason.monthly_value } else { Paise::ZERO };
            for level in [&mut of_agent[reason.kind.index()], &mut self.whole[reason.kind.index()]]
            {
                level.count += 1;
                level.monthly_value += counted;
                level.potential_increase += reason.potential_increase;
            }
        }
    }

    /// What differs from the totals before, with what came and went.
    pub(crate) fn since(mut self, before: &Levels, changes: &[Change]) -> Vec<AgentTotals> {
        self.levels.insert(WHOLE_BOOK.into(), self.whole);
        let mut rows: HashMap<(Box<str>, usize), KindTotals> = HashMap::new();
        let agents: HashSet<&Box<str>> = self.levels.keys().chain(before.keys()).collect();
        for agent in agents {
            let now = self.levels.get(agent).copied().unwrap_or_default();
            let then = before.get(agent).copied().unwrap_or_default();
            for kind in Kind::ALL.map(Kind::index) {
                if now[kind] != then[kind] {
                    let row = rows.entry((agent.clone(), kind)).or_default();
                    row.level = now[kind];
                }
            }
        }
        for change in changes {
            for agent in [&*change.agent_id, WHOLE_BOOK] {
                let kind = change.kind.index();
                let level = self.levels.get(agent).copied().unwrap_or_default()[kind];
                let row = rows.entry((agent.into(), kind)).or_default();
                row.level = level;
                row.appeared += u64::from(change.change == ChangeKind::Appeared);
                row.ended += u64::from(change.change == ChangeKind::Ended);
                row.recovered += u64::from(change.why == Some(SpellEnd::Recovered));
            }
        }
        let mut rows: Vec<AgentTotals> = rows
            .into_iter()
            .map(|((agent_id, kind), totals)| AgentTotals {
                agent_id,
                kind: Kind::ALL[kind],
                totals,
            })
            .collect();
        rows.sort_unstable_by(|a, b| (&a.agent_id, a.kind).cmp(&(&b.agent_id, b.kind)));
        rows
    }
}
