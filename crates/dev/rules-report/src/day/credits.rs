//! What became of reasons, who claims it, and what would have become of it had nobody called.

use calls::{
    AccountNow, Credit, EndedSpell, Nature, Promise, ReasonKey, Recovery, SipNow, Whereabouts,
    recovered,
};
use chrono::NaiveDate;
use opportunity_core::Book;

/// Spells that are claimed, and recoveries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Credits {
    /// Spells in which a client promised: the three that follow add up to them.
    pub claimed: u32,
    /// Promises that were kept, as far as payments or a book show.
    pub proven: u32,
    /// Promises that were not.
    pub broken: u32,
    /// Those of which the year does not tell.
    pub undecided: u32,
    /// Of the proven, how many would have come by the same book had nobody called.
    pub anyway: u32,
    /// Of the broken, how many recovered all the same, but not in time.
    pub too_late: u32,
    /// Recoveries in which nobody had promised anything.
    pub unclaimed: u32,
    /// Recoveries of the same lives had nobody called.
    pub left_alone: u32,
}

impl Credits {
    /// Takes in a spell that ended: `promise` is the last that was made in it, `anyway` whether it
    /// would have recovered by then had nobody called.
    pub(crate) fn end(
        &mut self,
        ended: &EndedSpell,
        promise: Option<Promise>,
        books: [NaiveDate; 2],
        anyway: bool,
    ) {
        let Some(promise) = promise else {
            self.unclaimed += u32::from(ended.is_recovery());
            return;
        };
        let [previous_as_of, as_of] = books;
        let credit = promise.at_the_end(&Recovery {
            kind: ended.spell.kind,
            why: ended.why,
            as_of,
            previous_as_of,
            latest_success: ended.latest_success,
        });
        self.claim(credit);
        self.anyway += u32::from(credit == Credit::Proven && anyway);
        self.too_late += u32::from(credit == Credit::Broken && ended.is_recovery());
    }

    /// Takes in a spell that ended in the lives that nobody called.
    pub(crate) fn end_left_alone(&mut self, ended: &EndedSpell) {
        self.left_alone += u32::from(ended.is_recovery());
    }

    /// Recoveries, claimed or not.
    #[must_use]
    pub const fn recovered(&self) -> u32 {
        self.proven + self.too_late + self.unclaimed
    }

    /// Takes in a promise of a spell that still runs on the date of the last book.
    pub(crate) fn run_on(&mut self, promise: Promise, last_book: NaiveDate) {
        self.claim(promise.so_far(last_book));
    }

    fn claim(&mut self, credit: Credit) {
        self.claimed += 1;
        match credit {
            Credit::Proven => self.proven += 1,
            Credit::Broken => self.broken += 1,
            Credit::Undecided => self.undecided += 1,
        }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            claimed: self.claimed + other.claimed,
            proven: self.proven + other.proven,
            broken: self.broken + other.broken,
            undecided: self.undecided + other.undecided,
            anyway: self.anyway + other.anyway,
            too_late: self.too_late + other.too_late,
            unclaimed: self.unclaimed + other.unclaimed,
            left_alone: self.left_alone + other.left_alone,
        }
    }
}

/// The nature of a reason by its key.
pub(crate) fn nature_of(key: &str) -> Nature {
    match ReasonKey::parse(key) {
        Ok(ReasonKey::Sip { nature, .. }) => nature,
        _ => Nature::Account,
    }
}

/// Whether the book of the lives that nobody called shows the same recovery.
pub(crate) fn would_come_anyway(ended: &EndedSpell, left_alone: &Book) -> bool {
    let Some(as_of) = left_alone.as_of() else { return false };
    let spell = &ended.spell;
    let mut accounts = left_alone.accounts_of(&spell.user_id);
    let found = match ReasonKey::parse(&ended.key) {
        Ok(ReasonKey::Sip { sip_meta_id, .. }) => accounts
            .find_map(|account| account.sip(&sip_meta_id))
            .map(|sip| Whereabouts::Sip(SipNow::of(sip.sip().digest(), as_of))),
        Ok(ReasonKey::Account { agent_id, .. }) => accounts
            .find(|account| account.agent_id() == agent_id)
            .map(|account| Whereabouts::Account(AccountNow::of(account, as_of))),
        Err(_) => None,
    };
    found.is_some_and(|now| recovered(spell.kind, spell.seen, &now, false))
}
