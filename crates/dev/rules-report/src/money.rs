//! Arithmetic on instalments: the only place that opens a [`Paise`].

use opportunity_core::{Paise, Percent, StepUp};

/// A rupee in paise.
const RUPEE: i128 = 100;

const TEN_RUPEES: i128 = 10 * RUPEE;

/// Percentages are in so many parts of a whole.
const WHOLE: i128 = 10_000;

/// How a firm rounds an instalment that grew by a percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// The increment to the nearest ₹10, a half to the even ten.
    Near,
    /// The instalment down to a multiple of so many rupees.
    DownTo(u32),
}

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

/// `amount` after one step. A step that rounding would turn into a decrease leaves the instalment as
/// it is.
pub(crate) fn stepped(amount: Paise, step_up: StepUp, rounding: Rounding) -> Paise {
    let percent = match step_up {
        StepUp::Percentage(percent) => i128::from(percent.hundredths()),
        StepUp::Amount(more) => return amount + more,
    };
    match rounding {
        Rounding::Near => amount + nearest_ten_rupees(amount.paise() * percent),
        Rounding::DownTo(rupees) => {
            let grown = whole_paise(amount.paise() * (WHOLE + percent) / WHOLE);
            rounded_down(grown, rupees).max(amount)
        }
    }
}

/// A share, given `WHOLE` times over.
fn nearest_ten_rupees(share: i128) -> Paise {
    let unit = TEN_RUPEES * WHOLE;
    let (tens, rest) = (share / unit, share % unit);
    let up = rest * 2 > unit || (rest * 2 == unit && tens % 2 == 1);
    whole_paise((tens + i128::from(up)) * TEN_RUPEES)
}

/// Whether people begin at such an instalment: a multiple of ₹500, under ₹1,000 of ₹100.
pub(crate) fn is_round(amount: Paise) -> bool {
    let unit = if amount < Paise::from_rupees(1_000) { 100 } else { 500 };
    amount.paise() % (unit * RUPEE) == 0
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
