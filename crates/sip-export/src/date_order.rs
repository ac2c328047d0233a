//! Which comes first in a date of digits alone.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

/// What comes first in a date of digits alone that ends with its year.
///
/// ```
/// use sip_export::DateOrder;
/// assert_eq!("dmy".parse(), Ok(DateOrder::DayMonthYear));
/// assert_eq!(DateOrder::MonthDayYear.to_string(), "mdy");
/// assert!("ymd".parse::<DateOrder>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// `05/01/2026` is the fifth of January.
    DayMonthYear,
    /// `05/01/2026` is the first of May.
    MonthDayYear,
}

/// A text that is no [`DateOrder`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a date order is dmy, where 05/01/2026 is in January, or mdy, where it is in May")]
pub struct NotADateOrder;

impl FromStr for DateOrder {
    type Err = NotADateOrder;

    fn from_str(text: &str) -> Result<Self, NotADateOrder> {
        match text {
            "dmy" => Ok(Self::DayMonthYear),
            "mdy" => Ok(Self::MonthDayYear),
            _ => Err(NotADateOrder),
        }
    }
}

impl Display for DateOrder {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DayMonthYear => "dmy",
            Self::MonthDayYear => "mdy",
        })
    }
}
