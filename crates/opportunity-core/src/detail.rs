//! The fields that only one kind of opportunity has.

use core::fmt::{self, Debug, Formatter};
use core::ops::Deref;

use chrono::NaiveDate;

use crate::rules::{Kind, Rule};

/// No rule has more fields of its own than this.
const MOST_FIELDS: usize = {
    let (mut most, mut place) = (0, 0);
    while place < Kind::ALL.len() {
        let fields = Kind::ALL[place].rule().fields.len();
        most = if fields > most { fields } else { most };
        place += 1;
    }
    most
};

/// The values of a rule's own fields by name, in the order in which it declares them. They read as a
/// slice, and lie within the opportunity itself.
#[derive(Clone, Copy)]
pub struct Details {
    held: [(&'static str, Detail); MOST_FIELDS],
    count: usize,
}

impl Rule {
    /// The rule's own fields with these values, one for each that it declares.
    #[must_use]
    #[inline]
    pub fn details<const N: usize>(&self, values: [Detail; N]) -> Details {
        let mut held = [("", Detail::Count(0)); MOST_FIELDS];
        let mut count = 0;
        for ((place, field), value) in held.iter_mut().zip(self.fields).zip(values) {
            *place = (field.name, value);
            count += 1;
        }
        Details { held, count }
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
