//! The fields that only one kind of opportunity has.

use core::fmt::{self, Debug, Formatter};
use core::ops::Deref;

use chrono::NaiveDate;

/// The most fields that a rule may have of its own, which the list of kinds holds every rule to. The
/// values lie within the opportunity, so that each one more makes every opportunity larger.
pub(crate) const MOST_FIELDS: usize = 8;

/// The values of a rule's own fields by name, in the order in which it declares them. They read as a
/// slice, and lie within the opportunity itself.
#[derive(Clone, Copy)]
pub struct Details<'a> {
    held: [(&'static str, Detail<'a>); MOST_FIELDS],
    count: usize,
}

impl<'a> Details<'a> {
    /// No fields.
    pub(crate) const fn none() -> Self {
        Self { held: [("", Detail::Nothing); MOST_FIELDS], count: 0 }
    }

    /// These fields with these values, one for each.
    #[inline]
    pub(crate) fn new<const N: usize>(fields: &[DetailField], values: [Detail<'a>; N]) -> Self {
        let mut held = [("", Detail::Nothing); MOST_FIELDS];
        let mut count = 0;
        for ((place, field), value) in held.iter_mut().zip(fields).zip(values) {
            *place = (field.name, value);
            count += 1;
        }
        Self { held, count }
    }
}

impl<'a> Deref for Details<'a> {
    type Target = [(&'static str, Detail<'a>)];

    fn deref(&self) -> &Self::Target {
        &self.held[..self.count]
    }
}

impl PartialEq for Details<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Details<'_> {}

impl Debug for Details<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Details<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().copied())
    }
}

/// The value of one of a rule's own fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Detail<'a> {
    /// There is none: null in answers.
    Nothing,
    /// A whole number.
    Count(u32),
    /// A percentage in tenths.
    PercentTenths(u16),
    /// A word of a closed list.
    Word(&'static str),
    /// Words of a record.
    Text(&'a str),
    /// A date.
    Date(NaiveDate),
}

impl Detail<'_> {
    /// A value that may be missing.
    #[must_use]
    pub fn or_nothing<T>(value: Option<T>, detail: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Nothing, detail)
    }
}

/// One of a rule's own fields, for those who document answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DetailField {
    /// Its name in answers.
    pub name: &'static str,
    /// What it holds.
    pub shape: DetailShape,
    /// Whether it may be missing, which answers show as null.
    pub nullable: bool,
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
    /// Words of a record.
    Text,
    /// A date.
    Date,
}

impl DetailField {
    /// One that every opportunity of the kind has.
    #[must_use]
    pub const fn new(name: &'static str, shape: DetailShape, meaning: &'static str) -> Self {
        Self { name, shape, nullable: false, meaning }
    }

    /// One that may be missing.
    #[must_use]
    pub const fn nullable(name: &'static str, shape: DetailShape, meaning: &'static str) -> Self {
        Self { name, shape, nullable: true, meaning }
    }
}
