//! What a client agreed to: by how much the instalment is to grow, and how often.

use alloc::string::{String, ToString};
use core::fmt::{self, Display, Formatter};

use crate::money::{Paise, divide_half_up};

/// A percentage with two decimals, not negative.
///
/// ```
/// use opportunity_core::Percent;
/// assert_eq!(Percent::from_hundredths(1_250).to_string(), "12.50");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Percent(pub(crate) u64);

impl Percent {
    /// So many hundredths of a percent: 10% is a thousand of them.
    #[must_use]
    pub const fn from_hundredths(hundredths: u64) -> Self {
        Self(hundredths)
    }

    /// The percentage in hundredths of a percent.
    #[must_use]
    pub const fn hundredths(self) -> u64 {
        self.0
    }
}

impl Display for Percent {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// By how much the instalment was agreed to grow at each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum StepUp {
    /// By this share of the instalment.
    Percentage(Percent),
    /// By this much money.
    Amount(Paise),
}

impl StepUp {
    /// The step-up of a record: its percentage, else its amount, where either is above zero.
    #[must_use]
    pub fn agreed(percentage: Option<Percent>, amount: Option<Paise>) -> Option<Self> {
        let percentage = percentage.filter(|percent| percent.0 > 0).map(Self::Percentage);
        percentage.or_else(|| amount.filter(|amount| amount.is_positive()).map(Self::Amount))
    }

    /// What one step adds to an instalment, half up to the paisa.
    #[must_use]
    pub fn on(self, instalment: Paise) -> Paise {
        match self {
            Self::Percentage(percent) => {
                Paise(divide_half_up(instalment.0.saturating_mul(percent.0.into()), 10_000))
            }
            Self::Amount(amount) => amount,
        }
    }
}

/// A step-up and its period, in 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Agreed {
    /// Paise or hundredths of a percent, as `grows` says.
    size: u64,
    period_count: u32,
    period_unit: PeriodUnit,
    grows: Grows,
}

/// Which [`StepUp`] it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grows {
    ByPercentage,
    ByAmount,
}

impl Agreed {
    /// None for an amount that 64 bits do not hold.
    pub(crate) fn new(step_up: StepUp, period: Period) -> Option<Self> {
        let (size, grows) = match step_up {
            StepUp::Percentage(percent) => (percent.0, Grows::ByPercentage),
            StepUp::Amount(amount) => (u64::try_from(amount.0).ok()?, Grows::ByAmount),
        };
        let Period { count, unit } = period;
        Some(Self { size, period_count: count, period_unit: unit, grows })
    }

    pub(crate) const fn step_up(self) -> StepUp {
        match self.grows {
            Grows::ByPercentage => StepUp::Percentage(Percent(self.size)),
            Grows::ByAmount => StepUp::Amount(Paise(self.size as i128)),
        }
    }

    pub(crate) const fn period(self) -> Period {
        Period { count: self.period_count, unit: self.period_unit }
    }
}

/// How often a step-up falls due, as the export writes it: `6M`, `1Y`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Period {
    count: u32,
    unit: PeriodUnit,
}

/// What a [`Period`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodUnit {
    /// Calendar months.
    Months,
    /// Years of twelve months.
    Years,
}

impl PeriodUnit {
    pub(crate) const fn letter(self) -> &'static str {
        match self {
            Self::Months => "M",
            Self::Years => "Y",
        }
    }
}

impl Period {
    /// `count` of `unit`; `None` for zero, which would fall due always.
    #[must_use]
    pub const fn new(count: u32, unit: PeriodUnit) -> Option<Self> {
        if count == 0 { None } else { Some(Self { count, unit }) }
    }

    /// Reads `nM` or `nY`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (count, unit) = match text.as_bytes().last()? {
            b'M' => (text.strip_suffix('M')?, PeriodUnit::Months),
            b'Y' => (text.strip_suffix('Y')?, PeriodUnit::Years),
            _ => return None,
        };
        let digits = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
        Self::new(count.parse().ok().filter(|_| digits)?, unit)
    }

    pub(crate) const fn count(self) -> u32 {
        self.count
    }

    pub(crate) const fn unit(self) -> PeriodUnit {
        self.unit
    }

    /// Its length in months.
    #[must_use]
    pub const fn months(self) -> u64 {
        match self.unit {
            PeriodUnit::Months => self.count as u64,
            PeriodUnit::Years => self.count as u64 * 12,
        }
    }
}

/// A text that is no [`Period`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a period is a whole number above zero and M or Y, such as 6M or 1Y")]
pub struct NotAPeriod;

impl TryFrom<String> for Period {
    type Error = NotAPeriod;
    fn try_from(text: String) -> Result<Self, NotAPeriod> {
        Self::parse(&text).ok_or(NotAPeriod)
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl Display for Period {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.unit.letter())
    }
}
