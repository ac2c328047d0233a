//! How urgent a call is.

use core::fmt::{self, Display, Formatter};

use crate::money::divide_half_up;

/// How urgent a call is, from 0 to 10 in hundredths, half up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RiskScore(u16);

impl RiskScore {
    const HIGHEST: i128 = 1_000;

    /// `numerator / denominator`, rounded to hundredths, at most ten. A numerator below zero counts
    /// as zero, a denominator below one as one.
    ///
    /// ```
    /// use opportunity_core::RiskScore;
    /// assert_eq!(RiskScore::ratio(18, 6).to_string(), "3.00");
    /// assert_eq!(RiskScore::ratio(1, 6).hundredths(), 17);
    /// assert_eq!(RiskScore::ratio(700, 6).to_string(), "10.00");
    /// ```
    #[must_use]
    #[inline]
    pub fn ratio(numerator: i128, denominator: i128) -> Self {
        let hundredths = divide_half_up(numerator.max(0).saturating_mul(100), denominator.max(1))
            .min(Self::HIGHEST);
        Self(u16::try_from(hundredths).unwrap_or(0))
    }

    /// The same score, where it is not above so many points.
    #[must_use]
    pub fn at_most(self, points: u16) -> Self {
        Self(self.0.min(points.saturating_mul(100)))
    }

    /// The same score, where it is not below so many points, of which the highest is ten.
    #[must_use]
    pub fn at_least(self, points: u16) -> Self {
        Self(self.0.max(points.min(10).saturating_mul(100)))
    }

    /// The score in hundredths.
    #[must_use]
    pub const fn hundredths(self) -> u16 {
        self.0
    }
}

impl Display for RiskScore {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}
