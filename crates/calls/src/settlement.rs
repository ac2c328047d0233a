//! A book compared with the spells before it: what begins, grows, rests and ends.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use chrono::NaiveDate;
use opportunity_core::{Account, AccountSip, Book, Kind, Paise};

use crate::chances::Chances;
use crate::change::{Change, ChangeKind};
use crate::evidence::{Seen, SipNow};
use crate::judged::{key_of, reasons_of};
use crate::reason::Reason;
use crate::reason_key::ReasonKey;
use crate::running_spells::{RunningSpells, SettledBook};
use crate::spell::{BookDate, ReasonNow, Spell, SpellEnd, SpellStep, Told, step};
use crate::subject::{AccountNow, Whereabouts};
use crate::totals::{KindTotals, Level, WHOLE_BOOK};
use crate::weighing::{ToWeigh, weigh};

/// What a book came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The book.
    pub book: SettledBook,
    /// Whether its date is later than that of the one before.
    pub is_newer: bool,
    /// Every spell that begins, changes or ends.
    pub touched: Vec<Touched>,
    /// The spells that ended.
    pub ended: Vec<EndedSpell>,
    /// What there is to tell: ended, grew, appeared, each by key.
    pub changes: Vec<Change>,
    /// Totals that differ from those before, or in which something came or went.
    pub totals: Vec<AgentTotals>,
    /// Agents that no book had before.
    pub new_agents: Vec<Box<str>>,
}

/// A spell as it was, and as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The text of its key.
    pub key: Box<str>,
    /// None where it begins.
    pub before: Option<Spell>,
    /// None where it ended, and no other one begins.
    pub after: Option<Spell>,
}

/// A spell that ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedSpell {
    /// The text of its key.
    pub key: Box<str>,
    /// As it was.
    pub spell: Spell,
    /// Why.
    pub why: SpellEnd,
    /// The newest payment of the SIP or the account that the book shows.
    pub latest_success: Option<NaiveDate>,
}

impl EndedSpell {
    /// Whether it was mended.
    #[must_use]
    pub fn is_recovery(&self) -> bool {
        self.why == SpellEnd::Recovered
    }
}

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

/// What has become, by the text of the key, of what the book does not hold where it was.
pub type Elsewhere = HashMap<Box<str>, Whereabouts>;

/// What the book does to one key: the key, its spell before, and the newest payment that shows.
type Stepped<'a> = (Box<str>, Option<&'a Spell>, SpellStep, Option<NaiveDate>);

/// A book that is compared with the spells before it.
#[derive(Debug)]
pub struct Comparison<'a> {
    spells: &'a RunningSpells,
    book: &'a Book,
    as_of: NaiveDate,
    /// The spells whose reasons are gone.
    gone: Vec<(&'a str, &'a Spell, Option<Whereabouts>)>,
    steps: Vec<Stepped<'a>>,
    totals: Totals,
    date: BookDate,
}

impl<'a> Comparison<'a> {
    /// Compares a book with what was known before it; none where the book has no date.
    #[must_use]
    pub fn of(spells: &'a RunningSpells, book: &'a Book) -> Option<Self> {
        let as_of = book.as_of()?;
        let is_newer = spells.settled.is_none_or(|before| before.as_of < as_of);
        let mut comparison = Self {
            spells,
            book,
            as_of,
            gone: Vec::new(),
            steps: Vec::new(),
            totals: Totals::default(),
            date: BookDate { as_of, is_newer },
        };
        let met = comparison.meet_reasons();
        for (key, spell) in &spells.spells {
            if !met.contains(&**key) {
                comparison.gone.push((key, spell, comparison.locate(key, spell)));
            }
        }
        // A map has no order, and what is stored should not depend on that.
        comparison.gone.sort_unstable_by_key(|(key, ..)| *key);
        Some(comparison)
    }

    /// The keys of what the book does not hold where it was: whoever keeps the records can tell what
    /// has become of it.
    pub fn unknown(&self) -> impl Iterator<Item = &'a str> {
        self.gone.iter().filter(|(.., found)| found.is_none()).map(|(key, ..)| *key)
    }

    /// Compares every reason of the book, and tells which spells it goes on with or ends.
    fn meet_reasons(&mut self) -> HashSet<&'a str> {
        let spells = self.spells;
        let mut met = HashSet::with_capacity(spells.spells.len());
        let mut text = String::new();
        for account in self.book.accounts() {
            let found = reasons_of(account, self.as_of);
            self.totals.add(account, &found.reasons);
            for (sip, reason) in found.reasons {
                text.clear();
                // Writing to a text never fails.
                let _ = write!(text, "{}", key_of(account, sip, reason.nature()));
                let before = spells.spells.get_key_value(text.as_str());
                if let Some((key, _)) = before {
                    met.insert(&**key);
                }
                self.meet(&text, before.map(|(_, spell)| spell), account, sip, &reason);
            }
        }
        met
    }

    fn meet(
        &mut self,
        key: &str,
        before: Option<&'a Spell>,
        account: Account<'_>,
        sip: Option<AccountSip<'_>>,
        reason: &Reason,
    ) {
        let sip_now = sip.map(|sip| SipNow::of(sip.sip().digest(), self.as_of));
        let seen = match &sip_now {
            Some(sip) => Seen::of_sip(reason.kind, sip),
            None => Seen::of_account(account),
        };
        let now = ReasonNow {
            user_id: account.user_id(),
            agent_id: account.agent_id(),
            kind: reason.kind,
            mark: reason.mark,
            monthly_value: reason.monthly_value,
            seen,
        };
        if before.is_some_and(|before| before.is_as(&now)) {
            return;
        }
        let whereabouts = || match sip_now {
            Some(sip) => Whereabouts::Sip(sip),
            None => Whereabouts::Account(AccountNow::of(account, self.as_of)),
        };
        let recovered_on = self.spells.recovered.get(key).copied();
        let stepped = step(before, Some(&now), whereabouts, recovered_on, self.date);
        let latest_success = match sip_now {
            Some(sip) => sip.latest_success,
            None => account.digest().latest_success(),
        };
        self.steps.push((key.into(), before, stepped, latest_success));
    }

    /// What the book says of the SIP or account of a reason that is gone; none where it does not hold
    /// it where it was.
    fn locate(&self, key: &str, spell: &Spell) -> Option<Whereabouts> {
        let mut accounts = self.book.accounts_of(&spell.user_id);
        match ReasonKey::parse(key).ok()? {
            ReasonKey::Sip { sip_meta_id, .. } => {
                let sip = accounts.find_map(|account| account.sip(&sip_meta_id))?;
                Some(Whereabouts::Sip(SipNow::of(sip.sip().digest(), self.as_of)))
            }
            ReasonKey::Account { agent_id, .. } => {
                let account = accounts.find(|account| account.agent_id() == agent_id)?;
                Some(Whereabouts::Account(AccountNow::of(account, self.as_of)))
            }
        }
    }

    /// What the book comes to: `elsewhere` tells of what is [`unknown`](Self::unknown); what it does
    /// not name has left the book.
    #[must_use]
    pub fn settle(mut self, sequence: i64, rules: i32, elsewhere: &Elsewhere) -> Settlement {
        for (key, before, found) in std::mem::take(&mut self.gone) {
            let now = found.or_else(|| elsewhere.get(key).copied()).unwrap_or(Whereabouts::Left);
            let stepped = step(Some(before), None, || now, None, self.date);
            let latest_success = match now {
                Whereabouts::Sip(sip) => sip.latest_success,
                Whereabouts::Account(account) => account.latest_success_of_live,
                _ => None,
            };
            self.steps.push((key.into(), Some(before), stepped, latest_success));
        }
        let before = self.spells.settled;
        let tells = self.date.is_newer && before.is_some_and(|before| before.rules == rules);
        let mut settlement = Settlement {
            book: SettledBook { sequence, as_of: self.as_of, rules },
            is_newer: self.date.is_newer,
            touched: Vec::new(),
            ended: Vec::new(),
            changes: Vec::new(),
            totals: Vec::new(),
            new_agents: self.new_agents(),
        };
        for (key, before, stepped, latest_success) in std::mem::take(&mut self.steps) {
            if tells {
                self.tell(&key, before, &stepped, &mut settlement.changes);
            }
            take(&mut settlement, key, before, stepped, latest_success);
        }
        settlement.changes.sort_unstable_by(|a, b| (a.change, &a.key).cmp(&(b.change, &b.key)));
        settlement.totals = self.totals.since(self.spells, &settlement.changes);
        settlement
    }

    fn new_agents(&self) -> Vec<Box<str>> {
        let agents = (0..self.book.agent_count()).filter_map(|place| self.book.agent_at(place));
        let ids = agents.map(|agent| agent.agent_id.as_str());
        ids.filter(|id| !self.spells.levels.contains_key(*id)).map(Box::from).collect()
    }

    fn tell(
        &self,
        key: &str,
        before: Option<&Spell>,
        stepped: &SpellStep,
        changes: &mut Vec<Change>,
    ) {
        let change = |change, spell: &Spell, why| Change {
            change,
            key: key.into(),
            user_id: spell.user_id.clone(),
            agent_id: spell.agent_id.clone(),
            kind: spell.kind,
            monthly_value: spell.monthly_value,
            why,
            regressed: why.is_none() && spell.regressed,
        };
        if let Some((before, why)) = before.zip(stepped.ended) {
            changes.push(change(ChangeKind::Ended, before, Some(why)));
        }
        let Some((after, told)) = stepped.after.as_ref().zip(stepped.told) else { return };
        let is_agents_first = !self.spells.levels.contains_key(&after.agent_id);
        match told {
            Told::Grew => changes.push(change(ChangeKind::Grew, after, None)),
            Told::Appeared if !is_agents_first => {
                changes.push(change(ChangeKind::Appeared, after, None));
            }
            Told::Appeared => {}
        }
    }
}

fn take(
    settlement: &mut Settlement,
    key: Box<str>,
    before: Option<&Spell>,
    stepped: SpellStep,
    latest_success: Option<NaiveDate>,
) {
    if let Some((spell, why)) = before.zip(stepped.ended) {
        let spell = spell.clone();
        settlement.ended.push(EndedSpell { key: key.clone(), spell, why, latest_success });
    }
    if before != stepped.after.as_ref() || stepped.ended.is_some() {
        settlement.touched.push(Touched { key, before: before.cloned(), after: stepped.after });
    }
}

/// Totals that are being added up.
#[derive(Debug, Default)]
struct Totals {
    levels: HashMap<Box<str>, [Level; Kind::ALL.len()]>,
    whole: [Level; Kind::ALL.len()],
    chances: Chances,
}

impl Totals {
    fn add(&mut self, account: Account<'_>, reasons: &[(Option<AccountSip<'_>>, Reason)]) {
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
    fn since(mut self, before: &RunningSpells, changes: &[Change]) -> Vec<AgentTotals> {
        self.levels.insert(WHOLE_BOOK.into(), self.whole);
        let mut rows: HashMap<(Box<str>, usize), KindTotals> = HashMap::new();
        let agents: HashSet<&Box<str>> = self.levels.keys().chain(before.levels.keys()).collect();
        for agent in agents {
            let now = self.levels.get(agent).copied().unwrap_or_default();
            let then = before.levels.get(agent).copied().unwrap_or_default();
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
