//! A SIP's life, debit by debit, up to the book's date: what truly happened.

use chrono::{Days, NaiveDate};
use opportunity_core::Paise;
use sample_book::chance::{Chance, Seed, Stream};

use crate::agreement::Agreement;
use crate::behaviour::{Change, Kind, Turn, plan};
use crate::circumstances::Circumstances;
use crate::imports::Imports;
use crate::instalment::Instalment;
use crate::money::{parts, rounded_down, share};

/// The earliest date of a book.
const FIRST_BOOK: NaiveDate = match NaiveDate::from_ymd_opt(2025, 2, 1) {
    Some(date) => date,
    None => unreachable!(),
};

/// A book's date is drawn from so many days, the first of which is `FIRST_BOOK`.
const BOOK_DAYS: u32 = 365;

/// The bank answers at the latest so many days after a debit.
const SLOWEST_DAYS: u32 = 3;

/// How a debit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It went through.
    Paid,
    /// It went through but for the schemes that bounced, which come to so much.
    PaidInPart(Paise),
    /// It bounced.
    Bounced,
    /// The bank has not answered yet.
    UnderWay,
}

/// One debit that was presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Debit {
    /// When.
    pub on: NaiveDate,
    /// How much was asked for.
    pub amount: Paise,
    /// What came of it.
    pub outcome: Outcome,
}

/// All that happened to one SIP up to the book's date.
#[derive(Clone, Debug)]
pub struct Life {
    /// What its client does about the steps that fall due.
    pub kind: Kind,
    /// What was agreed.
    pub agreement: Agreement,
    /// What befell its debits.
    pub circumstances: Circumstances,
    /// The imports that saw it.
    pub imports: Imports,
    /// The book's date.
    pub as_of: NaiveDate,
    /// Every instalment there was, oldest first: one at least.
    pub course: Vec<Instalment>,
    /// Every debit that was presented, oldest first.
    pub debits: Vec<Debit>,
}

impl Life {
    /// The life of this number: what it is depends on no other.
    #[must_use]
    pub fn drawn(seed: &Seed, number: u64) -> Self {
        let chance = &mut seed.stream(Stream::Life(number));
        let kind = chance.weighted(&Kind::WEIGHTS);
        let as_of = FIRST_BOOK + Days::new(chance.below(BOOK_DAYS).into());
        let agreement = Agreement::draw(as_of, chance);
        let circumstances = Circumstances::draw(&agreement, as_of, chance);
        let imports = Imports::draw(&agreement, as_of, chance);
        let changes = plan(kind, &agreement, as_of, chance);
        let mut life = Self {
            kind,
            course: vec![Instalment {
                ordered_on: agreement.first_debit_from,
                first_debit: None,
                amount: agreement.instalment,
            }],
            agreement,
            circumstances,
            imports,
            as_of,
            debits: Vec::new(),
        };
        life.live(&changes, chance);
        life
    }

    /// The newest instalment.
    #[must_use]
    pub fn instalment(&self) -> Paise {
        self.course.last().map_or(self.agreement.instalment, |newest| newest.amount)
    }

    /// The debits that went through, in whole or in part.
    pub fn successes(&self) -> impl DoubleEndedIterator<Item = &Debit> {
        self.debits.iter().filter(|debit| debit.went_through())
    }

    fn live(&mut self, changes: &[Change], chance: &mut Chance) {
        let mut ahead = changes;
        let dates: Vec<NaiveDate> =
            self.agreement.debit_dates().take_while(|on| *on <= self.as_of).collect();
        for on in dates {
            if self.circumstances.presents(on) {
                ahead = self.change_until(ahead, on);
                self.present(on, chance);
            }
        }
        self.change_until(ahead, self.as_of);
    }

    /// Makes the changes ordered up to that day, and gives those that are left.
    fn change_until<'c>(&mut self, changes: &'c [Change], day: NaiveDate) -> &'c [Change] {
        let due = changes.partition_point(|change| change.on <= day);
        let (now, later) = changes.split_at(due);
        for change in now {
            let amount = self.changed_by(change.turn);
            if amount != self.instalment() {
                self.course.push(Instalment { ordered_on: change.on, first_debit: None, amount });
            }
        }
        later
    }

    fn changed_by(&self, turn: Turn) -> Paise {
        let amount = self.instalment();
        match turn {
            Turn::Step(size) => self.agreement.step(amount, size),
            Turn::ToPercent(percents) => {
                rounded_down(share(amount, percents), 10).max(Paise::from_rupees(50))
            }
            Turn::More(more) => amount + more,
            Turn::BackToHighest => {
                self.course.iter().map(|instalment| instalment.amount).fold(amount, Ord::max)
            }
        }
    }

    fn present(&mut self, on: NaiveDate, chance: &mut Chance) {
        let amount = self.instalment();
        if let Some(newest) = self.course.last_mut() {
            newest.first_debit.get_or_insert(on);
        }
        let known_on = on + Days::new(chance.between(0, SLOWEST_DAYS).into());
        let outcome = if known_on > self.as_of {
            Outcome::UnderWay
        } else {
            self.outcome(on, amount, chance)
        };
        self.debits.push(Debit { on, amount, outcome });
    }

    fn outcome(&self, on: NaiveDate, amount: Paise, chance: &mut Chance) -> Outcome {
        let Circumstances { bounces, in_part, .. } = self.circumstances;
        if self.circumstances.lapsed(on) || chance.permille(bounces) {
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

impl Debit {
    /// Whether money came of it.
    #[must_use]
    pub fn went_through(&self) -> bool {
        matches!(self.outcome, Outcome::Paid | Outcome::PaidInPart(_))
    }
}
