//! How many calls in a hundred are expected to succeed: assumptions, which a setting replaces.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use opportunity_core::{Kind, Paise, RiskScore};

/// The share of calls expected to succeed, in hundredths of a percent: an assumption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chance(u16);

impl Chance {
    /// Certainty.
    const WHOLE: u16 = 10_000;

    const fn percent(percent: u16) -> Self {
        Self(percent * 100)
    }

    /// In hundredths of a percent, from 0 to 10,000.
    #[must_use]
    pub const fn hundredths_of_percent(self) -> u16 {
        self.0
    }

    /// What a call is expected to bring: the chance times the monthly value, half up to paise.
    ///
    /// ```
    /// # use calls::Chances;
    /// # use opportunity_core::{Kind, Paise};
    /// let chance = Chances::default().of(Kind::NeverStarted);
    /// assert_eq!(chance.expected(Paise::new(1_001)), Paise::new(350));
    /// ```
    #[must_use]
    pub fn expected(self, monthly_value: Paise) -> Paise {
        half_up(i128::from(self.0).saturating_mul(monthly_value.paise()), Self::WHOLE.into())
    }

    /// The same, times one and a tenth of the risk score: urgency at most doubles it.
    #[must_use]
    pub fn part_in_priority(self, monthly_value: Paise, risk_score: RiskScore) -> Paise {
        let urgency = 1_000 + i128::from(risk_score.hundredths());
        let product = i128::from(self.0).saturating_mul(monthly_value.paise());
        half_up(product.saturating_mul(urgency), i128::from(Self::WHOLE) * 1_000)
    }
}

fn half_up(numerator: i128, denominator: i128) -> Paise {
    let doubled = numerator.saturating_mul(2).saturating_add(denominator);
    let whole = doubled.div_euclid(denominator * 2);
    Paise::new(i64::try_from(whole).unwrap_or(i64::MAX))
}

/// The chance of a call of each kind.
///
/// Its text is `kind=percent`, comma after comma, with at most two decimals; kinds that are not named
/// keep what is assumed of them.
///
/// ```
/// use calls::Chances;
/// use opportunity_core::Kind;
/// let chances: Chances = "missed_debits=72.5,no_step_up=0".parse()?;
/// assert_eq!(chances.of(Kind::MissedDebits).hundredths_of_percent(), 7_250);
/// assert_eq!(chances.of(Kind::NoSipIncrease).hundredths_of_percent(), 3_000);
/// # Ok::<(), calls::BadChances>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chances([Chance; Kind::ALL.len()]);

/// Why a text is no list of chances.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadChances {
    /// A part that is not a name and a number.
    #[error("{part:?} is to be a kind and a percentage, as in missed_debits=60")]
    NotAPair {
        /// The part.
        part: String,
    },
    /// There is no such kind.
    #[error("there is no kind of opportunity {kind:?}: there are {}", kinds())]
    UnknownKind {
        /// What it says.
        kind: String,
    },
    /// A kind twice.
    #[error("{kind} is given twice")]
    Twice {
        /// The kind.
        kind: &'static str,
    },
    /// Not a percentage.
    #[error("{value:?} is to be a percentage from 0 to 100, with at most two decimals")]
    NotAPercentage {
        /// What it says.
        value: String,
    },
}

fn kinds() -> String {
    Kind::ALL.map(Kind::name).join(", ")
}

impl Chances {
    /// That of a kind.
    #[must_use]
    pub const fn of(&self, kind: Kind) -> Chance {
        self.0[kind.index()]
    }
}

impl Default for Chances {
    /// What is assumed where no setting says otherwise.
    fn default() -> Self {
        Self(Kind::ALL.map(|kind| {
            Chance::percent(match kind {
                Kind::MissedDebits | Kind::LostMandates => 60,
                Kind::EndingSips => 50,
                Kind::FailedSips => 40,
                Kind::NeverStarted => 35,
                Kind::PausedSips | Kind::NoSipIncrease => 30,
                Kind::StoppedSips => 20,
                Kind::HighValueInactive | Kind::NoStepUp => 15,
            })
        }))
    }
}

impl FromStr for Chances {
    type Err = BadChances;

    fn from_str(text: &str) -> Result<Self, BadChances> {
        let mut chances = Self::default();
        let mut given = [false; Kind::ALL.len()];
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let pair = part.split_once('=');
            let (kind, value) = pair.ok_or_else(|| BadChances::NotAPair { part: part.into() })?;
            let kind = Kind::named(kind.trim())
                .ok_or_else(|| BadChances::UnknownKind { kind: kind.trim().into() })?;
            if std::mem::replace(&mut given[kind.index()], true) {
                return Err(BadChances::Twice { kind: kind.name() });
            }
            chances.0[kind.index()] = percentage(value.trim())?;
        }
        Ok(chances)
    }
}

fn percentage(value: &str) -> Result<Chance, BadChances> {
    let bad = || BadChances::NotAPercentage { value: value.into() };
    let (whole, decimals) = value.split_once('.').unwrap_or((value, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || whole.len() > 3 || !digits(decimals) || decimals.len() > 2 {
        return Err(bad());
    }
    let number = |text: &str| text.parse::<u16>().map_err(|_| bad());
    let decimals = number(decimals)? * if decimals.len() == 1 { 10 } else { 1 };
    let hundredths = number(whole)? * 100 + decimals;
    if hundredths > Chance::WHOLE { Err(bad()) } else { Ok(Chance(hundredths)) }
}

impl Display for Chances {
    /// Every kind, in the text that is read.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (place, kind) in Kind::ALL.into_iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            let Chance(hundredths) = self.of(kind);
            write!(f, "{comma}{}={}.{:02}", kind.name(), hundredths / 100, hundredths % 100)?;
        }
        Ok(())
    }
}
