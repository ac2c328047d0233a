//! A spell: a reason from the book in which it appears until it has ended, and what a book does to it.

use chrono::NaiveDate;
use opportunity_core::calendar::days_between;
use opportunity_core::{Kind, Paise};

use crate::evidence::{Seen, recovered};
use crate::spell_end::SpellEnd;
use crate::subject::Whereabouts;

/// A reason that is gone may come back within so many days of book time, and the spell goes on.
pub const RESTS_AT_MOST_DAYS: u32 = 45;

/// A reason that is there again within so many days of its recovery has regressed.
pub const REGRESSED_WITHIN_DAYS: u32 = 90;

/// A reason that is there, or rests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spell {
    /// The client.
    pub user_id: Box<str>,
    /// The agent who had it in the newest book with the reason.
    pub agent_id: Box<str>,
    /// The date of the book in which it appeared.
    pub since: NaiveDate,
    /// Its kind in the newest book that had it.
    pub kind: Kind,
    /// How bad it was there.
    pub mark: u8,
    /// What it was worth a month there.
    pub monthly_value: Paise,
    /// What that book said of whatever would show that it was mended.
    pub seen: Seen,
    /// The date of the first book without it, while it is gone.
    pub resting_since: Option<NaiveDate>,
    /// It was recovered within 90 days before it appeared.
    pub regressed: bool,
}

/// A reason as a book has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReasonNow<'a> {
    /// The client.
    pub user_id: &'a str,
    /// The agent.
    pub agent_id: &'a str,
    /// The kind.
    pub kind: Kind,
    /// How bad it is.
    pub mark: u8,
    /// What it is worth a month.
    pub monthly_value: Paise,
    /// What the book says of whatever would show that it was mended.
    pub seen: Seen,
}

/// A book that is compared with running spells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookDate {
    /// Its date.
    pub as_of: NaiveDate,
    /// Whether the book before it was of an earlier date. One that is not newer begins and rests
    /// spells, and ends none but those of another client.
    pub is_newer: bool,
}

/// What a book does to the spell of one key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpellStep {
    /// The spell that goes on, or begins.
    pub after: Option<Spell>,
    /// Why the spell that was there has ended.
    pub ended: Option<SpellEnd>,
    /// What there is to tell of the one that goes on or begins.
    pub told: Option<Told>,
}

/// What there is to tell of a reason that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// A spell began.
    Appeared,
    /// Its mark grew.
    Grew,
}

/// What a book does to the spell of one key.
///
/// `before` is the spell that runs, `now` the reason in the book, `whereabouts` what has become of
/// the SIP or account; without a spell nobody asks for that. `recovered_on` is when the key's last
/// spell recovered, if it did.
#[must_use]
pub fn step(
    before: Option<&Spell>,
    now: Option<&ReasonNow<'_>>,
    whereabouts: impl FnOnce() -> Whereabouts,
    recovered_on: Option<NaiveDate>,
    book: BookDate,
) -> SpellStep {
    let Some(before) = before else { return begin(None, now, recovered_on, book) };
    // A reason of another client is the beginning of another spell.
    let same_client = now.filter(|now| *now.user_id == *before.user_id);
    let whereabouts = match now {
        Some(_) if same_client.is_none() => Whereabouts::OtherClient,
        _ => whereabouts(),
    };
    match end_of(before, same_client, &whereabouts, book) {
        Some(why) => begin(Some(why), now, recovered_on, book),
        None => go_on(before, same_client, book),
    }
}

fn end_of(
    before: &Spell,
    now: Option<&ReasonNow<'_>>,
    whereabouts: &Whereabouts,
    book: BookDate,
) -> Option<SpellEnd> {
    if *whereabouts == Whereabouts::OtherClient {
        return Some(SpellEnd::OtherClient);
    }
    if !book.is_newer {
        return None;
    }
    if recovered(before.kind, before.seen, whereabouts, now.is_some()) {
        return Some(SpellEnd::Recovered);
    }
    let rested = before.resting_since.map(|first| days_between(first, book.as_of));
    match now {
        Some(_) => rested.filter(|days| *days > RESTS_AT_MOST_DAYS).map(|_| SpellEnd::NoLongerSo),
        None => whereabouts.end().or_else(|| {
            rested.filter(|days| *days >= RESTS_AT_MOST_DAYS).map(|_| SpellEnd::NoLongerSo)
        }),
    }
}

fn begin(
    ended: Option<SpellEnd>,
    now: Option<&ReasonNow<'_>>,
    recovered_on: Option<NaiveDate>,
    book: BookDate,
) -> SpellStep {
    let Some(now) = now else { return SpellStep { ended, ..SpellStep::default() } };
    let regressed = recovered_on.is_some_and(|day| {
        day < book.as_of && days_between(day, book.as_of) <= REGRESSED_WITHIN_DAYS
    });
    let spell = Spell {
        user_id: now.user_id.into(),
        agent_id: now.agent_id.into(),
        since: book.as_of,
        kind: now.kind,
        mark: now.mark,
        monthly_value: now.monthly_value,
        seen: now.seen,
        resting_since: None,
        regressed,
    };
    SpellStep { after: Some(spell), ended, told: Some(Told::Appeared) }
}

fn go_on(before: &Spell, now: Option<&ReasonNow<'_>>, book: BookDate) -> SpellStep {
    let Some(now) = now else {
        let resting_since = before.resting_since.or(Some(book.as_of));
        let after = Spell { resting_since, ..before.clone() };
        return SpellStep { after: Some(after), ..SpellStep::default() };
    };
    let told = (now.mark > before.mark).then_some(Told::Grew);
    let after = Spell {
        agent_id: now.agent_id.into(),
        kind: now.kind,
        mark: now.mark,
        monthly_value: now.monthly_value,
        seen: now.seen,
        resting_since: None,
        ..before.clone()
    };
    SpellStep { after: Some(after), ended: None, told }
}

impl Spell {
    /// Whether a book that has the reason so leaves the spell as it is: most do.
    #[must_use]
    pub fn is_as(&self, now: &ReasonNow<'_>) -> bool {
        self.resting_since.is_none()
            && self.kind == now.kind
            && self.mark == now.mark
            && self.seen == now.seen
            && self.monthly_value == now.monthly_value
            && *self.agent_id == *now.agent_id
            && *self.user_id == *now.user_id
    }
}
