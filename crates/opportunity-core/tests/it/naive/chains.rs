//! The ways by which agreed steps lead from a round sum to today's instalment.

use opportunity_core::StepUp;

const RUPEE: i128 = 100;

/// Today's instalment first, the round sum last.
pub(crate) type Levels = Vec<i128>;

#[derive(Clone, Copy)]
enum Rounding {
    Near,
    DownTo(i128),
}

/// Every chain of no more than so many steps, each once.
pub(crate) fn chains(amount: i128, step_up: StepUp, most_steps: u32) -> Vec<Levels> {
    let mut found: Vec<Levels> = Vec::new();
    let mut walk = |before: &dyn Fn(i128) -> Option<i128>| {
        let mut levels = vec![amount];
        let mut level = amount;
        for _ in 0..most_steps.min(24) {
            let Some(lower) = before(level).filter(|lower| *lower > 0 && *lower < level) else {
                break;
            };
            level = lower;
            levels.push(level);
            if is_round(level) && !found.contains(&levels) {
                found.push(levels.clone());
            }
        }
    };
    match step_up {
        StepUp::Amount(step) => walk(&|level| Some(level - step.paise())),
        StepUp::Percentage(percent) => {
            let hundredths = i128::from(percent.hundredths());
            for rounding in roundings(amount) {
                walk(&|level| level_before(level, hundredths, rounding));
            }
        }
    }
    found
}

fn is_round(level: i128) -> bool {
    if level < 1_000 * RUPEE { level % (100 * RUPEE) == 0 } else { level % (500 * RUPEE) == 0 }
}

/// The roundings that can have led to the amount.
fn roundings(amount: i128) -> Vec<Rounding> {
    let mut roundings = Vec::new();
    if amount % (10 * RUPEE) == 0 {
        roundings.push(Rounding::Near);
    }
    for rupees in [10, 1, 50, 100] {
        if amount % (rupees * RUPEE) == 0 {
            roundings.push(Rounding::DownTo(rupees * RUPEE));
        }
    }
    roundings
}

/// The level that a step of so many hundredths of a percent raises to this one.
fn level_before(level: i128, hundredths: i128, rounding: Rounding) -> Option<i128> {
    let (whole, grown) = (10_000, 10_000 + hundredths);
    match rounding {
        Rounding::Near => {
            let ten = 10 * RUPEE;
            let middle = level * whole / grown / ten * ten;
            [middle - ten, middle, middle + ten].into_iter().find(|before| {
                *before > 0
                    && *before < level
                    && before + to_nearest_ten(before * hundredths, whole) == level
            })
        }
        Rounding::DownTo(unit) => {
            let mut before = level * whole / grown / unit * unit;
            while before * grown < level * whole {
                before += unit;
            }
            let raised = before * grown / whole / unit * unit;
            (before < level && raised == level).then_some(before)
        }
    }
}

/// To the nearest ten rupees, a half to the even ten.
fn to_nearest_ten(numerator: i128, denominator: i128) -> i128 {
    let unit = 10 * RUPEE * denominator;
    let (tens, over) = (numerator / unit, numerator % unit);
    let goes_up = over * 2 > unit || over * 2 == unit && tens % 2 == 1;
    (tens + i128::from(goes_up)) * 10 * RUPEE
}

/// What the payments have to fit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Payments {
    pub(crate) amount: i128,
    /// Their number and their sum.
    pub(crate) count: i128,
    pub(crate) sum: i128,
    /// Payments of a period.
    pub(crate) of_a_period: i128,
    /// Payments that may be missing before a step.
    pub(crate) spare: i128,
    /// Money that may be missing from a payment.
    pub(crate) part: i128,
}

/// How many payments lie behind the last step, on a chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    pub(crate) steps: u32,
    pub(crate) most: i128,
    pub(crate) fewest: i128,
    pub(crate) fit: Option<i128>,
}

/// The chain's way, unless the payments do not go by it.
pub(crate) fn way(levels: &[i128], payments: &Payments) -> Option<Way> {
    let steps = levels.len() - 1;
    let most = most(levels, payments)?;
    let fewest = fewest(levels, payments)?;
    let way = Way { steps: steps as u32, most, fewest, fit: fit(levels, payments) };
    (fewest <= most).then_some(way)
}

/// Payments below today's instalment that lie between so many steps, none made early.
fn least_below(levels: &[i128], payments: &Payments) -> i128 {
    (levels.len() as i128 - 1) * payments.of_a_period - payments.spare
}

/// All that falls short was paid at the lowest level.
fn most(levels: &[i128], payments: &Payments) -> Option<i128> {
    let Payments { amount, count, sum, part, .. } = *payments;
    let lowest = levels[levels.len() - 1];
    let short = count * amount - sum;
    let short_for_certain = if short > part { short - part } else { 0 };
    let mut lower_payments = 1;
    for at_least in [rounded_up(short_for_certain, amount - lowest), least_below(levels, payments)]
    {
        if at_least > lower_payments {
            lower_payments = at_least;
        }
    }
    (lower_payments <= count).then(|| count - lower_payments)
}

/// Each level between was paid for a period, but for what may be missing; the rest at the newest.
fn fewest(levels: &[i128], payments: &Payments) -> Option<i128> {
    let Payments { amount, count, sum, of_a_period, spare, part } = *payments;
    let steps = levels.len() - 1;
    let gap = |step: usize| amount - levels[step];
    let (mut left, mut below, mut free) = (count * amount - sum, 0, spare);
    for step in (2..=steps).rev() {
        let missing = if free < of_a_period { free } else { of_a_period };
        free -= missing;
        left -= (of_a_period - missing) * gap(step);
        below += of_a_period - missing;
    }
    if part == 0 && steps <= 2 {
        let mut times = 0;
        while steps == 2 && left > 0 && left % gap(1) != 0 && times < 1_000 {
            left -= gap(2);
            below += 1;
            times += 1;
        }
        if left % gap(1) != 0 {
            return None;
        }
    }
    if left < 0 {
        return None;
    }
    let lower = below + left / gap(1);
    let fewest = if count > lower { count - lower } else { 0 };
    (lower >= least_below(levels, payments)).then_some(fewest)
}

/// Payments behind the last step where each step but the first was made when it fell due.
fn fit(levels: &[i128], payments: &Payments) -> Option<i128> {
    let Payments { amount, count, sum, of_a_period, .. } = *payments;
    let steps = levels.len() - 1;
    let rest = count - of_a_period * (steps as i128 - 1);
    let between: i128 = levels[1..steps].iter().sum();
    let over = sum - of_a_period * between - rest * levels[steps];
    let gap = amount - levels[steps];
    let fits = rest >= 1 && over >= 0 && over < rest * gap && over % gap == 0;
    fits.then(|| over / gap)
}

fn rounded_up(numerator: i128, denominator: i128) -> i128 {
    let whole = numerator / denominator;
    if numerator % denominator > 0 { whole + 1 } else { whole }
}
