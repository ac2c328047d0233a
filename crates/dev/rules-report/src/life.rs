//! A SIP's life, debit by debit, up to the book's date: what truly happened.

use chrono::{Days, NaiveDate};
use opportunity_core::Paise;
use sample_book::chance::{Chance, Seed, Stream};

use crate::agreement::Agreement;
use crate::behaviour::{Change, Kind, Turn, plan};
use crate::circumstances::{Circumstances, LapseCause};
use crate::debit::{Debit, Outcome};
use crate::degree::Degree;
use crate::instalment::Instalment;
use crate::money::{parts, rounded_down, share};
use crate::told::Told;

/// The earliest date of a book.
const FIRST_BOOK: NaiveDate = match NaiveDate::from_ymd_opt(2025, 2, 1) {
    Some(date) => date,
    None => unreachable!(),
};

/// A book's date is drawn from so many days, the first of which is `FIRST_BOOK`.
const BOOK_DAYS: u32 = 365;

/// The bank answers within so many days of a debit, but for the few that it tells of late.
const SOON_DAYS: u32 = 3;
const TOLD_LATE_PERMILLE: u32 = 20;
const LATE_DAYS: u32 = 14;

/// How many debits in a thousand are presented some days after their day, for it was a holiday.
const HOLIDAYS_PERMILLE: u32 = 25;
const HOLIDAY_DAYS: u32 = 3;

/// A second attempt follows within so many days, and goes through so many times in a hundred.
const SECOND_ATTEMPT_DAYS: u32 = 6;
const SECOND_ATTEMPT_PAID: u32 = 60;

/// After so many debits in a row that bounced a SIP may be given up.
const GIVEN_UP_AFTER: u32 = 3;

/// All that happened to one SIP up to the book's date.
#[derive(Clone, Debug)]
pub struct Life {
    /// What its client does about the steps that fall due.
    pub kind: Kind,
    /// What was agreed.
    pub agreement: Agreement,
    /// What befell its debits.
    pub circumstances: Circumstances,
    /// What exports tell of it.
    pub told: Told,
    /// The book's date.
    pub as_of: NaiveDate,
    /// Every instalment there was, oldest first: one at least.
    pub course: Vec<Instalment>,
    /// Every debit that fell due and was presented or, after a holiday or for a second time, is to be
    /// presented; in the order in which they are.
    pub debits: Vec<Debit>,
}

impl Life {
    /// The life of this number: what it is depends on no other.
    #[must_use]
    pub fn drawn(seed: &Seed, degree: Degree, number: u64) -> Self {
        let chance = &mut seed.stream(Stream::Life(number));
        let as_of = FIRST_BOOK + Days::new(chance.below(BOOK_DAYS).into());
        Self::draw(as_of, degree, chance)
    }

    /// The life of this number in a book whose date is given: what it is depends on no other.
    #[must_use]
    pub fn drawn_until(seed: &Seed, degree: Degree, number: u64, as_of: NaiveDate) -> Self {
        Self::draw(as_of, degree, &mut seed.stream(Stream::Life(number)))
    }

    fn draw(as_of: NaiveDate, degree: Degree, chance: &mut Chance) -> Self {
        let mut agreement = Agreement::draw(as_of, degree, chance);
        let kind = Kind::draw(&agreement, degree, chance);
        let circumstances = Circumstances::draw(&agreement, as_of, degree, chance);
        if circumstances.never_pays(&agreement) {
            // What was moved from an older system had been paid for there.
            agreement.start = agreement.first_debit_from;
        }
        let told = Told::draw(degree, chance);
        let lasts = [agreement.end, circumstances.closed_on].into_iter().flatten();
        let changes = plan(kind, &agreement, lasts.fold(as_of, NaiveDate::min), chance);
        let first = Instalment {
            ordered_on: agreement.known_from(),
            first_debit: None,
            amount: agreement.instalment,
        };
        let course = vec![first];
        let mut life =
            Self { kind, agreement, circumstances, told, as_of, course, debits: Vec::new() };
        life.live(NaiveDate::MIN, &changes, chance);
        life
    }

    /// The life as it was on an earlier date: nothing of what came later.
    #[must_use]
    pub fn until(&self, date: NaiveDate) -> Self {
        let mut life = Self { as_of: date, ..self.clone() };
        let lived = life.course.partition_point(|instalment| instalment.ordered_on <= date);
        life.course.truncate(lived.max(1));
        for instalment in &mut life.course {
            instalment.first_debit = instalment.first_debit.filter(|due| *due <= date);
        }
        life.debits.retain(|debit| debit.due <= date);
        life
    }

    /// Lives on anew from a day on which what was agreed, ordered or befell has changed: what fell due
    /// before that day stays as it was.
    pub fn live_on(&mut self, from: NaiveDate, chance: &mut Chance) {
        self.debits.retain(|debit| debit.due < from);
        for instalment in &mut self.course {
            instalment.first_debit = instalment.first_debit.filter(|due| *due < from);
        }
        self.live(from, &[], chance);
    }

    /// The newest instalment that was ordered up to a date.
    #[must_use]
    pub fn instalment(&self, date: NaiveDate) -> Paise {
        let ordered = self.course.iter().rev().find(|instalment| instalment.ordered_on <= date);
        ordered.map_or(self.agreement.instalment, |newest| newest.amount)
    }

    /// The debits that went through, in whole or in part, as far as is told on a date.
    pub fn successes(&self, date: NaiveDate) -> impl DoubleEndedIterator<Item = &Debit> {
        self.debits.iter().filter(move |debit| debit.went_through_by(date))
    }

    fn live(&mut self, from: NaiveDate, changes: &[Change], chance: &mut Chance) {
        let mut ahead = changes;
        let dates = self.agreement.debit_dates().skip_while(|on| *on < from);
        let dates: Vec<NaiveDate> = dates.take_while(|on| *on <= self.as_of).collect();
        let mut bounced_in_a_row = 0;
        for due in dates {
            let given_up = bounced_in_a_row >= GIVEN_UP_AFTER;
            let presented = match self.circumstances.lapsed(due) {
                Some(LapseCause::Unpresented) => false,
                Some(LapseCause::GivenUp) => !given_up,
                _ => true,
            };
            if presented && self.circumstances.is_due(due) {
                ahead = self.change_until(ahead, due);
                let went_through = self.present(due, chance);
                bounced_in_a_row = if went_through { 0 } else { bounced_in_a_row + 1 };
            }
        }
        self.change_until(ahead, self.as_of);
        self.debits.sort_by_key(|debit| debit.on);
    }

    /// Makes the changes ordered up to that day, and gives those that are left.
    fn change_until<'c>(&mut self, changes: &'c [Change], day: NaiveDate) -> &'c [Change] {
        let due = changes.partition_point(|change| change.on <= day);
        let (now, later) = changes.split_at(due);
        for change in now {
            let before = self.course.last().map_or(Paise::ZERO, |newest| newest.amount);
            let amount = self.changed_by(before, change.turn);
            if amount != before {
                self.course.push(Instalment { ordered_on: change.on, first_debit: None, amount });
            }
        }
        later
    }

    fn changed_by(&self, amount: Paise, turn: Turn) -> Paise {
        match turn {
            Turn::Step(size) => {
                self.agreement.growth.map_or(amount, |growth| growth.step(amount, size))
            }
            Turn::ToPercent(percents) => {
                rounded_down(share(amount, percents), 10).max(Paise::from_rupees(50))
            }
            Turn::More(more) => amount + more,
            Turn::BackToHighest => {
                self.course.iter().map(|instalment| instalment.amount).fold(amount, Ord::max)
            }
        }
    }

    /// Presents the debit of a day, once or twice, and says whether it went through.
    fn present(&mut self, due: NaiveDate, chance: &mut Chance) -> bool {
        let holiday = chance.permille(HOLIDAYS_PERMILLE);
        let on = if holiday { later(due, HOLIDAY_DAYS, chance) } else { due };
        let mut amount = self.agreement.instalment;
        let ordered = |instalment: &&mut Instalment| instalment.ordered_on <= due;
        if let Some(newest) = self.course.iter_mut().rfind(ordered) {
            newest.first_debit.get_or_insert(due);
            amount = newest.amount;
        }
        let outcome = self.outcome(due, amount, chance);
        self.debits.push(Debit { due, on, amount, outcome, told_on: told_on(on, chance) });
        if outcome != Outcome::Bounced {
            return true;
        }
        self.tried_again(due, on, amount, chance)
    }

    fn tried_again(
        &mut self,
        due: NaiveDate,
        first: NaiveDate,
        amount: Paise,
        chance: &mut Chance,
    ) -> bool {
        if !chance.percent(self.circumstances.tried_again) {
            return false;
        }
        let on = later(first, SECOND_ATTEMPT_DAYS, chance);
        let paid = self.circumstances.lapsed(due).is_none() && chance.percent(SECOND_ATTEMPT_PAID);
        let outcome = if paid { Outcome::Paid } else { Outcome::Bounced };
        self.debits.push(Debit { due, on, amount, outcome, told_on: told_on(on, chance) });
        paid
    }

    fn outcome(&self, on: NaiveDate, amount: Paise, chance: &mut Chance) -> Outcome {
        let Circumstances { bounces, in_part, .. } = self.circumstances;
        let bounces = chance.permille(bounces);
        if self.circumstances.lapsed(on).is_some() || bounces {
            Outcome::Bounced
        } else if chance.permille(in_part) {
            // The money is shared out evenly; one scheme or more bounces, one or more does not.
            let schemes = self.agreement.schemes;
            let bounced = chance.between(1, schemes.saturating_sub(1).max(1));
            Outcome::PaidInPart(parts(amount, bounced, schemes))
        } else {
            Outcome::Paid
        }
    }
}

fn later(day: NaiveDate, most_days: u32, chance: &mut Chance) -> NaiveDate {
    day + Days::new(chance.between(1, most_days).into())
}

fn told_on(on: NaiveDate, chance: &mut Chance) -> NaiveDate {
    let late = chance.permille(TOLD_LATE_PERMILLE);
    let days = chance.below(if late { LATE_DAYS } else { SOON_DAYS } + 1);
    on + Days::new(days.into())
}
