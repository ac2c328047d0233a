//! A book compared with the spells before it: what begins, grows, rests and ends.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use foldhash::fast::RandomState;
use opportunity_core::{Account, AccountSip, Book};

use crate::book_totals::{AgentTotals, BookTotals};
use crate::change::{Change, ChangeKind};
use crate::evidence::{Seen, SipNow};
use crate::judged::{key_of, reasons_of};
use crate::reason::Reason;
use crate::reason_key::ReasonKey;
use crate::running_spells::{RunningSpells, SettledBook};
use crate::spell::{BookDate, ReasonNow, Spell, SpellEnd, SpellStep, Told, step};
use crate::spell_mark::SpellMark;
use crate::subject::{AccountNow, Whereabouts};

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
    /// What spells say of each reason of the book, in the book's order.
    pub of_reasons: Vec<SpellMark>,
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

/// What has become, by the text of the key, of what the book does not hold where it was.
pub type Elsewhere = HashMap<Box<str>, Whereabouts>;

/// A book that is compared with the spells before it.
#[derive(Debug)]
pub struct Comparison<'a> {
    spells: &'a RunningSpells,
    book: &'a Book,
    as_of: NaiveDate,
    /// The spells whose reasons are gone.
    gone: Vec<(&'a str, &'a Spell, Option<Whereabouts>)>,
    steps: Vec<Stepped<'a>>,
    of_reasons: Vec<SpellMark>,
    totals: BookTotals,
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
            of_reasons: Vec::new(),
            totals: BookTotals::default(),
            date: BookDate { as_of, is_newer },
        };
        let met = comparison.meet_reasons();
        for (key, spell) in &spells.spells {
            if !met.has(key) {
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
    fn meet_reasons(&mut self) -> Met {
        let spells = self.spells;
        let mut met = Met::with_capacity(spells.spells.len());
        let mut text = String::new();
        for account in self.book.accounts() {
            let found = reasons_of(account, self.as_of);
            self.totals.add(account, &found.reasons);
            for (sip, reason) in found.reasons {
                text.clear();
                // Writing to a text never fails.
                let _ = key_of(account, sip, reason.nature()).write(&mut text);
                let before = spells.spells.get_key_value(text.as_str());
                if let Some((key, _)) = before {
                    met.insert(key);
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
        let is_new = !self.date.is_newer && self.spells.told.contains(key);
        if let Some(before) = before.filter(|before| before.is_as(&now)) {
            self.of_reasons.push(SpellMark::of(before, is_new));
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
        let mark = stepped.after.as_ref().map(|after| SpellMark::of(after, is_new));
        let reason = Some(self.of_reasons.len());
        self.of_reasons.push(mark.unwrap_or_default());
        self.steps.push(Stepped { key: key.into(), before, stepped, latest_success, reason });
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
            let (key, before) = (key.into(), Some(before));
            self.steps.push(Stepped { key, before, stepped, latest_success, reason: None });
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
            of_reasons: std::mem::take(&mut self.of_reasons),
        };
        for one in std::mem::take(&mut self.steps) {
            let is_told = tells && self.tell(&one, &mut settlement.changes);
            let mark = one.reason.and_then(|place| settlement.of_reasons.get_mut(place));
            if let Some(mark) = mark.filter(|_| is_told) {
                mark.is_new = true;
            }
            take(&mut settlement, one);
        }
        settlement.changes.sort_unstable_by(|a, b| (a.change, &a.key).cmp(&(b.change, &b.key)));
        settlement.totals = self.totals.since(&self.spells.levels, &settlement.changes);
        settlement
    }

    fn new_agents(&self) -> Vec<Box<str>> {
        let agents = (0..self.book.agent_count()).filter_map(|place| self.book.agent_at(place));
        let ids = agents.map(|agent| agent.agent_id.as_str());
        ids.filter(|id| !self.spells.levels.contains_key(*id)).map(Box::from).collect()
    }

    /// Whether it tells something of a reason that is there.
    fn tell(&self, one: &Stepped<'_>, changes: &mut Vec<Change>) -> bool {
        let Stepped { key, before, stepped, .. } = one;
        let change = |change, spell: &Spell, why| Change {
            change,
            key: key.clone(),
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
        let Some((after, told)) = stepped.after.as_ref().zip(stepped.told) else { return false };
        let is_agents_first = !self.spells.levels.contains_key(&after.agent_id);
        let kind = match told {
            Told::Grew => ChangeKind::Grew,
            Told::Appeared if is_agents_first => return false,
            Told::Appeared => ChangeKind::Appeared,
        };
        changes.push(change(kind, after, None));
        true
    }
}

/// The keys of spells that were met, each known by where its text lies: to hash an address takes a
/// fraction of what hashing a text does.
struct Met(HashSet<usize, RandomState>);

impl Met {
    fn with_capacity(keys: usize) -> Self {
        Self(HashSet::with_capacity_and_hasher(keys, RandomState::default()))
    }

    fn insert(&mut self, key: &str) {
        self.0.insert(key.as_ptr().addr());
    }

    fn has(&self, key: &str) -> bool {
        self.0.contains(&key.as_ptr().addr())
    }
}

/// What the book does to the spell of one key.
#[derive(Debug)]
struct Stepped<'a> {
    key: Box<str>,
    before: Option<&'a Spell>,
    stepped: SpellStep,
    /// The newest payment that the book shows.
    latest_success: Option<NaiveDate>,
    /// The place of the reason among the book's, where it is there.
    reason: Option<usize>,
}

fn take(settlement: &mut Settlement, one: Stepped<'_>) {
    let Stepped { key, before, stepped, latest_success, .. } = one;
    if let Some((spell, why)) = before.zip(stepped.ended) {
        let spell = spell.clone();
        settlement.ended.push(EndedSpell { key: key.clone(), spell, why, latest_success });
    }
    if before != stepped.after.as_ref() || stepped.ended.is_some() {
        settlement.touched.push(Touched { key, before: before.cloned(), after: stepped.after });
    }
}
