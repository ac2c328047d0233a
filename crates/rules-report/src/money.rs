//! Arithmetic on instalments: the only place that opens a [`Paise`] or makes one from a number.

use opportunity_core::{Paise, Percent, StepUp};

/// A rupee in paise.
const RUPEE: i128 = 100;

/// A share of whole percents.
pub(crate) const fn percent(whole: u32) -> Percent {
    Percent(whole as i64 * 100)
}

/// What is left of `amount`.
pub(crate) fn less(amount: Paise, taken: Paise) -> Paise {
    Paise(amount.0 - taken.0)
}

/// So many whole percents of `amount`.
pub(crate) fn share(amount: Paise, whole_percents: u32) -> Paise {
    Paise(amount.times(whole_percents).0 / 100)
}

/// `amount` rounded down to a multiple of so many rupees.
pub(crate) fn rounded_down(amount: Paise, rupees: u32) -> Paise {
    let unit = i128::from(rupees) * RUPEE;
    Paise(amount.0 / unit * unit)
}

/// One of `parts` equal parts, `count` times over.
pub(crate) fn parts(amount: Paise, count: u32, parts: u32) -> Paise {
    Paise(amount.times(count).0 / i128::from(parts.max(1)))
}

/// `amount` after one step, a percentage rounded down to a multiple of so many rupees. A step that
/// rounding would turn into a decrease leaves the instalment as it is.
pub(crate) fn stepped(amount: Paise, step_up: StepUp, rounded_to: u32) -> Paise {
    match step_up {
        StepUp::Percentage(Percent(hundredths)) => {
            let grown = Paise(amount.0 * (10_000 + i128::from(hundredths)) / 10_000);
            rounded_down(grown, rounded_to).max(amount)
        }
        StepUp::Amount(more) => amount + more,
    }
}

/// A step-up of half the size, or of twice.
pub(crate) fn resized(step_up: StepUp, whole_percents: u32) -> StepUp {
    match step_up {
        StepUp::Percentage(Percent(hundredths)) => {
            StepUp::Percentage(Percent(hundredths * i64::from(whole_percents) / 100))
        }
        StepUp::Amount(amount) => StepUp::Amount(share(amount, whole_percents)),
    }
}
