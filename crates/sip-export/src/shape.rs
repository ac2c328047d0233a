//! What fields hold.

use chrono::{NaiveDate, NaiveDateTime};
use opportunity_core::{Paise, Percent};

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text.
    Text,
    /// An id: text, which may be digits.
    Id,
    /// A phone number: text.
    Phone,
    /// A date and time of Asia/Kolkata.
    Time,
    /// A date.
    Date,
    /// Money, in rupees, from zero up.
    Money,
    /// What something is worth, in rupees: it may be less than nothing.
    Worth,
    /// A percentage with at most two decimals.
    Percent,
    /// A whole number from zero up.
    Count,
    /// True or false.
    Truth,
    /// A list of scheme names.
    Schemes,
}

impl Shape {
    pub(crate) const fn takes(self) -> &'static str {
        match self {
            Self::Text => "text of at most 64 KiB",
            Self::Id => "an id: text, or a whole number such as 9001 or 9,001",
            Self::Phone => "a phone number, such as +91 10000 00001 or 1000000001",
            Self::Time => {
                "a date, or a date and time such as January 12, 2026, 8:49 AM or 2026-01-12 08:49"
            }
            Self::Date => "a date such as January 5, 2026, 05-Jan-2026 or 2026-01-05",
            Self::Money => "rupees from 0 up, such as 5500, 5,500.50 or ₹5,00,000",
            Self::Worth => "rupees, such as 5500, -5,500.50 or ₹5,00,000",
            Self::Percent => "a percentage from 0 up, such as 10 or 12.5%",
            Self::Count => "a whole number from 0 up, such as 56 or 1,056",
            Self::Truth => "true or false, yes or no, 1 or 0",
            Self::Schemes => "names of funds, as in [Fund A (G), Fund B]",
        }
    }
}

/// A field's value in a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Text.
    Text(Option<&'a str>),
    /// Text that has to be put together.
    Made(Option<String>),
    /// An id.
    Id(Option<&'a str>),
    /// A date and time of Asia/Kolkata.
    Time(Option<NaiveDateTime>),
    /// A date.
    Date(Option<NaiveDate>),
    /// Money.
    Money(Option<Paise>),
    /// A percentage.
    Percent(Option<Percent>),
    /// A whole number.
    Count(Option<u32>),
    /// True or false.
    Truth(Option<bool>),
    /// Scheme names.
    Schemes(&'a [String]),
}
