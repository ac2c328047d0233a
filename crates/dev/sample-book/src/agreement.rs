//! What a client agreed to: when, how much, into what, and how it is to grow.

use chrono::{Days, Months, NaiveDate, NaiveDateTime, NaiveTime};
use opportunity_core::{Paise, Percent, Period, PeriodUnit, StepUp};

use crate::chance::Chance;

const MINUTES_A_DAY: u32 = 24 * 60;

/// SIPs of a book are at most seven years old when it is founded.
const OLDEST_DAYS: u32 = 7 * 365;

/// How many SIPs in a hundred were paid for before the start that the export tells: most by a month
/// or two, those that were moved from an older system by up to three years.
const PAID_BEFORE_START: u32 = 70;
const MOVED: u32 = 20;
const LONGEST_BEFORE_START: u32 = 3 * 365;

/// How many SIPs in a hundred have no step-up agreed.
const WITHOUT_STEP_UP: u32 = 58;

/// How many people in a thousand begin at a multiple of ₹10 that is none of ₹500.
const ODD_BEGINNINGS: u32 = 10;

const INSTALMENTS: [(i64, u32); 20] = [
    (100, 2),
    (200, 2),
    (500, 11),
    (1_000, 14),
    (1_500, 7),
    (2_000, 11),
    (2_500, 7),
    (3_000, 8),
    (3_500, 2),
    (4_000, 4),
    (5_000, 14),
    (6_000, 2),
    (7_500, 3),
    (10_000, 8),
    (12_000, 1),
    (15_000, 3),
    (20_000, 3),
    (25_000, 2),
    (50_000, 1),
    (100_000, 1),
];

const PERCENTAGES: [(u64, u32); 6] = [(5, 7), (10, 64), (15, 8), (20, 11), (50, 6), (100, 4)];

/// Months, as the export words them.
const PERIODS: [(Option<Period>, u32); 3] = [
    (Period::new(1, PeriodUnit::Years), 59),
    (Period::new(6, PeriodUnit::Months), 38),
    (Period::new(3, PeriodUnit::Months), 3),
];

const SCHEMES: [&str; 12] = [
    "Godavari Large & Midcap Fund (G)",
    "Coromandel Bluechip Fund (G)",
    "Parag Ridge Flexi Cap Fund (G)",
    "Deccan Midcap Fund (G)",
    "Vindhya Hybrid Debt Fund (G)",
    "Konkan ELSS Tax Saver (G)",
    "Malabar Value Discovery Fund (G)",
    "Aravalli Balanced Advantage Fund (G)",
    "Satpura Index Nifty 50 (G)",
    "Kaveri Multicap Fund - (G)",
    "Nilgiri Small Cap Fund (G)",
    "Narmada Focused Equity Fund (G)",
];

const GOALS: [(&str, u32); 6] = [
    ("Individual Fund(s)", 45),
    ("Custom Funds", 34),
    ("Long Term Equity", 6),
    ("Micro SIP", 6),
    ("Child Education", 5),
    ("Retirement", 4),
];

/// Terms in years; none for a SIP without an end.
const TERMS: [(Option<u32>, u32); 7] = [
    (Some(1), 3),
    (Some(3), 8),
    (Some(5), 13),
    (Some(10), 43),
    (Some(20), 20),
    (Some(30), 8),
    (None, 5),
];

/// What was agreed, and what has been so from the start.
#[derive(Clone, Debug)]
pub(crate) struct Agreement {
    pub(crate) created_at: NaiveDateTime,
    pub(crate) start: NaiveDate,
    pub(crate) end: Option<NaiveDate>,
    /// No debit is presented earlier; before `start` for most.
    pub(crate) first_debit_from: NaiveDate,
    /// The debit days of a month, in order.
    pub(crate) days: Vec<u32>,
    pub(crate) instalment: Paise,
    pub(crate) step_up: Option<StepUp>,
    pub(crate) period: Option<Period>,
    pub(crate) schemes: Vec<&'static str>,
    pub(crate) goal: &'static str,
    /// When the mandate was given, where that was after the start.
    pub(crate) mandate_given_later: Option<NaiveDate>,
    pub(crate) valid_sale: bool,
}

/// How long before a book's founding a SIP of it was made.
pub(crate) fn age_in_days(chance: &mut Chance) -> u32 {
    let (one, other) = (chance.below(OLDEST_DAYS + 1), chance.below(OLDEST_DAYS + 1));
    // Books grow: more SIPs are young than old.
    if chance.percent(50) { one } else { one.min(other) }
}

/// The day on which debits begin, and the start that the export tells.
fn beginnings(made_on: NaiveDate, chance: &mut Chance) -> (NaiveDate, NaiveDate) {
    if !chance.percent(PAID_BEFORE_START) {
        (made_on, made_on)
    } else if chance.percent(MOVED) {
        // It was paid for at another firm before.
        (made_on - Days::new(chance.between(60, LONGEST_BEFORE_START).into()), made_on)
    } else {
        // Beyond a month, so that a debit lies between.
        (made_on, made_on + Days::new(chance.between(31, 59).into()))
    }
}

impl Agreement {
    /// An agreement that was entered into the firm's system on a day.
    pub(crate) fn draw(made_on: NaiveDate, chance: &mut Chance) -> Self {
        let minute = chance.below(MINUTES_A_DAY);
        let mandate_given_later =
            chance.percent(4).then(|| made_on + Days::new(chance.between(45, 60).into()));
        let (first_debit_from, start) = match (mandate_given_later, beginnings(made_on, chance)) {
            (Some(given), _) => (given, made_on),
            (None, beginnings) => beginnings,
        };
        let (step_up, period) = step_up(chance);
        Self {
            created_at: at_minute(made_on, minute),
            start,
            end: chance.weighted(&TERMS).map(|years| start + Months::new(12 * years)),
            first_debit_from,
            days: days(chance),
            instalment: instalment(chance),
            step_up,
            period,
            schemes: schemes(chance),
            goal: chance.weighted(&GOALS),
            mandate_given_later,
            valid_sale: chance.percent(97),
        }
    }
}

/// A time of day, given in minutes.
pub(crate) fn at_minute(date: NaiveDate, minute: u32) -> NaiveDateTime {
    date.and_time(NaiveTime::MIN) + chrono::TimeDelta::minutes(minute.into())
}

fn instalment(chance: &mut Chance) -> Paise {
    if chance.permille(ODD_BEGINNINGS) {
        Paise::from_rupees(i64::from(chance.between(51, 1_500)) * 10)
    } else {
        Paise::from_rupees(chance.weighted(&INSTALMENTS))
    }
}

fn step_up(chance: &mut Chance) -> (Option<StepUp>, Option<Period>) {
    let period = chance.weighted(&PERIODS);
    if chance.percent(WITHOUT_STEP_UP) {
        // Some records keep a period beside no step-up.
        return (None, period.filter(|_| chance.percent(6)));
    }
    let step_up = if chance.percent(5) {
        StepUp::Amount(Paise::from_rupees(chance.one_of(&[500, 1_000])))
    } else {
        StepUp::Percentage(Percent::from_hundredths(chance.weighted(&PERCENTAGES) * 100))
    };
    (Some(step_up), period)
}

/// Every month has a 28th, and so every debit day.
fn days(chance: &mut Chance) -> Vec<u32> {
    let count = chance.weighted(&[(1, 965), (2, 30), (5, 5)]);
    distinct(count, || chance.between(1, 28), Ord::cmp)
}

fn schemes(chance: &mut Chance) -> Vec<&'static str> {
    let count = chance.weighted(&[(0, 6), (1, 55), (2, 22), (3, 11), (5, 6)]);
    distinct(count, || chance.one_of(&SCHEMES), |_, _| std::cmp::Ordering::Equal)
}

fn distinct<T: PartialEq>(
    count: usize,
    mut draw: impl FnMut() -> T,
    order: impl FnMut(&T, &T) -> std::cmp::Ordering,
) -> Vec<T> {
    let mut drawn = Vec::with_capacity(count);
    while drawn.len() < count {
        let next = draw();
        if !drawn.contains(&next) {
            drawn.push(next);
        }
    }
    drawn.sort_by(order);
    drawn
}
