//! The instalments that today's may have grown from, each one agreed step before the next.

use crate::agreement::{Percent, StepUp};
use crate::money::{divide_down, divide_up};

const RUPEE: i128 = 100;

/// How a firm rounds an instalment that grew by a share of itself.
#[derive(Clone, Copy)]
pub(super) enum Rounding {
    /// The increment to the nearest ₹10, a half to the even ten.
    Near,
    /// The instalment down to a multiple of so many paise.
    DownTo(i128),
    /// Not at all: the increment is money.
    None,
}

const TEN_RUPEES: i128 = 10 * RUPEE;

/// The habits of firms that are known.
const OF_PERCENTAGES: [Rounding; 5] = [
    Rounding::Near,
    Rounding::DownTo(TEN_RUPEES),
    Rounding::DownTo(RUPEE),
    Rounding::DownTo(50 * RUPEE),
    Rounding::DownTo(100 * RUPEE),
];

/// The roundings by which today's instalment can have come about.
pub(super) fn roundings(today: i128, step_up: StepUp) -> impl Iterator<Item = Rounding> {
    let known: &[Rounding] = match step_up {
        StepUp::Percentage(_) => &OF_PERCENTAGES,
        StepUp::Amount(_) => &[Rounding::None],
    };
    known.iter().copied().filter(move |rounding| today % rounding.unit() == 0)
}

impl Rounding {
    const fn unit(self) -> i128 {
        match self {
            Self::Near => TEN_RUPEES,
            Self::DownTo(unit) => unit,
            Self::None => 1,
        }
    }
}

/// The instalment that one step makes this one of, where there is one.
pub(super) fn level_before(level: i128, step_up: StepUp, rounding: Rounding) -> Option<i128> {
    let before = match (step_up, rounding) {
        (StepUp::Amount(amount), _) => level - amount.0,
        (StepUp::Percentage(percent), Rounding::Near) => nearest_before(level, percent)?,
        (StepUp::Percentage(percent), _) => rounded_down_before(level, percent, rounding.unit())?,
    };
    (0 < before && before < level).then_some(before)
}

/// Shares are of so many parts: hundredths of a percent.
const WHOLE: i128 = 10_000;

fn nearest_before(level: i128, percent: Percent) -> Option<i128> {
    let share = i128::from(percent.0);
    let about = divide_down(level * WHOLE, (WHOLE + share) * TEN_RUPEES) * TEN_RUPEES;
    [about - TEN_RUPEES, about, about + TEN_RUPEES].into_iter().find(|before| {
        let fits = || before + nearest_ten_rupees(before * share) == level;
        0 < *before && *before < level && fits()
    })
}

/// A share, given `WHOLE` times over, to the nearest ₹10; a half goes to the even ten.
fn nearest_ten_rupees(share: i128) -> i128 {
    const TEN: i128 = WHOLE * TEN_RUPEES;
    let down = divide_down(share, TEN);
    let rest = share - down * TEN;
    let is_nearer_above = rest * 2 > TEN || (rest * 2 == TEN && down % 2 == 1);
    (down + i128::from(is_nearer_above)) * TEN_RUPEES
}

fn rounded_down_before(level: i128, percent: Percent, unit: i128) -> Option<i128> {
    let grown = WHOLE + i128::from(percent.0);
    let before = divide_up(level * WHOLE, grown * unit) * unit;
    let after_one_step = divide_down(before * grown, WHOLE * unit) * unit;
    (after_one_step == level).then_some(before)
}

/// Whether it is an instalment that people begin at.
pub(super) fn is_round_sum(level: i128) -> bool {
    let unit = if level < 1_000 * RUPEE { 100 * RUPEE } else { 500 * RUPEE };
    level % unit == 0
}
