//! Books one after the other, each compared with the spells before it.

use calls::{
    Comparison, Elsewhere, RULES_VERSION, ReasonKey, RunningSpells, Settlement, Spell, Whereabouts,
};
use chrono::NaiveDate;
use opportunity_core::SipRecord;

use crate::support::{book_of, day};

/// All that is known after some books.
#[derive(Default)]
pub(crate) struct Story {
    pub(crate) spells: RunningSpells,
    sequence: i64,
    pub(crate) rules: i32,
}

impl Story {
    pub(crate) fn new() -> Self {
        Self { rules: RULES_VERSION, ..Self::default() }
    }

    /// Compares a book, every record held by an import of its date.
    pub(crate) fn read(&mut self, as_of: &str, records: &[SipRecord]) -> Settlement {
        let held: Vec<(SipRecord, NaiveDate)> =
            records.iter().map(|record| (record.clone(), day(as_of))).collect();
        self.read_held(day(as_of), &held)
    }

    /// Compares a book, each record held by an import of the date beside it.
    pub(crate) fn read_held(
        &mut self,
        as_of: NaiveDate,
        held: &[(SipRecord, NaiveDate)],
    ) -> Settlement {
        let book = book_of(as_of, held);
        self.sequence += 1;
        let comparison = Comparison::of(&self.spells, &book).expect("a book with a date");
        let elsewhere: Elsewhere = comparison
            .unknown()
            .filter_map(|key| Some((key.into(), whereabouts(key, &self.spells, held)?)))
            .collect();
        let settlement = comparison.settle(self.sequence, self.rules, &elsewhere);
        settlement.clone().apply(&mut self.spells);
        settlement
    }

    pub(crate) fn spell(&self, key: &str) -> Option<&Spell> {
        self.spells.spells.get(key)
    }
}

/// What whoever keeps the records knows of what the book does not hold where it was.
fn whereabouts(
    key: &str,
    spells: &RunningSpells,
    held: &[(SipRecord, NaiveDate)],
) -> Option<Whereabouts> {
    let is_deleted = |record: &SipRecord| record.deleted == Some(true);
    let mut records = held.iter().map(|(record, _)| record);
    match ReasonKey::parse(key).unwrap() {
        ReasonKey::Sip { sip_meta_id, .. } => {
            let record = records.find(|record| record.sip_meta_id == sip_meta_id)?;
            if *record.user_id != *spells.spells[key].user_id {
                return Some(Whereabouts::OtherClient);
            }
            is_deleted(record).then_some(Whereabouts::Deleted)
        }
        ReasonKey::Account { agent_id, user_id } => records
            .any(|it| it.agent_id == agent_id && it.user_id == user_id && is_deleted(it))
            .then_some(Whereabouts::Deleted),
    }
}

/// What a book told, a line a change: `ended keep~1 recovered`, `grew repair~1`, `appeared grow~2`.
pub(crate) fn told(settlement: &Settlement) -> Vec<String> {
    let line = |change: &calls::Change| {
        let why = change.why.map(|why| format!(" {}", why.name())).unwrap_or_default();
        let regressed = if change.regressed { " regressed" } else { "" };
        format!("{} {}{why}{regressed}", change.change.name(), change.key)
    };
    settlement.changes.iter().map(line).collect()
}

/// Why spells ended in a book, whether or not that was told.
pub(crate) fn ends(settlement: &Settlement) -> Vec<(&str, &'static str)> {
    settlement.ended.iter().map(|ended| (&*ended.key, ended.why.name())).collect()
}
