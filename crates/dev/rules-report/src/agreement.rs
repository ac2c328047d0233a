//! What a client agreed to: instalment, debit days, step-up and its schedule.

use chrono::{Datelike, Days, Months, NaiveDate};
use opportunity_core::{Paise, Period, PeriodUnit, StepUp};
use sample_book::chance::Chance;

use crate::degree::Degree;
use crate::money::{Rounding, percent, stepped};

/// A life is at most so many days old.
const OLDEST_DAYS: u32 = 8 * 365;

/// How many SIPs in a hundred were paid for before the start that the export tells: most by days,
/// those that were moved from an older system by up to three years.
const PAID_BEFORE_START: u32 = 68;
const MOVED: u32 = 25;
const LONGEST_BEFORE_START: u32 = 3 * 365;

/// How many SIPs in a hundred have no step-up agreed.
const WITHOUT_STEP_UP: u32 = 58;

/// Instalments in rupees that people begin at.
const INSTALMENTS: [(i64, u32); 18] = [
    (100, 1),
    (200, 1),
    (500, 11),
    (1_000, 14),
    (1_500, 7),
    (2_000, 12),
    (2_500, 7),
    (3_000, 8),
    (3_500, 3),
    (4_000, 4),
    (5_000, 14),
    (6_000, 2),
    (7_500, 3),
    (10_000, 8),
    (15_000, 3),
    (20_000, 3),
    (25_000, 2),
    (50_000, 1),
];

/// How many people in a thousand begin at any other multiple of ₹10.
const ODD_BEGINNINGS: u32 = 10;

/// Step-ups in whole percents, and how often each falls due, in months. Who grows by half or more
/// does so once a year.
const PERCENTAGES: [((u32, u32), u32); 13] = [
    ((5, 12), 6),
    ((5, 6), 4),
    ((10, 12), 40),
    ((10, 6), 22),
    ((10, 3), 2),
    ((10, 9), 1),
    ((10, 18), 1),
    ((10, 24), 2),
    ((15, 12), 6),
    ((20, 12), 8),
    ((20, 6), 2),
    ((50, 12), 3),
    ((100, 12), 3),
];

/// How many step-ups in a hundred are agreed in rupees.
const IN_RUPEES: u32 = 6;

/// How firms round. Most take the increment to the nearest ₹10.
const ROUNDINGS: [(Rounding, u32); 5] = [
    (Rounding::Near, 84),
    (Rounding::DownTo(10), 7),
    (Rounding::DownTo(1), 4),
    (Rounding::DownTo(100), 3),
    (Rounding::DownTo(50), 2),
];

/// The firm counts periods from a day that no field shows: from so long before the first debit to so
/// long after it.
const COUNTED_BEFORE: u32 = 60;
const COUNTED_AFTER: u32 = 365;

/// How many debit days a month has.
const DEBIT_DAYS: [(usize, u32); 3] = [(1, 96), (2, 3), (4, 1)];

/// Over how many schemes one debit is spread.
const SCHEMES: [(u32, u32); 4] = [(1, 61), (2, 22), (3, 11), (5, 6)];

/// Years for which a SIP is agreed; none for one without an end.
const TERMS: [(Option<u32>, u32); 6] =
    [(Some(1), 2), (Some(3), 4), (Some(5), 8), (Some(10), 45), (Some(20), 26), (None, 15)];

/// What was agreed, and how the firm carries it out.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// The start that the export tells.
    pub start: NaiveDate,
    /// The last day.
    pub end: Option<NaiveDate>,
    /// No debit is presented earlier; before `start` for most.
    pub first_debit_from: NaiveDate,
    /// The debit days of a month, in order.
    pub days: Vec<u32>,
    /// The first instalment.
    pub instalment: Paise,
    /// Over how many schemes a debit is spread.
    pub schemes: u32,
    /// How it is to grow, where that was agreed.
    pub growth: Option<Growth>,
}

/// How an instalment is to grow.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    /// By how much.
    pub step_up: StepUp,
    /// How often.
    pub period: Period,
    /// From when the firm counts the periods.
    pub counted_from: NaiveDate,
    /// How it rounds a percentage.
    pub rounding: Rounding,
}

impl Agreement {
    /// An agreement as a book of `as_of` may hold it.
    pub(crate) fn draw(as_of: NaiveDate, degree: Degree, chance: &mut Chance) -> Self {
        let first_debit_from = as_of - Days::new(age_in_days(chance).into());
        let days_until_start = Days::new(days_until_start(chance).into());
        // A book holds few SIPs that are yet to start, and those were not paid for.
        let start = (first_debit_from + days_until_start).min(as_of.max(first_debit_from));
        Self {
            start,
            end: chance.weighted(&TERMS).map(|years| start + Months::new(12 * years)),
            first_debit_from,
            days: days(chance),
            instalment: first_instalment(degree, chance),
            schemes: chance.weighted(&SCHEMES),
            growth: Growth::draw(first_debit_from, chance),
        }
    }

    /// How many debits a month has.
    pub(crate) fn debit_days(&self) -> u32 {
        u32::try_from(self.days.len()).unwrap_or(u32::MAX)
    }

    /// The first day on which an export can hold the SIP.
    pub(crate) fn known_from(&self) -> NaiveDate {
        self.first_debit_from.min(self.start)
    }

    /// Every date on which a debit falls due, in order.
    pub(crate) fn debit_dates(&self) -> impl Iterator<Item = NaiveDate> {
        let from = self.first_debit_from;
        let first_month = from.with_day(1).unwrap_or(from);
        let dates = (0..).flat_map(move |month| {
            let first = first_month + Months::new(month);
            self.days.iter().map(move |day| first + Days::new(u64::from(*day) - 1))
        });
        dates
            .skip_while(move |on| *on < from)
            .take_while(|on| self.end.is_none_or(|end| *on <= end))
    }

    /// Every date on which a step falls due by the firm's count, in order, up to `last`.
    pub(crate) fn step_dates(&self, last: NaiveDate) -> Vec<NaiveDate> {
        let Some(growth) = self.growth else { return Vec::new() };
        let months = u32::try_from(growth.period.months()).unwrap_or(u32::MAX);
        let step =
            |number: u32| growth.counted_from.checked_add_months(Months::new(number * months));
        let dates = (1..).map_while(step).take_while(|on| *on <= last);
        dates.filter(|on| *on > self.first_debit_from).collect()
    }
}

impl Growth {
    fn draw(first_debit_from: NaiveDate, chance: &mut Chance) -> Option<Self> {
        if chance.percent(WITHOUT_STEP_UP) {
            return None;
        }
        let (step_up, months) = step_up(chance);
        let earliest = first_debit_from - Days::new(COUNTED_BEFORE.into());
        let days = chance.below(COUNTED_BEFORE + COUNTED_AFTER);
        Some(Self {
            step_up,
            period: period(months),
            counted_from: earliest + Days::new(days.into()),
            rounding: chance.weighted(&ROUNDINGS),
        })
    }

    /// An instalment after one step of this size.
    pub(crate) fn step(&self, instalment: Paise, size: StepUp) -> Paise {
        stepped(instalment, size, self.rounding)
    }
}

/// Books grow: more SIPs are young than old.
fn age_in_days(chance: &mut Chance) -> u32 {
    let (one, other) = (chance.between(20, OLDEST_DAYS), chance.between(20, OLDEST_DAYS));
    if chance.percent(50) { one } else { one.min(other) }
}

/// From the day on which debits begin to the start that the export tells.
fn days_until_start(chance: &mut Chance) -> u32 {
    if !chance.percent(PAID_BEFORE_START) {
        0
    } else if chance.percent(MOVED) {
        chance.between(60, LONGEST_BEFORE_START)
    } else {
        // Beyond a month, so that a debit lies between.
        chance.between(31, 59)
    }
}

fn first_instalment(degree: Degree, chance: &mut Chance) -> Paise {
    if chance.permille(degree.of(ODD_BEGINNINGS)) {
        Paise::from_rupees(i64::from(chance.between(51, 1_500)) * 10)
    } else {
        Paise::from_rupees(chance.weighted(&INSTALMENTS))
    }
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
