//! Money as whole paise, never as a float.

use alloc::string::String;
use core::fmt::{self, Display, Formatter};
use core::iter::Sum;
use core::ops::{Add, AddAssign, Sub};

use crate::digits::push_digits;

/// An amount of money in whole paise, a hundredth of a rupee.
///
/// Wide inside: an amount begins as 64 bits, and sums are exact up to 10^36 rupees, where they stop.
/// Text shows rupees with two decimals.
///
/// ```
/// use opportunity_core::Paise;
/// assert_eq!(Paise::from_rupees(5_500).to_string(), "5500.00");
/// assert_eq!(Paise::new(151_754).to_string(), "1517.54");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "i64", into = "i128"))]
pub struct Paise(pub(crate) i128);

impl Paise {
    /// No money at all.
    pub const ZERO: Self = Self(0);

    /// So many paise.
    #[must_use]
    pub const fn new(paise: i64) -> Self {
        Self(paise as i128)
    }

    /// The amount in paise.
    #[must_use]
    pub const fn paise(self) -> i128 {
        self.0
    }

    /// Whole rupees.
    #[must_use]
    pub const fn from_rupees(rupees: i64) -> Self {
        Self(rupees as i128 * 100)
    }

    /// This amount, `count` times over.
    #[must_use]
    pub const fn times(self, count: u32) -> Self {
        // 64 bits times 32 always fit 128: nearly every amount is multiplied without a check.
        let is_small = self.0 as i64 as i128 == self.0;
        let count = count as i128;
        Self(if is_small { self.0 * count } else { self.0.saturating_mul(count) })
    }

    /// Half of this amount, half up to the paisa.
    #[must_use]
    pub const fn half(self) -> Self {
        Self(divide_half_up(self.0, 2))
    }

    /// Whether there is any money here.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// The amount in words a client knows: whole rupees, half up, grouped as India groups them.
    ///
    /// ```
    /// use opportunity_core::Paise;
    /// assert_eq!(Paise::from_rupees(12_34_500).in_rupees(), "₹12,34,500");
    /// ```
    #[must_use]
    pub fn in_rupees(self) -> String {
        let mut text = String::new();
        push_rupees(&mut text, self);
        text
    }
}

impl From<i64> for Paise {
    fn from(paise: i64) -> Self {
        Self::new(paise)
    }
}

impl From<Paise> for i128 {
    fn from(amount: Paise) -> Self {
        amount.0
    }
}

impl Display for Paise {
    /// Rupees with two decimals.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let paise = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", paise / 100, paise % 100)
    }
}

impl Add for Paise {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Paise {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl AddAssign for Paise {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Paise {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// Writes whole rupees, half up, with a comma ahead of the last three digits and of every two before
/// them.
pub(crate) fn push_rupees(text: &mut String, amount: Paise) {
    text.push_str(if amount < Paise::ZERO { "-₹" } else { "₹" });
    let rupees = divide_half_up(amount.0.saturating_abs(), 100);
    push_digits(text, rupees.unsigned_abs(), |place| place >= 3 && place % 2 == 1);
}

/// `numerator / denominator` to the nearest whole number, a half going up; the denominator is above
/// zero. Exact as long as twice of either fits 128 bits.
#[must_use]
#[inline]
pub(crate) const fn divide_half_up(numerator: i128, denominator: i128) -> i128 {
    // Nearly all amounts are below that, and 64 bits divide in a fraction of the time of 128.
    if 0 <= numerator && numerator < SMALL && denominator < SMALL {
        let (numerator, denominator) = (numerator as u64, denominator as u64);
        return ((numerator * 2 + denominator) / (denominator * 2)) as i128;
    }
    let doubled = numerator.saturating_mul(2).saturating_add(denominator);
    doubled.div_euclid(denominator.saturating_mul(2))
}

/// The largest whole number that is not above `numerator / denominator`; the denominator is above
/// zero.
#[must_use]
pub(crate) const fn divide_down(numerator: i128, denominator: i128) -> i128 {
    if 0 <= numerator && numerator < SMALL && denominator < SMALL {
        return (numerator as u64 / denominator as u64) as i128;
    }
    numerator.div_euclid(denominator)
}

/// The smallest whole number that is not below `numerator / denominator`; the denominator is above
/// zero.
#[must_use]
pub(crate) const fn divide_up(numerator: i128, denominator: i128) -> i128 {
    let down = divide_down(numerator, denominator);
    if down * denominator == numerator { down } else { down + 1 }
}

/// Twice a number below this and another one below it add up within 64 bits.
const SMALL: i128 = 1 << 62;
