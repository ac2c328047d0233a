//! What a client agreed to: instalment, debit days, step-up and its schedule.

use chrono::{Datelike, Days, Months, NaiveDate};
use opportunity_core::{Paise, Period, PeriodUnit, StepUp};
use sample_book::chance::Chance;

use crate::money::{percent, stepped};

/// A life is at most so many days old.
const OLDEST_DAYS: u32 = 8 * 365;

/// A SIP that was moved from an older system was paid for at most so long before its start.
const LONGEST_BEFORE_START: u32 = 3 * 365;

/// Instalments in rupees.
const INSTALMENTS: [(i64, u32); 16] = [
    (100, 1),
    (500, 11),
    (1_000, 14),
    (1_500, 7),
    (2_000, 12),
    (2_500, 7),
    (3_000, 8),
    (3_500, 3),
    (4_000, 4),
    (5_000, 14),
    (7_500, 3),
    (10_000, 8),
    (15_000, 3),
    (20_000, 3),
    (25_000, 2),
    (50_000, 1),
];

/// Step-ups in whole percents, and how often each falls due, in months. Who grows by half or more
/// does so once a year.
const PERCENTAGES: [((u32, u32), u32); 13] = [
    ((5, 12), 6),
    ((5, 6), 4),
    ((10, 12), 34),
    ((10, 6), 26),
    ((10, 3), 2),
    ((10, 9), 1),
    ((10, 18), 1),
    ((10, 24), 2),
    ((15, 12), 6),
    ((20, 12), 8),
    ((20, 6), 2),
    ((50, 12), 5),
    ((100, 12), 3),
];

/// How many step-ups in a hundred are agreed in rupees.
const IN_RUPEES: u32 = 8;

/// To how many rupees a stepped-up instalment is rounded down.
const ROUNDINGS: [(u32, u32); 4] = [(10, 70), (1, 15), (100, 10), (50, 5)];

/// How many debit days a month has.
const DEBIT_DAYS: [(usize, u32); 3] = [(1, 93), (2, 5), (4, 2)];

/// Over how many schemes one debit is spread.
const SCHEMES: [(u32, u32); 3] = [(1, 82), (2, 13), (3, 5)];

/// How many SIPs in a hundred were moved from an older system.
const MOVED: u32 = 10;

/// What was agreed, and how the firm carries it out.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// The start that the export tells.
    pub start: NaiveDate,
    /// No debit is presented earlier; before `start` where the SIP was moved.
    pub first_debit_from: NaiveDate,
    /// From when the firm counts the periods.
    pub steps_from: NaiveDate,
    /// The debit days of a month, in order.
    pub days: Vec<u32>,
    /// The first instalment.
    pub instalment: Paise,
    /// By how much it is to grow.
    pub step_up: StepUp,
    /// How often.
    pub period: Period,
    /// Over how many schemes a debit is spread.
    pub schemes: u32,
    /// To how many rupees a stepped-up instalment is rounded down; a step-up in rupees is not.
    pub rounded_to: u32,
}

impl Agreement {
    /// An agreement as a book of `as_of` may hold it.
    pub(crate) fn draw(as_of: NaiveDate, chance: &mut Chance) -> Self {
        let start = as_of - Days::new(age_in_days(chance).into());
        let moved = chance.percent(MOVED);
        let days_before = if moved { chance.between(30, LONGEST_BEFORE_START) } else { 0 };
        let first_debit_from = start - Days::new(days_before.into());
        // A firm that takes over a SIP may count its steps from the first debit at the firm before, or
        // from the start that it knows itself.
        let steps_from = chance.one_of(&[start, first_debit_from]);
        let (step_up, months) = step_up(chance);
        Self {
            start,
            first_debit_from,
            steps_from,
            days: days(chance),
            instalment: Paise::from_rupees(chance.weighted(&INSTALMENTS)),
            step_up,
            period: period(months),
            schemes: chance.weighted(&SCHEMES),
            rounded_to: chance.weighted(&ROUNDINGS),
        }
    }

    /// How many debits a month has.
    pub(crate) fn debit_days(&self) -> u32 {
        u32::try_from(self.days.len()).unwrap_or(u32::MAX)
    }

    /// Whether it was paid for before its start.
    #[must_use]
    pub fn was_moved(&self) -> bool {
        self.first_debit_from < self.start
    }

    /// An instalment after one step of this size.
    pub(crate) fn step(&self, instalment: Paise, size: StepUp) -> Paise {
        stepped(instalment, size, self.rounded_to)
    }

    /// Every date on which a debit falls due, in order.
    pub(crate) fn debit_dates(&self) -> impl Iterator<Item = NaiveDate> {
        let from = self.first_debit_from;
        let first_month = from.with_day(1).unwrap_or(from);
        let dates = (0..).flat_map(move |month| {
            let first = first_month + Months::new(month);
            self.days.iter().map(move |day| first + Days::new(u64::from(*day) - 1))
        });
        dates.skip_while(move |on| *on < from)
    }

    /// Every date on which a step falls due by the firm's count, in order, up to `last`.
    pub(crate) fn step_dates(&self, last: NaiveDate) -> Vec<NaiveDate> {
        let months = u32::try_from(self.period.months()).unwrap_or(u32::MAX);
        // A period counts from the first debit on or after the day it starts.
        let from = self.debit_dates().find(|on| *on >= self.steps_from).unwrap_or(self.steps_from);
        let dates =
            (1..).map_while(|step: u32| from.checked_add_months(Months::new(step * months)));
        dates.take_while(|on| *on <= last).collect()
    }
}

/// Books grow: more SIPs are young than old.
fn age_in_days(chance: &mut Chance) -> u32 {
    let (one, other) = (chance.between(20, OLDEST_DAYS), chance.between(20, OLDEST_DAYS));
    if chance.percent(50) { one } else { one.min(other) }
}

fn step_up(chance: &mut Chance) -> (StepUp, u32) {
    if chance.percent(IN_RUPEES) {
        let amount = Paise::from_rupees(chance.one_of(&[500, 1_000]));
        return (StepUp::Amount(amount), chance.one_of(&[6, 12]));
    }
    let (whole, months) = chance.weighted(&PERCENTAGES);
    (StepUp::Percentage(percent(whole)), months)
}

/// Whole years are agreed as years.
fn period(months: u32) -> Period {
    let (count, unit) = match months % 12 {
        0 => (months / 12, PeriodUnit::Years),
        _ => (months, PeriodUnit::Months),
    };
    Period::new(count, unit).unwrap_or(YEARLY)
}

const YEARLY: Period = match Period::new(1, PeriodUnit::Years) {
    Some(period) => period,
    None => unreachable!(),
};

/// Every month has a 28th, and so every debit day.
fn days(chance: &mut Chance) -> Vec<u32> {
    let count = chance.weighted(&DEBIT_DAYS);
    let mut days = Vec::with_capacity(count);
    while days.len() < count {
        let day = chance.between(1, 28);
        if !days.contains(&day) {
            days.push(day);
        }
    }
    days.sort_unstable();
    days
}
