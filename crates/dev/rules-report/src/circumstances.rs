//! What befalls the debits of a life, and what is left of it in the export.

use chrono::{Days, Months, NaiveDate};
use sample_book::chance::Chance;

use crate::agreement::Agreement;

/// How a SIP stands on the book's date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It runs.
    Running,
    /// Its newest debits bounce.
    Bouncing,
    /// It is paused.
    Paused,
    /// It was stopped.
    Stopped,
    /// Its end date has passed.
    Ended,
}

const ENDINGS: [(Ending, u32); 5] = [
    (Ending::Running, 92),
    (Ending::Bouncing, 2),
    (Ending::Paused, 2),
    (Ending::Stopped, 2),
    (Ending::Ended, 2),
];

/// How often debits bounce.
const BOUNCES: [(Bounces, u32); 4] =
    [(Bounces::Never, 45), (Bounces::Rarely, 33), (Bounces::Often, 15), (Bounces::VeryOften, 7)];

#[derive(Clone, Copy)]
enum Bounces {
    Never,
    Rarely,
    Often,
    VeryOften,
}

/// How many lives in a hundred are paused for a while.
const PAUSES: u32 = 9;

/// How many debits of several schemes in a hundred lives can go through in part.
const IN_PART: u32 = 50;

/// How many exports in a hundred lack the totals.
const TOTALS_MISSING: u32 = 4;

/// From when to when no debit is presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// The first day of it.
    pub from: NaiveDate,
    /// The first day after it.
    pub until: NaiveDate,
}

/// What befalls the debits of a life.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// How many debits in a thousand bounce.
    pub bounces: u32,
    /// How many debits in a thousand go through for some schemes and not for others.
    pub in_part: u32,
    /// A while without debits.
    pub pause: Option<Pause>,
    /// How the SIP stands on the book's date.
    pub ending: Ending,
    /// From when on the ending shows.
    pub ending_from: NaiveDate,
    /// Whether the export tells number and sum of the payments.
    pub totals_told: bool,
}

impl Circumstances {
    pub(crate) fn draw(agreement: &Agreement, as_of: NaiveDate, chance: &mut Chance) -> Self {
        let in_part = agreement.schemes > 1 && chance.percent(IN_PART);
        Self {
            bounces: bounces(chance),
            in_part: if in_part { chance.between(20, 150) } else { 0 },
            pause: chance.percent(PAUSES).then(|| pause(agreement, as_of, chance)),
            ending: chance.weighted(&ENDINGS),
            ending_from: as_of - Days::new(chance.between(35, 300).into()),
            totals_told: !chance.percent(TOTALS_MISSING),
        }
    }

    /// Whether a debit of that day is presented.
    pub(crate) fn presents(&self, on: NaiveDate) -> bool {
        let paused = self.pause.is_some_and(|pause| pause.from <= on && on < pause.until);
        let over = on >= self.ending_from
            && matches!(self.ending, Ending::Paused | Ending::Stopped | Ending::Ended);
        !(paused || over)
    }

    /// Whether every debit of that day bounces.
    pub(crate) fn lapsed(&self, on: NaiveDate) -> bool {
        self.ending == Ending::Bouncing && on >= self.ending_from
    }
}

fn bounces(chance: &mut Chance) -> u32 {
    match chance.weighted(&BOUNCES) {
        Bounces::Never => 0,
        Bounces::Rarely => chance.between(2, 20),
        Bounces::Often => chance.between(20, 80),
        Bounces::VeryOften => chance.between(80, 300),
    }
}

fn pause(agreement: &Agreement, as_of: NaiveDate, chance: &mut Chance) -> Pause {
    let age = u32::try_from((as_of - agreement.first_debit_from).num_days()).unwrap_or(0);
    let from = agreement.first_debit_from + Days::new(chance.below(age).into());
    Pause { from, until: from + Months::new(chance.between(1, 6)) }
}
