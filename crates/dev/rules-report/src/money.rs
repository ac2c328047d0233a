//! Arithmetic on instalments: the only place that opens a [`Paise`].

use opportunity_core::{Paise, Percent, StepUp};

/// A rupee in paise.
const RUPEE: i128 = 100;

/// A share of whole percents.
pub(crate) const fn percent(whole: u32) -> Percent {
    Percent::from_hundredths(whole as u64 * 100)
}

/// So many whole percents of `amount`.
pub(crate) fn share(amount: Paise, whole_percents: u32) -> Paise {
    whole_paise(amount.times(whole_percents).paise() / 100)
}

/// `amount` rounded down to a multiple of so many rupees.
pub(crate) fn rounded_down(amount: Paise, rupees: u32) -> Paise {
    let unit = i128::from(rupees) * RUPEE;
    whole_paise(amount.paise() / unit * unit)
}

/// One of `parts` equal parts, `count` times over.
pub(crate) fn parts(amount: Paise, count: u32, parts: u32) -> Paise {
    whole_paise(amount.times(count).paise() / i128::from(parts.max(1)))
}

/// `amount` after one step, a percentage rounded down to a multiple of so many rupees. A step that
/// rounding would turn into a decrease leaves the instalment as it is.
pub(crate) fn stepped(amount: Paise, step_up: StepUp, rounded_to: u32) -> Paise {
    match step_up {
        StepUp::Percentage(percent) => {
            let grown = amount.paise() * (10_000 + i128::from(percent.hundredths())) / 10_000;
            let grown = whole_paise(grown);
            rounded_down(grown, rounded_to).max(amount)
        }
        StepUp::Amount(more) => amount + more,
    }
}

/// A step-up of half the size, or of twice.
pub(crate) fn resized(step_up: StepUp, whole_percents: u32) -> StepUp {
    match step_up {
        StepUp::Percentage(percent) => {
            let resized = percent.hundredths() * u64::from(whole_percents) / 100;
            StepUp::Percentage(Percent::from_hundredths(resized))
        }
        StepUp::Amount(amount) => StepUp::Amount(share(amount, whole_percents)),
    }
}

/// No instalment that is lived here comes near the end of 64 bits.
fn whole_paise(paise: i128) -> Paise {
    Paise::new(i64::try_from(paise).unwrap_or(i64::MAX))
}
