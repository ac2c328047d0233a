//! The fields that only one kind of opportunity has.

use core::fmt::{self, Debug, Formatter};
use core::ops::Deref;

use chrono::NaiveDate;

/// The most fields that a rule may have of its own, which the list of kinds holds every rule to. The
/// values lie within the opportunity, so that each one more makes every opportunity larger.
pub(crate) const MOST_FIELDS: usize = 5;

/// The values of a rule's own fields by name, in the order in which it declares them. They read as a
/// slice, and lie within the opportunity itself.
#[derive(Clone, Copy)]
pub struct Details {
    held: [(&'static str, Detail); MOST_FIELDS],
    count: usize,
}

impl Details {
    /// These fields with these values, one for each.
    #[inline]
    pub(crate) fn new<const N: usize>(fields: &[DetailField], values: [Detail; N]) -> Self {
        let mut held = [("", Detail::Count(0)); MOST_FIELDS];
        let mut count = 0;
        for ((place, field), value) in held.iter_mut().zip(fields).zip(values) {
            *place = (field.name, value);
            count += 1;
        }
        Self { held, count }
    }
}

impl Deref for Details {
    type Target = [(&'static str, Detail)];

    fn deref(&self) -> &Self::Target {
        &self.held[..self.count]
    }
}

impl PartialEq for Details {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Details {}

impl Debug for Details {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Details {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().copied())
    }
}

/// The value of one of a rule's own fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Detail {
    /// A whole number.
    Count(u32),
    /// A percentage in tenths.
    PercentTenths(u16),
    /// A word of a closed list.
    Word(&'static str),
    /// A date, or none.
    Date(Option<NaiveDate>),
}

/// One of a rule's own fields, for those who document answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DetailField {
    /// Its name in answers.
    pub name: &'static str,
    /// What it holds.
    pub shape: DetailShape,
    /// What it means, in a sentence.
    pub meaning: &'static str,
}

/// What a [`DetailField`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetailShape {
    /// A whole number.
    Count,
    /// A percentage with one decimal.
    Percent,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A date, or null.
    Date,
}
