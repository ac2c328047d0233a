//! What a reader is told of an export that the export itself does not say.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use crate::kind::ExportKind;

/// How an export is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Which comes first in `05/01/2026`. Without it such a date is a bad value, since nothing in it
    /// tells January from May.
    pub date_order: Option<DateOrder>,
    /// What the export is of. Without it its columns tell; those of another kind refuse it.
    pub kind: Option<ExportKind>,
    /// Whether a bad value makes a bad record in the fields that no rule reads, too
    /// ([`Field::is_read_by_rules`](crate::Field::is_read_by_rules),
    /// [`ClientField::is_relied_on`](crate::ClientField::is_relied_on)). Without it such a value is
    /// left out and counted.
    pub strict: bool,
}

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
