//! What befalls the debits of a life.

use chrono::{Days, Months, NaiveDate};
use sample_book::chance::Chance;

use crate::agreement::Agreement;
use crate::degree::Degree;

/// How many SIPs in a hundred go unpaid at last, and for how many days at most they have.
const LASTING: u32 = 33;
const LASTING_DAYS: u32 = 900;

/// How many of them went unpaid just now, and what just now is.
const JUST_NOW: u32 = 22;
const JUST_NOW_DAYS: u32 = 75;

/// How many SIPs in a hundred are unpaid from the first debit on, or for a while.
const NEVER_PAID: u32 = 2;
const PASSING: u32 = 12;

/// How many in a hundred are paused for a while, or now; how many were closed by their clients.
const PAUSES: u32 = 9;
const PAUSED_NOW: u32 = 4;
const CLOSED: u32 = 4;
const CLOSED_DAYS: u32 = 600;

/// How many SIPs in a hundred the firm closes when they have ended.
const CLOSED_AT_END: u32 = 75;

/// How many SIPs of several schemes in a hundred have debits that go through in part.
const IN_PART: u32 = 40;

/// From when to when no debit is presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// The first day of it.
    pub from: NaiveDate,
    /// The first day after it.
    pub until: NaiveDate,
}

/// From when to when nothing goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lapse {
    /// The first day of it.
    pub from: NaiveDate,
    /// The first day after it; none where it has no end.
    pub until: Option<NaiveDate>,
    /// Why nothing goes through.
    pub cause: LapseCause,
}

/// Why nothing goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LapseCause {
    /// Every debit bounces.
    Bouncing,
    /// Every debit bounces, and after three of them no more are presented.
    GivenUp,
    /// No debit is presented, and the export goes on to tell of the last that was.
    Unpresented,
    /// The mandate is gone, so that debits bounce.
    MandateGone,
}

/// What befalls the debits of a life.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// How many debits in a thousand bounce.
    pub bounces: u32,
    /// How many bounced debits in a hundred are tried again within the week.
    pub tried_again: u32,
    /// How many debits in a thousand go through for some schemes and not for others.
    pub in_part: u32,
    /// A while without debits.
    pub pause: Option<Pause>,
    /// Whiles in which nothing goes through: one that ends, and one that does not.
    pub lapses: [Option<Lapse>; 2],
    /// From which day on the SIP is closed: by the client, or by the firm when it has ended.
    pub closed_on: Option<NaiveDate>,
}

impl Circumstances {
    pub(crate) fn draw(
        agreement: &Agreement,
        as_of: NaiveDate,
        degree: Degree,
        chance: &mut Chance,
    ) -> Self {
        let in_part = agreement.schemes > 1 && chance.percent(degree.of(IN_PART));
        Self {
            bounces: degree.of(bounces(chance)),
            tried_again: chance.weighted(&[(0, 70), (30, 30)]),
            in_part: if in_part { chance.between(20, 150) } else { 0 },
            pause: pause(agreement, as_of, degree, chance),
            lapses: [
                chance.percent(degree.of(PASSING)).then(|| passing(agreement, as_of, chance)),
                lasting(agreement, as_of, chance),
            ],
            closed_on: closed_on(agreement, as_of, chance),
        }
    }

    /// Whether the firm holds a debit of that day to be due.
    pub(crate) fn is_due(&self, on: NaiveDate) -> bool {
        !self.is_paused(on) && self.closed_on.is_none_or(|closed| on < closed)
    }

    /// Whether it is paused on that day.
    pub(crate) fn is_paused(&self, on: NaiveDate) -> bool {
        self.pause.is_some_and(|pause| pause.from <= on && on < pause.until)
    }

    /// Why nothing goes through on that day, if so.
    pub(crate) fn lapsed(&self, on: NaiveDate) -> Option<LapseCause> {
        self.lapse(on).map(|lapse| lapse.cause)
    }

    /// Since when there is no mandate on that day, if there is none.
    pub(crate) fn mandate_gone_since(&self, on: NaiveDate) -> Option<NaiveDate> {
        self.lapse(on)
            .filter(|lapse| lapse.cause == LapseCause::MandateGone)
            .map(|lapse| lapse.from)
    }

    /// Whether nothing goes through from the first debit on.
    pub(crate) fn never_pays(&self, agreement: &Agreement) -> bool {
        let from_the_first = |lapse: &Lapse| lapse.from <= agreement.first_debit_from;
        self.lapses.iter().flatten().any(|lapse| lapse.until.is_none() && from_the_first(lapse))
    }

    /// Ends whatever keeps debits of that day from going through: the first day after it.
    pub(crate) fn end_lapses(&mut self, on: NaiveDate) {
        for lapse in self.lapses.iter_mut().flatten() {
            if lapse.covers(on) {
                lapse.until = Some(on);
            }
        }
    }

    fn lapse(&self, on: NaiveDate) -> Option<Lapse> {
        self.lapses.into_iter().flatten().find(|lapse| lapse.covers(on))
    }
}

impl Lapse {
    fn covers(&self, on: NaiveDate) -> bool {
        self.from <= on && self.until.is_none_or(|until| on < until)
    }
}

fn closed_on(agreement: &Agreement, as_of: NaiveDate, chance: &mut Chance) -> Option<NaiveDate> {
    let by_the_client = chance.percent(CLOSED).then(|| before(as_of, CLOSED_DAYS, chance));
    let at_the_end = agreement.end.filter(|_| chance.percent(CLOSED_AT_END));
    by_the_client.or(at_the_end.and_then(|end| end.succ_opt()))
}

/// How many debits in a thousand bounce.
fn bounces(chance: &mut Chance) -> u32 {
    match chance.below(100) {
        0..46 => 0,
        46..77 => chance.between(2, 20),
        77..94 => chance.between(20, 80),
        _ => chance.between(80, 250),
    }
}

fn pause(
    agreement: &Agreement,
    as_of: NaiveDate,
    degree: Degree,
    chance: &mut Chance,
) -> Option<Pause> {
    if chance.percent(PAUSED_NOW) {
        let from = before(as_of, 300, chance).max(agreement.first_debit_from);
        return Some(Pause { from, until: as_of + Days::new(chance.between(1, 300).into()) });
    }
    chance.percent(degree.of(PAUSES)).then(|| {
        let from = any_day(agreement, as_of, chance);
        Pause { from, until: from + Months::new(chance.between(1, 6)) }
    })
}

fn passing(agreement: &Agreement, as_of: NaiveDate, chance: &mut Chance) -> Lapse {
    let from = any_day(agreement, as_of, chance);
    let until = Some(from + Days::new(chance.between(20, 100).into()));
    let cause = chance.weighted(&[(LapseCause::Bouncing, 70), (LapseCause::MandateGone, 30)]);
    Lapse { from, until, cause }
}

fn lasting(agreement: &Agreement, as_of: NaiveDate, chance: &mut Chance) -> Option<Lapse> {
    let cause = chance.weighted(&[
        (LapseCause::Bouncing, 28),
        (LapseCause::GivenUp, 30),
        (LapseCause::Unpresented, 7),
        (LapseCause::MandateGone, 35),
    ]);
    let from = if chance.percent(NEVER_PAID) {
        agreement.first_debit_from
    } else if chance.percent(LASTING) {
        let just_now = chance.percent(JUST_NOW);
        let from = before(as_of, if just_now { JUST_NOW_DAYS } else { LASTING_DAYS }, chance);
        // Who pays at all has paid the first debit.
        from.max(agreement.first_debit_from + Days::new(31))
    } else {
        return None;
    };
    Some(Lapse { from, until: None, cause })
}

fn before(as_of: NaiveDate, most_days: u32, chance: &mut Chance) -> NaiveDate {
    as_of - Days::new(chance.below(most_days).into())
}

/// Any day from the first debit on.
fn any_day(agreement: &Agreement, as_of: NaiveDate, chance: &mut Chance) -> NaiveDate {
    let age = u32::try_from((as_of - agreement.first_debit_from).num_days()).unwrap_or(0);
    agreement.first_debit_from + Days::new(chance.below(age).into())
}
